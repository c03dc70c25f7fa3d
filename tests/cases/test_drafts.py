"""Drafts: what is typed and not saved is kept, offered again, compared when it is late, and gone once it is saved."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from cases import services
from cases.choices import Step
from cases.models import FormDraft
from cases.services.form_drafts import MOST_BYTES
from tests.cases.pages import address, browser, post, text_of
from tests.factories import NOW, fresh, walk_to

pytestmark = pytest.mark.django_db
WORDS = "Quiero vivir con mi tía en Monterrey."


@pytest.fixture
def case(team):
    return walk_to(Step.EVALUATION, team)


@pytest.fixture
def caseworker(team):
    return browser(team.caseworker)


def keep(client, case, name="evaluation_views", *args, **fields):
    """Send what stands in a form, as the page's own script does."""
    path = address(name, case.code, *args)
    return client.post(address("draft_save", case.code), {"path": path, "csrfmiddlewaretoken": "x", **fields})


def test_what_is_typed_is_kept_and_offered_on_any_device(case, caseworker, team):
    answer = keep(caseworker, case, version=fresh(case).evaluation.version, child_views=WORDS, child_disagrees="on", views_facts="A solas.")
    assert answer.status_code == 200
    assert answer.json()["message"].startswith("Draft saved ")
    assert "csrfmiddlewaretoken" not in FormDraft.objects.get().values
    other = browser(team.caseworker)
    page = text_of(other.get(address("evaluation_views", case.code)))
    assert "You have unsaved text" in page
    assert WORDS not in page
    resumed = other.get(address("evaluation_views", case.code), {"draft": 1})
    form = resumed.context["form"]
    assert (form["child_views"].value(), form["child_disagrees"].value(), form["views_facts"].value()) == (WORDS, True, "A solas.")
    assert resumed.status_code == 200
    assert WORDS in text_of(resumed)


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("contact_note_add", {"at": "2026-03-02T10:00", "place_type": "phone", "text": WORDS}),
        ("interview_add", {"kind": "evaluation_interview", "notes": WORDS}),
        ("visit_add", {"text": WORDS, "risk_level": "low"}),
        ("evaluation_write", {"option_2_text": WORDS, "family_restricted_rights": ["family", "life"]}),
    ],
)
def test_every_form_of_a_case_takes_up_its_draft(case, caseworker, name, fields):
    keep(caseworker, case, name, **fields)
    response = caseworker.get(address(name, case.code), {"draft": 1})
    assert response.status_code == 200
    assert {field: response.context["form"][field].value() for field in fields} == fields
    assert f'data-autosave="{address("draft_save", case.code)}"' in text_of(response)


def test_keeping_again_replaces_what_was_kept(case, caseworker):
    for text in ("Uno.", "Dos."):
        keep(caseworker, case, child_views=text)
    assert FormDraft.objects.get().values["child_views"] == ["Dos."]


def test_a_saved_form_has_no_draft_any_more(case, caseworker):
    keep(caseworker, case, child_views=WORDS)
    keep(caseworker, case, "contact_note_add", text=WORDS)
    refused = post(caseworker, address("evaluation_views", case.code), version="x")
    assert (refused.status_code, FormDraft.objects.count()) == (422, 2)
    post(caseworker, address("evaluation_views", case.code), version=fresh(case).evaluation.version, child_views=WORDS)
    assert [draft.path for draft in FormDraft.objects.all()] == [address("contact_note_add", case.code)]


@pytest.mark.promise(32)
def test_a_draft_of_an_older_version_leads_to_both_texts(case, caseworker, team):
    version = fresh(case).evaluation.version
    keep(caseworker, case, version=version, child_views=WORDS)
    services.save_evaluation(evaluation=fresh(case).evaluation, version=version, by=team.caseworker, now=NOW, child_views="Otra cosa.")
    form = caseworker.get(address("evaluation_views", case.code), {"draft": 1}).context["form"]
    assert int(form["version"].value()) == version
    response = post(caseworker, address("evaluation_views", case.code), version=version, child_views=WORDS)
    assert response.status_code == 409
    assert WORDS in text_of(response)
    assert "Otra cosa." in text_of(response)
    assert FormDraft.objects.get().base_version == version


def test_a_draft_is_its_writer_s_alone(case, caseworker, team):
    keep(caseworker, case, child_views=WORDS)
    draft = FormDraft.objects.get()
    assert not FormDraft.objects.visible_to(team.supervisor).exists()
    assert post(browser(team.supervisor), address("draft_discard", case.code, draft.pk)).status_code == 404
    case.grants.update(ends_at=NOW + timedelta(days=1))
    assert not FormDraft.objects.visible_to(team.caseworker).exists()
    assert keep(caseworker, case, child_views=WORDS).status_code == 404


def test_a_draft_is_discarded_in_one_press(case, caseworker):
    keep(caseworker, case, child_views=WORDS)
    response = post(caseworker, address("draft_discard", case.code, FormDraft.objects.get().pk))
    assert response.url == address("evaluation_views", case.code)
    assert not FormDraft.objects.exists()


@pytest.mark.parametrize("path", ["", "/", "/help/", "//elsewhere.example/", "/cases/NO-SUCH-1/notes/add/"])
def test_only_forms_of_the_case_are_kept(case, caseworker, path):
    response = caseworker.post(address("draft_save", case.code), {"path": path, "text": WORDS})
    assert response.status_code == 422
    assert not FormDraft.objects.exists()


def test_too_much_text_is_refused_with_a_sentence(case, caseworker):
    response = keep(caseworker, case, child_views="x" * (MOST_BYTES + 1))
    assert response.status_code == 422
    assert "more text than a draft can hold" in response.json()["message"]


def test_whoever_was_asked_for_an_opinion_keeps_a_draft_of_it(case, team):
    person = team.expert(Role.PSYCHOLOGIST)
    opinion = services.ask_opinion(case=case, discipline="psychological", person=person, by=team.caseworker, now=timezone.now())
    client, path = browser(person), reverse("cases:opinion", args=[opinion.pk])
    assert client.post(address("draft_save", case.code), {"path": path, "findings": WORDS}).status_code == 200
    assert client.get(path, {"draft": 1}).context["form"]["findings"].value() == WORDS
    sections = {section.key: section.rows for section in client.get(reverse("home")).context["sections"]}
    assert [row.url for row in sections["opinions"]] == [path]
    assert [row.url for row in sections["drafts"]] == [f"{path}?draft=1"]


def test_home_lists_drafts_the_newest_first(case, caseworker):
    assert "drafts" not in {section.key for section in caseworker.get(reverse("home")).context["sections"]}
    keep(caseworker, case, child_views=WORDS)
    keep(caseworker, case, "contact_note_add", text=WORDS)
    FormDraft.objects.filter(path=address("evaluation_views", case.code)).update(saved_at=timezone.now() - timedelta(hours=1))
    [drafts] = [section for section in caseworker.get(reverse("home")).context["sections"] if section.key == "drafts"]
    assert [str(row.hint) for row in drafts.rows] == ["Contact note", "Evaluation"]
    assert WORDS not in text_of(caseworker.get(reverse("home")))


def test_the_database_holds_one_draft_a_form(case, team):
    for _ in range(2):
        row = FormDraft(user=team.caseworker, case=case, path="/cases/x/", saved_at=NOW)
        if FormDraft.objects.exists():
            with pytest.raises(IntegrityError, match="form_draft_once_a_page"), transaction.atomic():
                row.save()
        else:
            row.save()
