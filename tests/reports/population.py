"""A random population of two thousand cases, the same every time, with all that makes counting hard.

Children merged into others, several episodes, cases opened by mistake, facts nobody knows, events that overlap, instants exactly on the
borders of periods, units one below another and apart. Rows are written in bulk as the owner, without the triggers: the checks hold.
"""

import random
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum
from functools import cache
from types import SimpleNamespace
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import JSONField
from psycopg.types.json import Jsonb

from accounts.models import Level, Organisation, User
from accounts.roles import OrgType, Role
from audit.models import Event
from cases import choices as words
from cases import choices_execution as acts
from cases import models as spine
from determinations import models as bid
from idc_atd.database import HOUSE_ROLE
from liberty import choices as held
from liberty import models as liberty
from liberty.restriction_choices import RestrictionState
from placements import choices as care
from placements import models as placements
from referrals import models as referrals
from referrals.choices import ReferralType
from tests.factories import OrganisationFactory, UserFactory

ZONE = "America/Hermosillo"
HOME = ZoneInfo(ZONE)
SIZE, SEED = 2000, 20260701
DAY = timedelta(days=1)


def midnight(year, month, day=1):
    return datetime(year, month, day, tzinfo=HOME)


BEGIN, END = midnight(2025, 6), midnight(2026, 5)
BORDERS = [midnight(2026, month) for month in (1, 2, 3, 4)]
ABOUT_RELATIVES = ("home_study", "family_tracing")


def as_column(field, value):
    """What COPY takes for a value: of a related row its key, of a closed list the code."""
    if value is None:
        return None
    if field.is_relation:
        return value.id
    if isinstance(field, JSONField):
        return Jsonb(value)
    return value.value if isinstance(value, Enum) else value


@dataclass
class Population:
    """Whose children they are."""

    state: Organisation
    north: Organisation
    worker: User


@cache
def codes(choices) -> list[str]:
    """The values of a closed list."""
    return choices.values


@cache
def columns(model) -> list:
    """The fields that are written of a model."""
    return [field for field in model._meta.concrete_fields if not field.generated]


@cache
def defaults(model) -> dict:
    """What a row holds that says nothing."""
    found = {field.name: field.get_default() for field in columns(model)}
    return found | {"created_at": datetime.now(UTC)} if "created_at" in found else found


class Maker:
    """Makes rows by kind, and writes them at the end: plain objects copied into the tables, for models would take a minute."""

    def __init__(self):
        self.chance = random.Random(SEED)  # noqa: S311 - the same population every time
        self.rows: dict[type, list] = {}

    def new(self, model, **fields):
        rows = self.rows.setdefault(model, [])
        is_numbered = model._meta.pk.get_internal_type() != "UUIDField"
        key = 900_000 + len(rows) if is_numbered else uuid.UUID(int=self.chance.getrandbits(128), version=4)
        made = SimpleNamespace(**defaults(model) | {"id": key} | fields)
        rows.append(made)
        return made

    def write(self):
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE; SET session_replication_role = replica")
            for model, rows in self.rows.items():
                fields = columns(model)
                names = ", ".join(f'"{field.column}"' for field in fields)
                with cursor.copy(f"COPY {model._meta.db_table} ({names}) FROM STDIN") as copy:
                    for row in rows:
                        copy.write_row([as_column(field, getattr(row, field.name)) for field in fields])
            cursor.execute(f"SET session_replication_role = DEFAULT; ANALYZE; SET ROLE {HOUSE_ROLE}")

    def odds(self, share):
        return self.chance.random() < share

    def one(self, values):
        return self.chance.choice(list(values))

    def instant(self, since=BEGIN, until=END):
        """An instant to the minute; one in eight lies exactly where a month begins."""
        borders = [one for one in BORDERS if since <= one <= until]
        if borders and self.odds(0.12):
            return self.one(borders).astimezone(UTC)
        minutes = max(int((until - since).total_seconds() // 60), 1)
        return (since + timedelta(minutes=self.chance.randrange(minutes))).astimezone(UTC)

    def snap(self, at):
        """The instant itself; of one in eight, where the next month begins."""
        after = [border for border in BORDERS if border > at]
        return after[0].astimezone(UTC) if after and self.odds(0.12) else at

    def day(self, since=BEGIN, until=END):
        return self.instant(since, until).astimezone(HOME).date()


def populate() -> Population:
    """Write the population and return whose it is."""
    make = Maker()
    country = OrganisationFactory(level=Level.COUNTRY, org_type=OrgType.PROTECTION_AUTHORITY_FEDERAL, state="")
    state = OrganisationFactory(parent=country)
    below = {"level": Level.MUNICIPALITY, "org_type": OrgType.PROTECTION_AUTHORITY_MUNICIPAL}
    north, south = OrganisationFactory(parent=state, **below), OrganisationFactory(parent=state, **below)
    elsewhere = OrganisationFactory(parent=country, state="CHP")
    team = [UserFactory(organisation=north, role=Role.CASEWORKER, password=None) for _ in range(12)]
    boss = UserFactory(organisation=state, role=Role.SUPERVISOR, password=None)
    Writer(make, (north, south, elsewhere), team, boss).everything()
    make.write()
    return Population(state, north, team[0])


class Writer:
    """One method a kind of record; `everything` calls them for every case."""

    def __init__(self, make, units, team, boss):
        self.make, self.units, self.team, self.boss = make, units, team, boss
        self.numbers: dict[uuid.UUID, int] = {}
        self.migration = OrganisationFactory(org_type=OrgType.MIGRATION_AUTHORITY)
        self.homes = list(self.facilities())

    def everything(self):
        make = self.make
        persons = [self.child(number) for number in range(1500)]
        stubs = [self.child(1500 + number, merged_into=make.one(persons)) for number in range(120)]
        self.families(persons, stubs)
        for number in range(SIZE):
            # Later cases of the same children come first, so that the open one is the last.
            child = persons[number] if number < 1500 else make.one(persons + stubs * 4)
            self.case(child, number, is_last=number < 1500)
        for number in range(300):
            kind = make.one(["complaint", "complaint", "suggestion"])
            self.voice(None, number, kind)

    def child(self, number, merged_into=None):
        make = self.make
        precision = make.one(["exact", "exact", "exact", "year_month", "year", "declared_age", "unknown"])
        birth = make.day(midnight(2007, 1), midnight(2025, 1))
        fields = {"birth_date": birth.replace(day=1) if precision == "year_month" else birth}
        if precision in ("declared_age", "unknown"):
            declared = {"declared_age": make.chance.randrange(18), "declared_on": make.one([None, make.day()])}
            fields = declared if precision == "declared_age" else {}
        return make.new(
            spine.Child,
            code=f"POP-2026-{number:06d}",
            sex=make.one(["female", "male", "unknown"]),
            birth_precision=precision,
            nationality=make.one(["HN", "HN", "GT", "GT", "SV", "MX", "EC", "BR", ""]),
            other_nationalities=make.one([[], [], [], ["MX"]]),
            region_of_origin=make.one(["Huehuetenango", "huehuetenango", "CORTES", "La Paz", "León", "en el cerro", "", ""]),
            schooling_level=make.one(codes(words.SchoolingLevel)),
            needs_interpreter=make.odds(0.3),
            merged_into=merged_into,
            **fields,
        )

    def facilities(self):
        for number in range(14):
            owner = self.units[number % 3]
            organisation = OrganisationFactory(parent=owner, level=Level.UNIT, org_type=OrgType.CAS_PUBLIC)
            kind = self.make.one(value for value, _label in care.FACILITY_TYPES)
            home = self.make.new(
                placements.Facility,
                organisation=organisation,
                name=f"Casa {number}",
                facility_type="first_reception_centre" if number % 4 == 0 else kind,
                licence_number="1",
                licence_valid_to=END.date(),
                is_active=self.make.odds(0.8),
            )
            sizes = [self.make.chance.randrange(1, 12) for _ in range(number % 3)]
            home.profile_list = [
                self.make.new(placements.Profile, facility=home, name=str(place), age_from=0, age_to=17, places=size)
                for place, size in enumerate(sizes)
            ]
            yield home

    def families(self, persons, stubs):
        for number in range(160):
            group = self.make.new(spine.FamilyGroup)
            for child in persons[number * 3 : number * 3 + self.make.chance.randrange(1, 4)]:
                self.make.new(spine.FamilyMember, group=group, child=child)
            if number < len(stubs) and self.make.odds(0.3):
                self.make.new(spine.FamilyMember, group=group, child=stubs[number])

    def case(self, child, number, *, is_last):
        make = self.make
        unit = make.chance.choices(self.units, [5, 3, 2])[0]
        notified = make.instant()
        opened = make.one([None, *[notified + timedelta(minutes=make.chance.randrange(3 * 1440))] * 9])
        if opened and make.odds(0.1):
            opened = make.instant(notified, END)
        if make.odds(0.1):  # its limits of days end exactly where a month ends
            notified = opened = (make.one(BORDERS) - make.one([6, 7, 14, 29]) * DAY).astimezone(UTC)
        is_over = not is_last or make.odds(0.5)
        closed = make.instant(max(opened or notified, notified), END + 30 * DAY) if is_over else None
        status = "merged" if is_over and make.odds(0.03) else "closed" if is_over else "open"
        case = make.new(
            spine.Case,
            code=f"POP-{number}",
            child=child,
            notification=self.notification(child, unit, notified, number) if make.odds(0.9) else None,
            unit=unit,
            step="closed" if is_over else make.one(step for step in codes(words.Step) if step != "closed"),
            status=status,
            risk_level=make.one(["high", "medium", "low", ""]),
            accompaniment=make.one(codes(words.Accompaniment)),
            migration_status=make.one(codes(words.MigrationStatus)),
            protocol="mx 2026.1",
            notified_at=notified,
            opened_at=opened,
            step_entered_at=notified,
            closed_at=closed,
            closure_reason=make.one(codes(words.ClosureReason)) if is_over else "",
            durable_solution=make.one([*codes(words.DurableSolution)[:3], *codes(words.DurableSolution), ""]) if is_over else "",
        )
        began = opened or notified
        self.stays(case, child, notified)
        for write, share, most in self.records():
            if make.odds(share):
                for nth in range(make.chance.randrange(1, most + 1)):
                    write(case, nth, make.instant(began - DAY, min((closed or END) + 10 * DAY, END + 20 * DAY)))
        return case

    def records(self):
        """What is written of a case, how often, and how many times at most."""
        return [
            (self.deprivation, 0.3, 4),
            (self.restriction, 0.15, 2),
            (self.refused, 0.06, 2),
            (self.absence, 0.2, 2),
            (self.task, 0.6, 8),
            (self.history, 0.7, 9),
            (self.evaluation, 0.5, 3),
            (self.interview, 0.5, 2),
            (self.plan, 0.5, 3),
            (self.wellbeing, 0.6, 4),
            (self.visit, 0.4, 3),
            (self.closure, 0.2, 1),
            (self.release, 0.12, 2),
            (self.procedure, 0.4, 3),
            (self.referral, 0.5, 3),
            (self.determination, 0.25, 1),
            (self.designation, 0.7, 2),
            (self.service, 0.4, 2),
            (self.significant, 0.25, 2),
            (self.told, 0.08, 2),
        ]

    def notification(self, child, unit, received, number):
        make = self.make
        return make.new(
            spine.Notification,
            folio=f"POP-{number}",
            source_org=self.migration,
            notifier_name="Agente",
            receiving_unit=unit,
            child=child,
            located_at=received - timedelta(minutes=make.chance.randrange(5000)),
            located_place_type="shelter",
            received_at=received,
            other_reasons=make.one([[], [], ["work"], ["work", "poverty"], ["health", "poverty", "gender_based_violence"]]),
            main_reason=make.one([*codes(words.ReasonForMigration), ""]),
            destination=make.one(["California", " texas", "Nueva York", "NUEVO LEÓN", "Canadá", "Guatemala", "con mi tía", "", "", "EEUU"]),
        )

    def stays(self, case, child, notified):
        """A child's places one after the other, no two at once; and the requests that came to nothing."""
        make = self.make
        free = self.numbers
        since = max(free.get(("stay", child.id), BEGIN - 100 * DAY), notified - timedelta(hours=make.one([0, 0, 0, 30])))
        requests = {"requested_by": self.boss, "case": case, "child": child, "child_views": "Bien."}
        for _nth in range(make.chance.choices([0, 1, 2, 3], [2, 4, 3, 2])[0]):
            start = since + timedelta(minutes=make.one([0, 30, 600, 1440, make.chance.randrange(20000)]))
            if start > END:
                break
            home = make.one([*self.homes, None, None])
            kind = home.facility_type if home else make.one(care.WITH_FAMILY)
            end = make.one([make.instant(start, start + make.one([2, 20, 60, 150]) * DAY)] * 5 + [start + 45 * DAY])
            goes_on = end > END
            fields = {"facility": home, "placement_type": kind, "place_name": "" if home else make.one(["Tía Rosa", "tía rosa", "Mamá"])}
            fields |= {"requested_at": start - timedelta(hours=make.chance.randrange(90)), "starts_at": start}
            fields |= {"reason_family_based_not_possible": "No hay.", "adults": make.one([0, 0, 0, 1]) if home else 0}
            if goes_on:
                fields |= {"state": "absent"} if make.odds(0.3) or (home and not home.profile_list) else self.bed(home)
            else:
                fields |= {"state": "ended", "ends_at": end, "end_reason": "other"}
            make.new(placements.Placement, **requests, **fields)
            since = end
            free["stay", child.id] = END + 1000 * DAY if goes_on else end
            if goes_on:
                break
        for _nth in range(make.chance.randrange(3)):
            home = make.one(self.homes)
            state = make.one(["declined", "declined", "expired", "withdrawn"])
            reasons = {"decline_reason": make.one(codes(care.DeclineReason)[:3])} if state == "declined" else {}
            reasons |= {"withdrawal_reason": "other"} if state == "withdrawn" else {}
            more = {"facility": home, "placement_type": home.facility_type, "state": state, "requested_at": make.instant(notified, END)}
            make.new(placements.Placement, **requests, **more, **reasons, reason_family_based_not_possible="No hay.")

    def bed(self, home):
        if home is None:
            return {"state": "active"}
        profile = self.make.one(home.profile_list)
        number = self.numbers[profile.id] = self.numbers.get(profile.id, -1) + 2
        return {"state": "active", "profile": profile, "place_number": number}

    def deprivation(self, case, nth, at):
        make = self.make
        end = make.one([None, at, at + timedelta(hours=4), at + DAY, *[make.instant(at, at + make.one([1, 3, 40]) * DAY)] * 6])
        make.new(
            liberty.DeprivationEvent,
            case=case,
            facility_type=make.one(codes(held.PlaceOfDeprivation)),
            authority="INM",
            started_at=at,
            ended_at=end,
            release_mechanism="channelled" if end else "",
            reported_by="Alguien",
            withdrawn_at=at if make.odds(0.1) else None,
        )

    def restriction(self, case, nth, at):
        make = self.make
        state = make.one(codes(RestrictionState))
        starts, review = at.astimezone(HOME).date(), at.astimezone(HOME).date() + make.chance.randrange(31) * DAY
        if make.odds(0.3):
            review = max(min(make.snap(at + DAY).astimezone(HOME).date(), starts + 30 * DAY), starts)
        is_declined = state == "ended" and make.odds(0.2)
        ended = {"ended_on": make.one([review, starts + 40 * DAY]), "ended_by": self.boss, "end_reason": "Sí."} if state == "ended" else {}
        cause = {"end_cause": "declined" if is_declined else "lifted"} if state == "ended" else {}
        stood = {"recorded_at": at, "recorded_by": self.boss, "starts_on": starts, "counts_from": starts, "review_date": review}
        stood |= {"legal_basis": "Ley", "necessity": "Sí", "less_restrictive": "No", "appeal_deadline": review, "appeal_route": "Juzgado"}
        told = {"informed_on": make.one([starts, starts + 20 * DAY]), "informed_language": "es", "informed_by": "Lic. Ruiz"}
        made = make.new(
            liberty.Restriction,
            case=case,
            type="address_notice",
            text="Avisar.",
            imposed_by="Juzgado",
            state=state,
            child_views="Bien.",
            **ended,
            **cause,
            **({} if state == "proposed" or is_declined else stood),
            **(told if state in ("active", "ended") and not is_declined else {}),
        )
        if make.odds(0.5):
            filed = make.day(at, at + 60 * DAY)
            make.new(liberty.RestrictionAppeal, restriction=made, filed_on=filed, filed_by="Él", before="Juzgado", grounds="Sí")
        if make.odds(0.7):
            on = make.day(at, at + 60 * DAY)
            outcome = make.one(["keep", "relax", "lift"])
            again = None if outcome == "lift" else on + 10 * DAY
            change = "Menos." if outcome == "relax" else ""
            make.new(
                liberty.RestrictionReview,
                restriction=made,
                author=self.boss,
                reviewer=self.team[0],
                held_on=on,
                outcome=outcome,
                reasons="Sí.",
                new_text=change,
                next_review_date=again,
                child_told_on=on,
                child_views="Bien.",
            )

    def refused(self, case, nth, at):
        kind, action = self.make.one(
            [("refused", "restriction.forbidden")] * 4 + [("refused", "case.read"), ("read", "restriction.forbidden")]
        )
        target = self.make.one([("cases.case", str(case.id))] * 4 + [("cases.child", str(case.id))])
        self.make.new(Event, at=at, kind=kind, action=action, target_type=target[0], target_id=target[1])

    def absence(self, case, nth, at):
        make = self.make
        end = make.snap(at + make.one([timedelta(hours=3), DAY, 3 * DAY, 50 * DAY]))
        end = None if nth == 1 and make.odds(0.6) else end
        back = make.one(["returned", "return_interview_done", "located_elsewhere"])
        make.new(
            placements.Absence,
            case=case,
            state=back if end else make.one(["reported", "search_active"]),
            type=make.one(codes(care.AbsenceType)),
            starts_at=at,
            reported_at=at,
            reported_by=self.boss,
            last_seen="En casa",
            status_before="open",
            ends_at=end,
            outcome="Volvió." if end else "",
        )

    KINDS = (
        "rapid_assessment",
        "designation",
        "evaluation",
        "plan",
        "first_visit",
        "plan_review",
        "notify_protection_authority",
        "durable_solution",
    )

    def task(self, case, nth, at):
        make = self.make
        due = make.snap(at + timedelta(hours=make.one([1, 24, 100])))
        outcome = make.one(["", "done", "done", "done", "dropped"])
        closed = make.one([due, make.instant(at, at + 10 * DAY)]) if outcome else None
        times = {"started_at": at, "due_at": due, "closed_at": closed, "outcome": outcome}
        make.new(spine.Task, case=case, source="deadline", kind=self.KINDS[nth], evidence="x", **times)
        if make.odds(0.1):
            make.new(spine.Task, case=case, source="rule", kind="plan", subject=f"r{nth}", **times)

    def history(self, case, nth, at):
        self.make.new(spine.StepHistory, case=case, move="any", entered=self.make.one(codes(words.Step)), at=at)

    def reviewed(self, nth, at):
        """The state of the first document of a case may be approved, the later ones are superseded or at work."""
        state = self.make.one(["approved", "draft"]) if nth == 0 else "superseded"
        is_read = state != "draft"
        views = self.make.one(["Quiero.", "Quiero.", ""])
        heard = {"child_views": views, "no_views_reason": "" if views else "declined"}
        by = {"reviewer": self.boss, "reviewed_at": at} if is_read else {}
        return {"state": state, "number": nth + 1, "author": self.team[1], **heard, **by}

    def evaluation(self, case, nth, at):
        asked = self.make.one(["yes", "no", "unclear", ""])
        self.make.new(spine.Evaluation, case=case, international_protection=asked, **self.reviewed(nth, at))

    def interview(self, case, nth, at):
        make = self.make
        is_real = make.odds(0.7)
        stopped = make.odds(0.3)
        make.new(
            spine.Interview,
            case=case,
            kind="evaluation_interview" if is_real else "identification_contact",
            held_at=at,
            place_type="care_place",
            interviewer=self.team[0],
            interpreter_kind=make.one(["not_needed", "independent", "none"] + ([] if is_real else ["relative", "resident"])),
            interpreter_declared=True,
            stopped_for_distress=stopped,
            resumed=stopped and make.odds(0.5),
        )

    def plan(self, case, nth, at):
        make = self.make
        plan = make.new(spine.Plan, case=case, child_participated=make.odds(0.6), **self.reviewed(nth, at))
        line = make.new(spine.PlanLine, plan=plan, subject="right", code="family")
        for _number in range(make.chance.randrange(3)):
            due = make.day(at, at + 60 * DAY)
            who = {"responsible_organisation": "DIF", "responsible_person": "Ana", "description": "Hacer"}
            action = make.new(spine.PlanAction, line=line, measure_kind="other", due_on=due, **who)
            for _nth in range(make.chance.randrange(3)):
                when = make.instant(at, at + 70 * DAY)
                make.new(spine.ActionProgress, action=action, at=when, status=make.one(codes(words.ActionStatus)))

    def wellbeing(self, case, nth, at):
        make = self.make
        first = self.numbers.setdefault(("measured", case.id), at)
        at = first + 14 * DAY if nth and make.odds(0.3) else at
        domains = ["safety", "emotional", "information_say", "belonging_hope"]
        scores = {code: make.chance.randrange(1, 6) for code in domains if make.odds(0.7)} or {"safety": 3}
        make.new(
            spine.WellbeingMeasure,
            case=case,
            measured_on=at.astimezone(HOME).date(),
            phase="periodic",
            respondent=make.one(["child", "child", "worker"]),
            instrument="wellbeing",
            instrument_version="1",
            scores=scores,
        )

    def visit(self, case, nth, at):
        make = self.make
        kind = make.one(["after_reunification", "after_reunification", "in_care"])
        day = case.closed_at + make.one([82, 83, 84, 90]) * DAY if case.closed_at and make.odds(0.7) else make.snap(at + 60 * DAY)
        seen = {"seen_child": make.odds(0.8), "risk_level": make.one(["high", "medium", "low"])}
        make.new(spine.FollowUpVisit, case=case, kind=kind, held_at=day, text="Está bien.", **seen)

    def closure(self, case, nth, at):
        make = self.make
        day = make.one([None, at.astimezone(HOME).date()])
        facts = {"reason": "plan_objectives_met", "durable_solution": "none_yet", "summary": "Sí.", "handed_over_on": day}
        make.new(spine.ClosureProposal, case=case, **facts, **self.reviewed(0, at))

    def release(self, case, nth, at):
        relative = self.make.new(spine.Relative, child=case.child, name="Tía", relation="aunt_uncle")
        papers = {"child_views": "Sí.", "receiver": "Tía", "place": "Nogales", "handed_by": "DIF", "receiver_identity": "INE"}
        self.make.new(spine.Release, case=case, relative=relative, released_at=at, **papers)

    def procedure(self, case, nth, at):
        make = self.make
        filed = at.astimezone(HOME).date()
        decided, appealed, final = filed + 20 * DAY, filed + 25 * DAY, filed + 45 * DAY
        state = make.one(["filed", "decided", "decided", "appealed", "final"]) if nth == 0 else make.one(["decided", "final"])
        fields = {}
        if state != "filed":
            fields = {"decided_on": decided, "resolution": make.one(["granted", "complementary", "rejected"])}
            fields |= {"is_consistent": make.one(["yes", "yes", "no", "unclear"]), "consistency_reason": "Sí."}
        if state in ("appealed", "final"):
            fields |= {"appeal_filed_on": appealed}
        if state == "final":
            fields |= {"appeal_decided_on": final, "appeal_resolution": make.one(["granted", "rejected"])}
        status = make.one(["", "", "humanitarian_visitor", "permanent_resident"])
        kind = make.one(["asylum", "asylum", "regularisation", "return"])
        make.new(
            spine.MigrationProcedure, case=case, kind=kind, authority="X", state=state, filed_on=filed, granted_status=status, **fields
        )

    def referral(self, case, nth, at):
        make = self.make
        state = make.one(["draft", "sent", "received", "accepted", "declined", "in_service"] + ["completed", "expired", "not_attended"] * 2)
        state = make.one([state, state, "partially_completed", "cancelled"])
        sent = {} if state == "draft" else {"sent_at": at, "packet": {}, "reply_due_at": at + 5 * DAY}
        made = make.new(
            referrals.Referral,
            number=f"R-{len(make.rows.get(referrals.Referral, []))}",
            case=case,
            type=make.one(kind for kind in codes(ReferralType) if kind not in ABOUT_RELATIVES),
            from_unit=case.unit,
            recipient_name="Clínica",
            purpose="Atender",
            packet_fields=[],
            state=state,
            author=self.team[0],
            approver=self.boss,
            approved_at=at,
            decline_reason="other" if state == "declined" else "",
            feedback="Hecho.",
            **sent,
        )
        moves = {"completed": "complete", "partially_completed": "complete_in_part", "not_attended": "not_attended"}
        if state in (*moves, "in_service", "accepted"):
            answered = make.snap(at + timedelta(hours=make.chance.randrange(300)))
            make.new(referrals.ReferralStep, referral=made, move="accept", left="received", entered="accepted", at=answered)
            if state in moves:
                ended = make.snap(answered + timedelta(hours=make.chance.randrange(600)))
                make.new(referrals.ReferralStep, referral=made, move=moves[state], left="in_service", entered=state, at=ended)

    def determination(self, case, nth, at):
        make = self.make
        is_decided = make.odds(0.7)
        decided = make.snap(at + timedelta(hours=make.chance.randrange(900)))
        times = {"requested_at": at, "since": at}
        asked = {"triggers": ["child_objects"], "level": "panel", "reason": "Se opone.", "requested_by": self.boss}
        made = make.new(bid.Determination, case=case, number=1, **times, **asked)
        evaluation = make.new(
            spine.Evaluation, case=case, number=90, state="superseded", author=self.team[1], reviewer=self.boss, reviewed_at=at
        )
        first = make.new(bid.Dossier, determination=made, number=1, author=self.team[1], evaluation=evaluation, submitted_at=at)
        if make.odds(0.4):
            when = make.instant(at, at + 30 * DAY)
            times = {"scheduled_for": when, "opened_at": when, "closed_at": when}
            make.new(bid.Session, determination=made, number=1, place="Sala", convened_by=self.boss, outcome="deferred", **times)
        if not is_decided:
            return
        made.standing, made.state, made.decided_at = self.decision(first, decided), "decided", decided
        if make.odds(0.3):
            again = make.new(bid.Dossier, determination=made, number=2, author=self.team[1], evaluation=evaluation, submitted_at=at)
            made.standing = self.decision(again, decided + 20 * DAY)
        if make.odds(0.6):
            made.executed_at = decided + timedelta(hours=make.chance.randrange(1500))
        for _number in range(make.chance.randrange(3)):
            told = {
                "told_by": "Ana",
                "how": "En persona",
                "language": "es",
                "child_answer": "No.",
                "child_agrees": make.one(codes(words.Answer)),
            }
            document = make.one([made.standing.id, made.standing.id, made.id])
            day = make.day(decided, decided + 5 * DAY)
            make.new(spine.Explanation, case=case, decision="determination", document=document, told_on=day, **told)

    def decision(self, dossier, at):
        option = self.make.new(bid.DossierOption, dossier=dossier, title="Quedarse", pros="a", cons="b", risks="c")
        texts = dict.fromkeys(("facts_accepted", "views_weight", "reasons", "conditions", "implementer", "appeal_information"), "Sí.")
        return self.make.new(
            bid.Decision,
            dossier=dossier,
            option=option,
            implement_by=self.make.snap(at + self.make.chance.randrange(60) * DAY).astimezone(HOME).date(),
            review_on=at.astimezone(HOME).date() + 90 * DAY,
            is_consensus=True,
            decided_by=self.boss,
            decided_at=at,
            **texts,
        )

    def designation(self, case, nth, at):
        make = self.make
        person = self.team[0] if make.odds(0.35) else make.one(self.team)
        ended = None if nth == 0 and make.odds(0.7) else make.instant(at, at + 90 * DAY)
        by = {"person": person, "designated_by": self.boss, "no_conflict": True, "representation": "substitute"}
        make.new(spine.Designation, case=case, designated_at=at, ended_at=ended, end_cause="leave" if ended else "", **by)
        if person == self.team[0] and nth == 0:
            make.new(spine.CaseGrant, case=case, user=person, because="designation", starts_at=at)

    def service(self, case, nth, at):
        make = self.make
        kind = make.one(["formal_education", "non_formal_education", "food"])
        day = make.one([None, at.astimezone(HOME).date(), ((case.opened_at or at) + 5 * DAY).astimezone(HOME).date()])
        make.new(spine.Service, case=case, type=kind, provider="Escuela", planned_on=END.date(), started_on=day)

    def significant(self, case, nth, at):
        kind = self.make.one(["incident", "incident", *codes(acts.SignificantEventKind)])
        self.make.new(spine.SignificantEvent, case=case, kind=kind, happened_at=at, reported_at=at, text="Algo.", step="intake")

    def told(self, case, nth, at):
        self.voice(case, nth, self.make.one(["complaint", "complaint", "thanks"]), at)

    def voice(self, case, number, kind, at=None):
        make = self.make
        at = at or make.instant()
        answered = make.one([None, at + make.chance.randrange(20) * DAY])
        answer = {"answered_at": answered, "answered_by": self.boss, "answer": "Sí."} if answered else {}
        unit = case.unit if case else make.one(self.units)
        due = make.snap(at + 10 * DAY) if kind != "thanks" else None
        words_said = {"kind": kind, "channel": "box", "text": "No me gusta.", "about": "process"}
        make.new(liberty.VoiceEntry, case=case, unit=unit, received_at=at, due_at=due, **words_said, **answer)
