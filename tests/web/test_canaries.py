"""What people typed of a child stays where it was typed: not in a log, a letter, an error page, a job, the cache or a session."""

import base64
import json
import logging.config
from datetime import timedelta
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from django.apps import apps
from django.conf import settings
from django.core import mail
from django.db import Error, IntegrityError, connection, models, transaction
from django.utils import timezone
from procrastinate.contrib.django import app as jobs
from procrastinate.testing import InMemoryConnector

from accounts.models import Session, User
from accounts.roles import Role
from accounts.session_store import SessionStore
from audit import services as audit
from cases.models import ChildIdentity, ContactNote, NotificationDraft, Task
from idc_atd import digest, embedded
from liberty.models import EventCorrection
from reports import tasks
from sealing.fields import SealedJSON
from tests.access_table import ACCESS
from tests.test_access import ROLES, address, has
from tests.test_audit_reads import OF_A_CHILD, reader

APPS = ("cases", "determinations", "liberty", "placements", "referrals", "papers", "files")
CANARY = "Zq7xcanario"
NAMES = {"code", "key", "number", "folio", "digest", "filename", "protocol"}  # what a page is called by, and what nobody types

# Columns of JSON that hold what somebody typed: one value in the shape of theirs, and those that hold nothing typed.
TYPED = {
    "cases.ClosureProposal.section_comments": lambda word: {"reason": word},
    "cases.Evaluation.section_comments": lambda word: {"identity": word},
    "cases.Plan.section_comments": lambda word: {"lines": word},
    "cases.FormDraft.values": lambda word: {"text": [word]},
    "cases.NotificationDraft.answers": lambda word: {"identity": {"given_names": [word]}},
    "cases.NotificationDraft.family": lambda word: {"found": {"notifier_name": [word]}},
    "cases.ImportBatch.header": lambda word: [word, "fecha"],
    "cases.ImportBatch.errors": lambda word: [[2, "A", word, word, word]],
    "liberty.EventCorrection.changes": lambda word: {"authority": [word, word]},
    "referrals.Disclosure.told": lambda word: {"identity": word},
    "referrals.Referral.packet": lambda word: {"name": word},
    "referrals.Transfer.packet": lambda word: {"identity": word},
}
NOT_TYPED = {"cases.ImportBatch.mapping", "cases.WellbeingMeasure.scores"}  # numbers of columns; numbers
MORE = ("cases:import_check", "cases:import_errors", "cases:notify_step")
THINGS = ("disclosure_approved", "draft", "import", "referral", "transfer")  # whose rows hold such columns, and whose pages show them


def json_columns() -> set[str]:
    """Every column of JSON of the apps that know a child, sealed ones too."""
    models_of = [model for model in apps.get_models() if model._meta.app_label in APPS]
    fields = [(model, field) for model in models_of for field in model._meta.concrete_fields]
    return {f"{model._meta.label}.{field.name}" for model, field in fields if isinstance(field, models.JSONField | SealedJSON)}


def test_every_column_of_json_is_known_for_what_is_in_it():
    assert json_columns() == TYPED.keys() | NOT_TYPED


def plant_json(canary: str) -> set[str]:
    """Put the canary into every row of such a column, in its shape; return which columns had one."""
    planted = set()
    for label, shape in TYPED.items():
        model, _dot, name = label.rpartition(".")
        for row in apps.get_model(model).objects.all():
            setattr(row, name, shape(canary))
            row.save(update_fields=[name])  # a sealed column is sealed for its row
            planted.add(label)
    return planted


@pytest.fixture
def written():
    """What the formatter of the settings writes, at the level at which a site is served."""
    handlers = {"console": settings.LOGGING["handlers"]["console"] | {"stream": (stream := StringIO())}}
    loggers = settings.LOGGING["loggers"] | {"django": {"level": "INFO"}}
    root = {"handlers": ["console"], "level": "INFO"}
    logging.config.dictConfig(settings.LOGGING | {"handlers": handlers, "loggers": loggers, "root": root})
    yield stream.getvalue
    logging.config.dictConfig(settings.LOGGING)
    logging.getLogger("django").setLevel("ERROR")


def plant(canary: str = CANARY) -> set[str]:
    """Put the canary into every field of text that the rows of a case have and that takes it; return which they were."""
    planted = set()
    for model in apps.get_models():
        if model._meta.app_label not in APPS or not model.objects.exists():
            continue
        for field in model._meta.concrete_fields:
            is_text = isinstance(field, models.TextField | models.CharField) and not field.choices and not field.unique
            if not is_text or field.name in NAMES or (field.max_length or 99) < len(canary):
                continue
            try:
                with transaction.atomic():
                    model.objects.update(**{field.name: canary})
            except Error:  # a closed list of the database, or one value a row
                continue
            planted.add(f"{model._meta.label}.{field.name}")
    return planted


@pytest.fixture
def world(own_world):
    """A case at follow-up, with the canary in whatever somebody typed."""
    return planted_in(own_world("follow_up"), CANARY)


def planted_in(world, canary: str):
    typing = world.person(Role.CASEWORKER)
    for thing in THINGS:
        world.kwargs(thing, typing)
    event = world.kwargs("deprivation", typing)["pk"]
    EventCorrection.objects.create(event_id=event, at=timezone.now(), reason=canary, changes={}, created_by=typing)
    NotificationDraft.objects.create(user=typing, saved_at=timezone.now())
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE; SET LOCAL session_replication_role = replica")
        planted = plant(canary)
        in_json = plant_json(canary)
        cursor.execute("SET LOCAL session_replication_role = origin; SET ROLE idc_atd_house")
    assert len(planted) > 60, planted
    assert {"cases.ChildIdentity.given_names", "cases.Task.text"} <= planted
    assert in_json == TYPED.keys()
    world.made |= {"case": type(world.case).objects.get(pk=world.case.pk)}
    return world


def log_of_the_database() -> str:
    """What the server wrote since it started; "" where it is not ours."""
    return "".join((server.data / "server.log").read_text(errors="replace") for server in embedded._joined.values())


def kept_by_the_way() -> str:
    """What is stored beside the rows of the cases: jobs, cache, sessions."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(string_agg(args::text, ' '), '') FROM procrastinate_jobs")
        (args,) = cursor.fetchone()
        cursor.execute("SELECT cache_key, value FROM cache")
        cached = [f"{key} {base64.b64decode(value)!r}" for key, value in cursor.fetchall()]
    sessions = [json.dumps(SessionStore().decode(row.session_data), default=str) for row in Session.objects.all()]
    return " ".join([args, *cached, *sessions])


def letters() -> str:
    return " ".join(f"{letter.subject} {letter.body} {letter.extra_headers}" for letter in mail.outbox)


@pytest.mark.promise(30)
def test_no_log_no_letter_no_session_and_no_job_tells_what_was_typed(world, written):
    shown = 0
    for name in (*OF_A_CHILD, *MORE):
        if name in MORE or ACCESS[name].on in ("case", *THINGS):
            person = reader(world, name)
            answer = world.client(person.role).get(address(name, world.kwargs(ACCESS[name].on, person)))
            assert answer.status_code < 400, name  # a page that fails proves nothing
            shown += not answer.streaming and CANARY in answer.content.decode(errors="ignore")
    assert shown > 20  # the canary is there to be told
    late = timezone.now() - timedelta(days=1)
    Task.objects.filter(case=world.case, started_at__lt=late).update(due_at=late, assignee=world.team.caseworker)
    User.objects.update(wants_digest=True)
    digest.send_digests(now=timezone.now().astimezone(ZoneInfo(world.team.unit.time_zone)).replace(hour=digest.HOUR, minute=30))
    assert mail.outbox
    for kept in (written(), letters(), kept_by_the_way(), log_of_the_database()):
        assert CANARY not in kept
    assert "request_started" in written()


SCRIPT = '"><svg onload=a()>'


@pytest.mark.promise(57)
def test_no_page_runs_what_was_typed(own_world):
    world, escaped = planted_in(own_world("follow_up"), SCRIPT), 0
    for name in OF_A_CHILD:
        if ACCESS[name].on == "case":
            for role in ROLES:
                if has(role, ACCESS[name]):
                    answer = world.client(role).get(address(name, world.kwargs("case", world.person(role))))
                    assert answer.status_code < 400, (name, role)
                    page = "" if answer.streaming else answer.content.decode(errors="ignore")
                    if answer["Content-Type"].startswith("text/html"):
                        assert "<svg onload" not in page, (name, role)
                        escaped += "&lt;svg onload" in page
    assert escaped > 50


@pytest.mark.promise(30)
def test_what_fails_is_logged_and_answered_without_what_was_typed(world, written, monkeypatch):
    def fail(**fields):
        raise RuntimeError(f"cannot write {CANARY}")

    client = world.client(Role.CASEWORKER)
    monkeypatch.setattr(audit.Event.objects, "create", fail)
    answers = [client.get(address("cases:detail", {"code": world.case.code}))]
    answers.append(client.get(address("cases:detail", {"code": "NO-SUCH-1"})))
    answers.append(client.post(address("cases:contact_note_add", {"code": world.case.code}), {"text": CANARY, "submission_key": CANARY}))
    assert [answer.status_code for answer in answers[:2]] == [500, 404]
    assert all(CANARY not in answer.content.decode() for answer in answers[:2])
    assert '"builtins.RuntimeError"' in written()
    assert CANARY not in written()
    assert CANARY not in kept_by_the_way() + letters()


@pytest.mark.promise(30)
def test_a_row_that_the_database_refuses_is_not_quoted_in_its_log(world, written):
    before = log_of_the_database()
    child = ChildIdentity.objects.get(child=world.case.child_id)
    with pytest.raises(IntegrityError), transaction.atomic():
        ContactNote.objects.create(case=None, at=timezone.now(), place_type="office", text=CANARY)
    with pytest.raises(Error), transaction.atomic():
        ChildIdentity.objects.create(child=child.child, given_names=CANARY)
    since = log_of_the_database()[len(before) :]
    assert "violates not-null constraint" in since or not embedded._joined
    assert CANARY not in since
    assert CANARY not in written()


@pytest.mark.promise(30)
def test_a_job_that_fails_is_logged_without_the_words_of_its_failure(written, monkeypatch):
    def fail(**given):
        raise RuntimeError(f"cannot make {CANARY}")

    monkeypatch.setattr(tasks.runs, "make_run", fail)
    with jobs.replace_connector(InMemoryConnector()) as worker:
        worker.configure_task("reports.tasks.make_report").defer(run="1")
        worker.run_worker(wait=False, install_signal_handlers=False, listen_notify=False, queues=["reports"])
    assert "builtins.RuntimeError" in written()
    assert CANARY not in written()
