"""The letters of a protective measure: numbered in the act, with what each reader needs and nothing else."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.roles import Role
from audit.models import Event
from cases import services
from cases.choices import Step
from papers.models import Letter, Paper
from papers.services import letters_about
from placements.choices import AddressVisibility
from placements.models import FacilityAddress
from tests.cases.pages import address, browser, post, text_of
from tests.factories import Team, walk_to
from tests.placements.homes import FacilityFactory, ProfileFactory, request
from tests.reading import words

pytestmark = pytest.mark.django_db


@pytest.fixture
def team():
    return Team(name="Procuraduría de Sonora", letter_code="PPNNA-SON")


@pytest.fixture
def case(team):
    return walk_to(Step.EVALUATION, team)


@pytest.fixture
def measure(case, team):
    return ordered(case, team)


def ordered(case, team, text="Salida inmediata y atención médica hoy.", type="removal_from_station"):
    now = timezone.now()
    measure = services.propose_measure(
        case=case, kind="urgent", type=type, text=text, reasons="Lleva cuatro horas sin comer.", by=team.caseworker, now=now
    )
    ground = "Ley General de prueba, art. 122"
    return services.move_measure(measure=measure, move="order", legal_ground=ground, ordered_at=now, by=team.approver, now=now)


def notice(measure, by, kind="notice_court", addressee="Juzgado Primero de lo Familiar") -> Letter:
    return services.issue_notice(measure=measure, kind=kind, addressee=addressee, by=by, now=timezone.now())


def page_of(client, measure, letter):
    return client.get(address("measure_letter", measure.case.code, measure.pk, letter.pk))


def test_ordering_a_measure_gives_its_agreement_the_next_number(measure, case, team):
    ordered(case, team)
    assert list(Letter.objects.values_list("kind", "serial")) == [("measure_order", 1), ("measure_order", 2)]


def test_an_order_that_is_refused_uses_no_number(case, team):
    now = timezone.now()
    measure = services.propose_measure(
        case=case, kind="special", type="health_care", text="Atención.", reasons="Fiebre.", by=team.caseworker, now=now
    )
    with pytest.raises(ValidationError):
        services.move_measure(measure=measure, move="order", legal_ground="", ordered_at=now, by=team.approver, now=now)
    assert not Letter.objects.exists()


def test_the_agreement_says_what_is_ordered_why_on_which_law_and_by_whom(measure, team):
    [letter] = letters_about(measure)
    text = words(page_of(browser(team.caseworker), measure, letter))
    for expected in [
        "Agreement on an urgent protective measure",
        f"PPNNA-SON/{letter.year}/00001",
        "Yesenia Caal Tzi",
        "Immediate removal from an immigration station",
        "Salida inmediata y atención médica hoy.",
        "Lleva cuatro horas sin comer.",
        "Ley General de prueba, art. 122",
        "within 24 hours of the notice",
        team.approver.full_name,
        "Confidential. These data are given for the purpose above",
        "Stamp of the institution",
    ]:
        assert expected in text, expected


def test_the_court_reads_the_reasons_and_what_is_asked_of_it(measure, team):
    letter = notice(measure, team.caseworker)
    text = words(page_of(browser(team.caseworker), measure, letter))
    for expected in [
        "Juzgado Primero de lo Familiar",
        "Lleva cuatro horas sin comer.",
        "art. 122, VI and VII",
        "To confirm, modify or cancel the measure",
        f"PPNNA-SON/{letter.year}/00001",  # the agreement
        letter.reference,
    ]:
        assert expected in text, expected


def test_the_prosecutor_reads_the_order_and_not_its_reasons(measure, team):
    """F7: no narrative leaves towards the prosecutor."""
    letter = notice(measure, team.caseworker, "notice_prosecutor", "Fiscalía de prueba")
    text = words(page_of(browser(team.caseworker), measure, letter))
    assert "Salida inmediata y atención médica hoy." in text
    assert "By when: 3 hours." in text
    assert "cuatro horas sin comer" not in text


def test_no_letter_tells_the_address_of_a_shelter_that_is_kept_apart(case, team):
    """INV-56, also where somebody wrote the address into the measure, in other capitals or spaces."""
    shelter = FacilityFactory()
    hidden = {"text": "Calle Sauce 14, Hermosillo", "phone": "662 100 2000", "visibility": AddressVisibility.RESTRICTED}
    FacilityAddress.objects.filter(facility=shelter).update(**hidden)
    ProfileFactory(facility=shelter)
    request(case, shelter, team.caseworker)
    measure = ordered(case, team, text="Ingreso en CALLE  Sauce 14, Hermosillo; avisar al 662 100 2000.", type="entry_to_centre")
    client = browser(team.caseworker)
    letters = [*letters_about(measure), notice(measure, team.caseworker), notice(measure, team.caseworker, "notice_prosecutor", "Fiscalía")]
    for letter in letters:
        text = words(page_of(client, measure, letter))
        assert "Ingreso en ▮▮▮; avisar al ▮▮▮." in text
        assert "Sauce" not in text
        assert "662 100 2000" not in text


def test_a_letter_printed_again_with_other_content_is_a_further_print_under_its_number(measure, case, team):
    letter = notice(measure, team.caseworker)
    client = browser(team.caseworker)
    page_of(client, measure, letter)
    page_of(client, measure, letter)
    case.child.identity.given_names = "Yesenia María"
    case.child.identity.save()
    assert "Yesenia María" in words(page_of(client, measure, letter))
    printed = Paper.objects.filter(subject_id=letter.pk).order_by("number")
    assert [paper.number for paper in printed] == [1, 2]
    assert len({paper.sha256 for paper in printed}) == 2
    assert Letter.objects.filter(kind="notice_court").count() == 1


def test_one_notice_to_each(measure, team):
    first, again, other = (notice(measure, team.caseworker, addressee=one) for one in ("Juzgado 1", " Juzgado 1 ", "Juzgado 2"))
    assert first.reference == again.reference != other.reference


@pytest.mark.parametrize(("kind", "addressee"), [("notice_court", "  "), ("measure_order", "Juzgado"), ("other", "Juzgado")])
def test_a_notice_without_addressee_or_of_another_kind_is_refused(measure, team, kind, addressee):
    with pytest.raises(ValidationError):
        notice(measure, team.caseworker, kind, addressee)
    assert Letter.objects.count() == 1


def test_no_notice_is_given_of_a_measure_that_is_only_proposed_or_over(case, team, measure):
    now = timezone.now()
    proposed = services.propose_measure(
        case=case, kind="special", type="health_care", text="Atención.", reasons="Fiebre.", by=team.caseworker, now=now
    )
    services.move_measure(measure=measure, move="end", ended_at=now, end_reason="Salió.", by=team.approver, now=now)
    for one in (proposed, measure):
        with pytest.raises(ValidationError):
            notice(one, team.caseworker)


def test_the_page_of_the_measure_issues_a_notice_and_offers_its_print(measure, team):
    client = browser(team.caseworker)
    page = address("measure", measure.case.code, measure.pk)
    form = address("measure_notice", measure.case.code, measure.pk, "notice_court")
    assert post(client, form, addressee="").status_code == 422
    assert post(client, form, addressee="Juzgado Primero").url == page
    letter = Letter.objects.get(kind="notice_court")
    text = text_of(client.get(page))
    assert f"{letter.reference} · Juzgado Primero" in text
    assert "Issue: Notice to the prosecutor" in text
    record = text_of(client.get(address("measure_move", measure.case.code, measure.pk, "notify")))
    assert "Court" in record


def test_the_court_to_which_was_written_is_proposed_when_the_notice_is_recorded(measure, team):
    notice(measure, team.caseworker)
    page = browser(team.caseworker).get(address("measure_move", measure.case.code, measure.pk, "notify"))
    assert 'value="Juzgado Primero de lo Familiar"' in page.content.decode()


def test_a_letter_is_read_behind_its_own_measure_only(measure, case, team):
    other = ordered(case, team)
    [letter] = letters_about(other)
    assert page_of(browser(team.caseworker), measure, letter).status_code == 404


def test_issue_and_print_are_on_record(measure, team):
    letter = notice(measure, team.caseworker)
    page_of(browser(team.caseworker), measure, letter)
    issued, printed = Event.objects.filter(action__startswith="notice_court").order_by("at", "pk")
    assert (issued.action, printed.action) == ("notice_court.issue", "notice_court.print")
    assert issued.subjects == printed.subjects == [measure.case_id, measure.case.child_id]
    assert "Juzgado" not in str(issued.detail)


def test_whoever_may_not_propose_measures_issues_no_notice(measure, team):
    client = browser(team.person(Role.HEALTH_STAFF))
    assert client.get(address("measure_notice", measure.case.code, measure.pk, "notice_court")).status_code in (403, 404)
