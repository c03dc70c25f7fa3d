"""Story AS-4, Camino a Casa: the responsibility for a boy goes from Sonora to Oaxaca, four people at four browsers."""

import pytest
from django.urls import reverse

from accounts.roles import Role
from cases.choices import Step
from cases.models import Case, HomeStudy
from referrals.models import Transfer
from tests.browser.conftest import PASSWORD
from tests.browser.hands import Clock, local, press, says, write
from tests.factories import CaseFactory, ChildIdentityFactory, OrganisationFactory, Team, UserFactory, relative_of, walk_to

MINUTES = "Oaxaca visita a los 30 y a los 90 días. La maestra Soto lo inscribe en la secundaria el 20 de abril."


class Story:
    """Sonora has the case with a plan in force; the mother's home was visited by Oaxaca."""

    def __init__(self, visit, clock: Clock, screenshots):
        self.clock, self.take, self.visit, self.seen = clock, screenshots, visit, {}
        clock.set("2026-04-08 09:00")
        self.team = Team(name="Procuraduría de Protección de Sonora")
        oaxaca = OrganisationFactory(name="Procuraduría de Protección de Oaxaca", state="OAX", time_zone="America/Mexico_City")
        team, person = self.team, {"language": "es", "password": PASSWORD}
        for one, name in ((team.caseworker, "Marcela Ibarra"), (team.supervisor, "Rosa Figueroa")):
            one.full_name, one.language = name, "es"
            one.set_password(PASSWORD)
            one.save()
        self.eva = UserFactory(role=Role.SUPERVISOR, full_name="Lic. Eva Cruz", organisation=oaxaca, **person)
        self.irma = UserFactory(role=Role.CASEWORKER, full_name="Irma López", organisation=oaxaca, **person)
        names = {"given_names": "Jesús", "surname_1": "Ramírez", "surname_2": "Santiago"}
        child = ChildIdentityFactory(child__code="SON-2026-000114", child__nationality="MX", child__sex="male", **names).child
        begun = local("2026-04-08 09:00")
        case = CaseFactory(unit=team.unit, child=child, notified_at=begun, step_entered_at=begun, migration_status="returned_national")
        walk_to(Step.PLAN_EXECUTION, team, now=begun, case=case)
        self.mother = relative_of(child, name="Carmen Santiago", relation="mother", child_view="Quiero volver con mi mamá.")
        HomeStudy.objects.filter(relative=self.mother).update(organisation=oaxaca, findings="Hay cama y escuela cerca.")

    @property
    def case(self) -> Case:
        return Case.objects.select_related("unit").get()

    @property
    def transfer(self) -> Transfer:
        return Transfer.objects.get()

    def at(self, user, time: str, url: str = "/"):
        """Return the browser of that person, signed in, at that time and page."""
        self.clock.set(time)
        if user not in self.seen:
            self.seen[user] = self.visit()
            self.seen[user].sign_in(user)
        else:
            self.seen[user].come_in(user)
        self.seen[user].come_at(self.clock.now, url)
        return self.seen[user]

    def of_case(self, user, time: str):
        return self.at(user, time, reverse("cases:detail", args=[self.case.code]))

    def of_transfer(self, user, time: str):
        return self.at(user, time, reverse("referrals:transfer", args=[self.transfer.pk]))

    def shot(self, person, name: str):
        """Hold the page against WCAG and take its picture."""
        assert person.violations() == [], name
        self.take(person, name)

    def offer(self):
        marcela = self.of_case(self.team.caseworker, "2026-04-13 12:00")
        press(marcela, "Propose a transfer")
        write(marcela, reason="Vive con su madre en Oaxaca.", child_views="Quiero ir con mi mamá.", destination_q="Oaxaca")
        press(marcela)
        rosa = self.of_transfer(self.team.supervisor, "2026-04-13 13:00")
        press(rosa, "Approve it")
        press(rosa)
        marcela = self.of_transfer(self.team.caseworker, "2026-04-13 14:00")
        press(marcela, "Offer it")
        write(marcela, note_to_destination="Le gusta el futbol. Habla zapoteco con su abuela.")
        press(marcela)
        self.shot(marcela, "as4-offered")

    def accept(self):
        eva = self.at(self.eva, "2026-04-14 10:00")
        self.shot(eva, "as4-home")
        eva.page.click(f"a[href='{reverse('referrals:transfer', args=[self.transfer.pk])}']")
        eva.page.wait_for_load_state()
        press(eva, "Accept and name the person")
        write(eva, responsible=str(self.irma.pk), no_conflict=True, language_covered_by="Intérprete de zapoteco")
        press(eva)

    def deliver(self):
        rosa = self.at(self.team.supervisor, "2026-04-16 11:05", reverse("placements:release", args=[self.case.code]))
        said = {"place": "Procuraduría de Oaxaca", "handed_by": "Julián Soto, DIF Sonora", "child_views": "Ya quiero llegar."}
        paper = {"receiver_identity": "Credencial y acta de nacimiento", "belongings": "Una mochila.", "documents": "Acta, CURP."}
        write(rosa, relative=str(self.mother.pk), released_at="2026-04-16T11:00", **said, **paper)
        self.shot(rosa, "as4-release")
        press(rosa)

    def hand_over(self):
        marcela = self.of_transfer(self.team.caseworker, "2026-04-16 11:30")
        press(marcela, "Write the minutes of the hand-over")
        write(marcela, meeting_at="2026-04-16T11:10", child_told_at="2026-04-16T11:10", minutes=MINUTES)
        press(marcela)
        eva = self.of_transfer(self.eva, "2026-04-16 12:00")
        self.shot(eva, "as4-minutes")
        press(eva, "Take over the responsibility")
        press(eva)


@pytest.fixture
def story(visit, screenshots, transactional_db, monkeypatch):
    return Story(visit, Clock(monkeypatch, "2026-04-08 09:00"), screenshots)


def test_as4_oaxaca_takes_over(story):
    sonora = story.team.unit
    story.offer()
    assert (story.case.unit, story.case.status) == (sonora, "pending_transfer")
    story.accept()
    assert story.transfer.responsible == story.irma
    story.deliver()
    story.hand_over()
    assert story.case.unit == story.irma.organisation
    assert story.transfer.effective_at == local("2026-04-16 12:00")
    irma = story.of_case(story.irma, "2026-04-17 09:00")
    assert says(irma, "Handed over to the family")
    assert sonora.name in irma.page.inner_text("#transfer")
    story.shot(irma, "as4-case")
    marcela = story.of_case(story.team.caseworker, "2026-04-17 09:05")
    assert "Jesús" not in marcela.page.inner_text("body")
