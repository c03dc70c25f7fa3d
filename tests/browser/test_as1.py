"""Story AS-1, Tin Otoch: from a migration officer's notification to closure, six people at six browsers."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.models import Level
from accounts.roles import OrgType, Role
from cases.choices import Element, Risk, Step
from cases.models import Case, Notification
from liberty.models import DeprivationEvent
from placements.models import Placement
from tests.browser.conftest import PASSWORD
from tests.browser.hands import Clock, local, press, words, write
from tests.factories import (
    CaseFactory,
    ChildIdentityFactory,
    OrganisationFactory,
    Team,
    UserFactory,
    order_care,
    sign_opinions,
    walk_to,
    write_evaluation,
)
from tests.placements.homes import FacilityFactory, ProfileFactory

EVALUATION = {
    Element.VIEWS: "Quiere quedarse, seguir en la escuela y llamar a su tía en Oaxaca.",
    Element.IDENTITY: "Maya q'eqchi' de Alta Verapaz. Tiene acta de nacimiento; entiende poco español.",
    Element.FAMILY: "Su madre murió en 2024. Una tía materna vive en Oaxaca y quiere recibirla.",
    Element.CARE: "Duerme bien en Tin Otoch. Nadie la busca aquí.",
    Element.VULNERABILITY: "Viajó sola doce días. Un hombre de su aldea la amenazó antes de salir.",
    Element.HEALTH: "Anemia leve, en tratamiento. Sin otra enfermedad.",
    Element.EDUCATION: "Terminó segundo de básico. Quiere volver a estudiar en marzo.",
}
RESTRICTED = {Element.FAMILY: "family", Element.EDUCATION: "education"}


# Where the other cases of the team stand.
WAITING = [Step.DESIGNATION, Step.EVALUATION, Step.EVALUATION, Step.EVALUATION, Step.PLAN_DESIGN, Step.EVALUATION, Step.PLAN_EXECUTION] + [
    Step.FOLLOW_UP
]


class Story:
    """The people of the story, each at a browser of their own, and what each of them does."""

    def __init__(self, visit, clock: Clock, screenshots, **options):
        self.clock, self.take, self.options, self.visit = clock, screenshots, options, visit
        self.seen, self.days = {}, {}
        self.runs_scripts = options.get("java_script_enabled", True)
        unit = OrganisationFactory(name="Procuraduría de Protección de Sonora")
        migration = OrganisationFactory(name="Instituto Nacional de Migración, Hermosillo", org_type=OrgType.MIGRATION_AUTHORITY)
        home = OrganisationFactory(name="Centro Tin Otoch", org_type=OrgType.CAS_PUBLIC, level=Level.UNIT)
        tin_otoch = FacilityFactory(organisation=home, name="Tin Otoch", languages=["es", "kek"])
        ProfileFactory(facility=tin_otoch, name="Adolescentes", places=12)
        people = (
            (Role.MIGRATION_NOTIFIER, "Agente Luis Peralta", migration),
            (Role.INTAKE_OFFICER, "Elena Coronado", unit),
            (Role.SHELTER_MANAGER, "Irma Valenzuela", home),
            (Role.SUPERVISOR, "Rosa Figueroa", unit),
            (Role.CASEWORKER, "Marcela Ibarra", unit),
            (Role.AUTHORITY_APPROVER, "Licenciada Marta Olea", unit),
        )
        self.people = {
            role: UserFactory(role=role, full_name=name, organisation=organisation, language="es", password=PASSWORD)
            for role, name, organisation in people
        }

    def at(self, role: str, time: str, url: str = ""):
        """Return the browser of that person, signed in, at that time; at `url` if one is given."""
        self.clock.set(time)
        if role not in self.seen:
            self.seen[role] = self.visit(**self.options)
            self.seen[role].sign_in(self.people[role])
        elif self.days[role] != time[:10]:  # the session of another day is over
            self.seen[role].come_in(self.people[role])
        self.days[role] = time[:10]
        person = self.seen[role]
        if self.runs_scripts:
            person.come_at(self.clock.now, url)
        elif url:
            person.page.goto(url)
        return person

    def open(self, role: str, time: str, part: str = "detail"):
        return self.at(role, time, reverse(f"cases:{part}", args=[self.case.code]))

    @property
    def case(self) -> Case:
        return Case.objects.get()

    def save(self, person, text: str = "", /, **fields):
        write(person, **fields)
        press(person, text)

    @property
    def team(self) -> Team:
        """The people of the story as the walks of the factories know them."""
        team = Team.__new__(Team)
        team.unit, team.intake = self.people[Role.SUPERVISOR].organisation, self.people[Role.INTAKE_OFFICER]
        team.supervisor, team.caseworker = self.people[Role.SUPERVISOR], self.people[Role.CASEWORKER]
        team.approver = self.people[Role.AUTHORITY_APPROVER]
        return team

    def crowd(self):
        """Fill the team's desks, for the picture of somebody's home: at each step a case, some of them overdue."""
        team = self.team
        names = ("Wilmer Choc", "Estrella Mejía", "Jonathan Paz", "Nayeli Xol", "Kevin Turcios", "Rosa Pop", "Elmer Cux", "Ana Tiul")
        for days, (name, step) in enumerate(zip(names, list(WAITING), strict=True)):
            given, surname = name.split()
            child = ChildIdentityFactory(child__code=f"SON-2026-{days + 11:06d}", given_names=given, surname_1=surname, surname_2="").child
            begun = self.clock.now - timedelta(days=days, hours=9)
            case = CaseFactory(unit=team.unit, child=child, notified_at=begun, step_entered_at=begun)
            case = walk_to(step, team, now=begun, risk=list(Risk)[days % 3], case=case)
            if step == Step.EVALUATION and days % 2:
                write_evaluation(case, team, self.clock.now - timedelta(hours=days))

    def shot(self, person, name: str = ""):
        """Hold the page against WCAG and take its picture: both need a browser that runs scripts."""
        if self.runs_scripts:
            assert person.violations() == [], name
            self.take(person, name) if name else None

    # Notification and identification

    def notify(self):
        officer = self.at(Role.MIGRATION_NOTIFIER, "2026-03-02 08:40", "/")
        press(officer, "Notify a child")
        pages = (
            {
                "folio": "INM-SON-77",
                "located_at": "2026-03-02T06:10",
                "located_place_type": "immigration_station",
                "located_place": "Estación migratoria de Hermosillo",
            },
            {
                "given_names": "Yesenia",
                "surname_1": "Caal",
                "surname_2": "Tzi",
                "sex": "female",
                "declared_age": "15",
                "nationality": "GT",
            },
            {
                "accompaniment": "unaccompanied",
                "entry_date": "2026-02-27",
                "country_of_birth": "GT",
                "main_reason": "gender_based_violence",
            },
            {"primary_language": "kek", "needs_interpreter": True, "immediate_needs": "Ropa y una llamada a su tía."},
            {"is_held": "yes", "held_since": "2026-03-02T06:10", "held_where": "Estación migratoria de Hermosillo"},
        )
        for fields in pages:
            write(officer, **fields)
            if "given_names" in fields:
                self.shot(officer, "notify")
            press(officer, "Save and continue")
        self.shot(officer)
        press(officer, "Send the notification")
        assert "INM-SON-77" in officer.page.inner_text("#receipt")
        return officer

    def triage(self):
        notification = Notification.objects.get()
        intake = self.at(Role.INTAKE_OFFICER, "2026-03-02 08:50", "/")
        intake.page.click(f"a[href='{reverse('cases:notification_detail', args=[notification.pk])}']")
        intake.page.wait_for_load_state()
        self.save(intake, "Decide", result="open_case")
        assert "Yesenia Caal Tzi" in intake.page.inner_text("main")
        press(intake, "Do the rapid assessment")
        facts = {"urgent_needs_met": True, "safe_tonight": True, "where_tonight": "Tin Otoch", "risk_level": "medium"}
        self.save(intake, risk_reasons="Viaja sola; fue amenazada en su aldea.", **facts)
        press(intake, words("Open the case"))
        return intake

    # A bed

    def find_a_bed(self):
        intake = self.open(Role.INTAKE_OFFICER, "2026-03-02 09:05")
        press(intake, "Find a bed")
        self.shot(intake, "bed")
        intake.page.locator(".candidate .govuk-button").first.click()
        intake.page.locator("main form [name=child_views]").wait_for()
        views = {"child_views": "Quiere un lugar donde pueda llamar a su tía."}
        self.save(intake, "Send the request", reason_family_based_not_possible="Ninguna familia de acogida habla q'eqchi' hoy.", **views)
        manager = self.at(Role.SHELTER_MANAGER, "2026-03-02 09:20", "/")
        manager.page.locator("#main a[href^='/requests/']").first.click()
        manager.page.wait_for_load_state()
        assert "Yesenia" not in manager.page.inner_text("body")
        manager.page.locator("[name=accept-profile]").first.check()
        self.save(manager, "Accept and reserve the place")
        assert "Yesenia Caal Tzi" in manager.page.inner_text("h1")

    def free_and_arrived(self):
        event = DeprivationEvent.objects.get()
        intake = self.at(Role.INTAKE_OFFICER, "2026-03-02 10:30", reverse("liberty:event_end", args=[event.pk]))
        release = {"release_mechanism": "channelled", "release_to": "Tin Otoch"}
        self.save(intake, ended_at="2026-03-02T10:25", **release)
        assert "4 h 15 min" in intake.page.inner_text("#liberty")
        manager = self.at(Role.SHELTER_MANAGER, "2026-03-02 10:55")
        press(manager, "Record the arrival")
        self.save(manager, "The child arrived", starts_at="2026-03-02T10:55")

    # Designation, evaluation

    def designate(self):
        supervisor = self.open(Role.SUPERVISOR, "2026-03-02 11:05")
        press(supervisor, "Designate the person responsible")
        worker = self.people[Role.CASEWORKER]
        facts = {"representation": "substitute", "no_conflict": True, "language_covered_by": "Intérprete independiente"}
        self.save(supervisor, "Designate", person=str(worker.pk), **facts)
        marcela = self.open(Role.CASEWORKER, "2026-03-02 11:15")
        press(marcela, "Accept the designation")
        self.save(marcela, "I accept", child_told_at="2026-03-02T11:10")
        press(marcela, "Begin the evaluation")
        order_care(self.case, self.team, self.clock.now)

    def interview(self):
        marcela = self.open(Role.CASEWORKER, "2026-03-03 11:30", "interview_add")
        facts = {"place_type": "care_place", "place": "Tin Otoch", "interpreter_kind": "independent", "interpreter_name": "Domingo Choc"}
        facts |= {"interpreter_declared": True}
        told = {"information_given": True} | {"notes": "Habló en q'eqchi' una hora, con pausas."}
        self.save(marcela, kind="evaluation_interview", held_at="2026-03-03T10:00", **facts, **told)

    def evaluate(self):
        marcela = self.open(Role.CASEWORKER, "2026-03-05 12:00", "evaluation_views")
        write(marcela, child_views=EVALUATION[Element.VIEWS])
        for elements in (
            (Element.VIEWS,),
            (Element.IDENTITY, Element.FAMILY),
            (Element.CARE, Element.VULNERABILITY),
            (Element.HEALTH, Element.EDUCATION),
        ):
            for element in elements:
                write(marcela, **{f"{element}_facts": EVALUATION[element], f"{element}_sources": "Ella; su tía, por teléfono."})
                if element in RESTRICTED:
                    marcela.page.click(f"#{element} summary")
                    write(marcela, **{f"{element}_restricted_rights": [RESTRICTED[element]]})
            press(marcela, "Save and go on")
        write(marcela, international_protection="yes", trafficking="no", return_risk="yes")
        write(marcela, international_protection_grounds="Amenazas en su comunidad.", return_risk_grounds="Las mismas amenazas.")
        press(marcela, "Save and go on")
        write(marcela, option_1_solution="asylum_recognised", option_1_speaks_for="Es lo que pide.")
        write(marcela, option_2_text="Retorno a su comunidad", option_2_risks="La amenaza sigue.")
        write(marcela, conclusion="Su interés superior es quedarse, pedir asilo y reunirse con su tía cuando se verifique su hogar.")
        self.save(
            marcela, "Save and see what is missing", risk_level="medium", risk_rationale="Riesgo en caso de retorno; aquí tiene apoyo."
        )
        sign_opinions(self.case, self.team, self.clock.now)
        press(marcela, "Send for review")

    def approve(self, time: str, document: str, shot: str = ""):
        rosa = self.at(Role.SUPERVISOR, time, "/")
        rosa.page.locator(f"main a[href='{reverse(f'cases:{document}_review', args=[self.case.code])}']").first.click()
        rosa.page.wait_for_load_state()
        if shot:
            self.shot(rosa, shot)
        press(rosa, "Approve")
        return rosa

    # Plan

    def plan(self):
        marcela = self.open(Role.CASEWORKER, "2026-03-09 10:00", "plan")
        measures = (
            ("family_search", "Verificar el hogar de la tía en Oaxaca", "DIF Oaxaca", "Lic. Eva Cruz", "2026-03-25"),
            ("school_enrolment", "Inscribirla en la secundaria", "Secretaría de Educación", "Mtra. Luz Soto", "2026-03-20"),
        )
        for line, (kind, what, organisation, who, due) in zip(self.case.plan.line_list, measures, strict=True):
            self.add_measure(
                marcela,
                line,
                measure_kind=kind,
                description=what,
                responsible_organisation=organisation,
                responsible_person=who,
                due_on=due,
            )
        self.shot(marcela, "plan")
        press(marcela, "Change")
        self.save(marcela, child_participated=True, child_views="Está de acuerdo. Quiere hablar con su tía cada semana.")
        press(marcela, "Send for review")

    def add_measure(self, person, line, **fields):
        """Add a measure: inside the row, where the browser runs scripts, on a page of its own where it does not."""
        person.page.click(f"#add-{line.pk} .govuk-button")
        person.page.locator("main [name=description]").wait_for()
        write(person, **fields)
        person.page.locator("main form:has([name=description]) .govuk-button").first.click()
        person.page.locator(f"#line-{line.pk} .measure").wait_for()

    # Execution, follow-up, closure

    def carry_out(self):
        marcela = self.open(Role.CASEWORKER, "2026-03-18 09:00", "plan")
        for action in self.case.plan.action_list:
            marcela.page.goto(reverse("cases:progress_add", args=[self.case.code, action.pk]))
            self.save(marcela, status="done", note="Hecho.")
        self.open(Role.CASEWORKER, "2026-03-18 09:10")
        self.shot(marcela, "case")
        press(marcela, "Begin the follow-up")
        self.open(Role.CASEWORKER, "2026-03-19 12:00", "visit_add")
        visit = {"kind": "in_care", "held_at": "2026-03-19T11:00", "seen_child": True, "risk_level": "low"}
        self.save(marcela, "Save the visit", text="Contenta en la escuela; habla con su tía.", **visit)
        self.open(Role.CASEWORKER, "2026-03-20 12:00", "review_add")
        talk = {"participants": "Yesenia, su tía, Tin Otoch, DIF Oaxaca", "child_views": "Quiere vivir con su tía."}
        self.save(
            marcela, "Save the review and go on", held_at="2026-03-20T11:00", decisions="Se cumplió el plan.", outcome="close", **talk
        )

    def propose_closure(self):
        placement = Placement.objects.get()
        marcela = self.at(Role.CASEWORKER, "2026-03-23 17:00", reverse("placements:end", args=[placement.pk]))
        self.save(marcela, "Record the end", ends_at="2026-03-23T16:00", end_reason="reunified")
        self.open(Role.CASEWORKER, "2026-03-23 17:05", "wellbeing_add")
        self.save(marcela, "Save the measure", phase="endpoint", respondent="child", area_safety="5", area_emotional="4")
        self.open(Role.CASEWORKER, "2026-03-23 17:10", "closure")
        self.save(marcela, "Continue", reason="plan_objectives_met", durable_solution="asylum_recognised")
        facts = {"child_informed_on": "2026-03-23", "papers_back": "child"}
        texts = {"summary": "Se restituyeron sus derechos.", "child_views": "De acuerdo.", "contact_route": "Marcela Ibarra, 662 000 0000"}
        self.save(marcela, "Save the proposal", **facts, **texts)
        press(marcela, "Send for review")

    def report(self):
        marta = self.at(Role.AUTHORITY_APPROVER, "2026-04-01 09:00", reverse("reports:report", args=["R1"]))
        self.shot(marta, "report")
        with marta.page.expect_download() as download:
            marta.page.get_by_role("button", name="CSV").click()
        return download.value.path().read_text(encoding="utf-8-sig")


def test_as1_the_home_of_its_supervisor(story):
    tale = story()
    tale.clock.set("2026-03-10 09:20")
    tale.crowd()
    tale.shot(tale.at(Role.SUPERVISOR, "2026-03-10 09:20", "/"), "home")


@pytest.fixture
def story(visit, screenshots, transactional_db, monkeypatch):
    clock = Clock(monkeypatch, "2026-03-02 08:30")
    return lambda **options: Story(visit, clock, screenshots, **options)


def test_as1_from_notification_to_closure(story):
    tale = story()
    tale.notify()
    tale.triage()
    tale.find_a_bed()
    tale.free_and_arrived()
    tale.designate()
    tale.interview()
    tale.evaluate()
    tale.approve("2026-03-06 16:00", "evaluation", "evaluation-review")
    tale.plan()
    tale.approve("2026-03-10 09:15", "plan")
    tale.carry_out()
    tale.propose_closure()
    tale.approve("2026-03-24 10:00", "closure")
    case = tale.case
    assert case.step == Step.CLOSED
    assert case.closed_at == local("2026-03-24 10:00")
    event, placement = DeprivationEvent.objects.get(), Placement.objects.get()
    assert event.ended_at <= placement.starts_at
    table = tale.report()
    assert "<5" in table, "one child alone is a small number"
    assert "Yesenia" not in table


def test_as1_without_javascript_to_the_approved_plan(story):
    tale = story(java_script_enabled=False)
    tale.notify()
    tale.triage()
    tale.find_a_bed()
    tale.free_and_arrived()
    tale.designate()
    tale.interview()
    tale.evaluate()
    tale.approve("2026-03-06 16:00", "evaluation")
    tale.plan()
    tale.approve("2026-03-10 09:15", "plan")
    assert tale.case.step == Step.PLAN_EXECUTION
