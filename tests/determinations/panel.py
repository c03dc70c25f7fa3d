"""A determination told through the services, for the tests: who takes part, and how it comes to a state."""

from datetime import datetime, timedelta
from functools import wraps
from types import SimpleNamespace

from accounts.models import User
from accounts.roles import OrgType, Role
from cases.choices import Element, Step
from cases.models import Case
from cases.services import explain_decision
from determinations import services
from determinations.choices import SessionKind, State
from determinations.models import Determination, Session
from protocols.choices import Trigger
from tests.factories import NOW, OrganisationFactory, Team, UserFactory, fresh, local_today, walk_to
from tests.replay import replayed

LATER = NOW + timedelta(days=2)
HOUR = timedelta(hours=1)
OPTIONS = (
    {"title": "Quedarse con la familia de acogida", "solution": "regularised_stay_alternative_care"},
    {"title": "Retorno con la abuela", "solution": "assisted_return_to_family"},
)


class Panel:
    """A team of the authority with a coordinator, and three panel members of three organisations."""

    def __init__(self, team: Team | None = None):
        self.team = team or Team()
        self.coordinator = self.team.person(Role.BID_COORDINATOR)
        self.chair = self.team.person(Role.BID_PANEL_MEMBER, full_name="Aurora Ríos")
        self.members = [
            UserFactory(organisation=OrganisationFactory(org_type=kind), role=Role.BID_PANEL_MEMBER, full_name=name)
            for kind, name in ((OrgType.DIF_STATE, "Bruno Lara"), (OrgType.LEGAL_AID_CSO, "Carmen Soto"))
        ]

    @property
    def everybody(self) -> list[User]:
        return [self.chair, *self.members]

    @property
    def cast(self) -> dict[str, str]:
        """Return the keys of its people and organisations by name."""
        people = {"coordinator": self.coordinator, "chair": self.chair} | {f"member{nth}": one for nth, one in enumerate(self.members)}
        keys = {name: str(one.pk) for name, one in people.items()}
        return self.team.cast | keys | {f"of {name}": str(one.organisation_id) for name, one in people.items() if name.startswith("member")}

    @property
    def is_plain(self) -> bool:
        """Tell whether nobody else works for the authority and no case of it stands yet."""
        others = User.objects.filter(organisation=self.team.unit).exclude(pk__in=self.cast.values())
        return not others.exists() and not Case.objects.filter(unit=self.team.unit).exists()


def told_from_the_start(make):
    """Write what `make` gives a plain panel as its rows, where an earlier test told the same from its start (tests/replay.py)."""

    @wraps(make)
    def tell(panel: Panel, of=None, *args, **fields):
        unit = panel.team.unit
        if of is not None or args or fields or not panel.is_plain:
            return make(panel, of, *args, **fields)
        key = (make.__name__, unit.country, unit.state, unit.time_zone, unit.org_type, local_today())
        pk = replayed(key, panel.cast, lambda: make(panel).pk)
        return (read if make is in_session.__wrapped__ else again)(SimpleNamespace(pk=pk))

    return tell


def asked(panel: Panel, *, step: Step = Step.FOLLOW_UP, now: datetime = LATER, case: Case | None = None, **fields) -> Determination:
    """Ask for a determination in a case that stands at `step`."""
    case = case or walk_to(step, panel.team)
    fields = {"triggers": [Trigger.RETURN], "reason": "El consulado pide el retorno."} | fields
    return services.request_determination(case=fresh(case), by=panel.team.supervisor, now=now, **fields)


def again(determination: Determination) -> Determination:
    """Return the determination as the database has it."""
    return Determination.objects.select_related("case__child", "case__unit").get(pk=determination.pk)


@told_from_the_start
def prepared(
    panel: Panel, determination: Determination | None = None, *, now: datetime = LATER, options=OPTIONS, **fields
) -> Determination:
    """Begin the dossier and write it with its options."""
    determination = determination or asked(panel)
    services.begin_dossier(determination=determination, by=panel.team.caseworker, now=now)
    return complete(panel, determination, now=now, options=options, **fields)


def complete(panel: Panel, determination: Determination, *, now: datetime = LATER, options=OPTIONS, **fields) -> Determination:
    """Write what the dossier at work still lacks."""
    author, dossier = panel.team.caseworker, again(determination).dossier
    texts = {
        "facts": "Vive con una familia de acogida desde marzo.",
        "relatives": "La abuela fue entrevistada por la autoridad de origen.",
        "recommendation": "Permanecer en cuidado familiar.",
    } | fields
    services.save_dossier(dossier=dossier, version=dossier.version, by=author, now=now, **texts)
    known = {option.title for option in dossier.option_list}
    for option in options:
        if option["title"] not in known:
            services.save_option(
                dossier=dossier, version=dossier.version, by=author, now=now, pros="A favor.", cons="En contra.", risks="Ninguno.", **option
            )
    return again(determination)


@told_from_the_start
def submitted(panel: Panel, determination: Determination | None = None, *, now: datetime = LATER) -> Determination:
    determination = prepared(panel, determination, now=now)
    dossier = determination.dossier
    services.submit_dossier(dossier=dossier, version=dossier.version, by=panel.team.caseworker, now=now)
    return again(determination)


@told_from_the_start
def seated(panel: Panel, determination: Determination | None = None, *, now: datetime = LATER) -> Determination:
    """Give the three members their seats."""
    determination = determination or submitted(panel)
    for person, discipline in zip(panel.everybody, ("legal", "psychological", "social"), strict=True):
        services.seat_member(
            determination=again(determination),
            person=person,
            discipline=discipline,
            is_chair=person == panel.chair,
            no_interest=True,
            by=panel.coordinator,
            now=now,
        )
    return again(determination)


@told_from_the_start
def in_session(
    panel: Panel, determination: Determination | None = None, *, kind: str = SessionKind.ORDINARY, now: datetime = LATER
) -> Session:
    """Convene the panel, let everybody declare, and open the session."""
    determination = determination or seated(panel)
    session = services.convene(
        determination=again(determination), kind=kind, scheduled_for=now + HOUR, place="Sala", by=panel.coordinator, now=now
    )
    for person in panel.everybody:
        services.declare(session=session, has_conflict=False, by=person, now=now + HOUR)
    services.open_session(session=read(session), by=panel.coordinator, now=now + HOUR)
    return read(session)


def read(session: Session) -> Session:
    """Return the session as the database has it."""
    return Session.objects.select_related("determination__case__child", "determination__case__unit").get(pk=session.pk)


def voted(panel: Panel, session: Session, *choices: int, now: datetime = LATER + 2 * HOUR) -> Session:
    """Let each member vote for the option of that position; the same for all where one is named."""
    options = session.determination.dossier.option_list
    for person, choice in zip(panel.everybody, choices if len(choices) > 1 else choices * 3, strict=True):
        services.vote(session=read(session), option=options[choice], words=f"Así lo veo: {choice}.", by=person, now=now)
    return read(session)


def text_of_decision(determination: Determination, chosen: int = 0, **fields) -> dict:
    """Return everything that a decision says."""
    options = determination.dossier.option_list
    today = (LATER + 3 * HOUR).date()
    return {
        "compared": dict.fromkeys(Element, (options[chosen], "Pesa más la estabilidad.")),
        "rejected": {option.pk: "No atiende lo que la niña pide." for option in options if option != options[chosen]},
        "facts_accepted": "Los del expediente.",
        "views_weight": "Se dio gran peso a lo que dice.",
        "reasons": "Es lo que mejor protege.",
        "conditions": "Visitas mensuales.",
        "implementer": "Procuraduría de Protección, Nora Gil",
        "implement_by": today + timedelta(days=30),
        "review_on": today + timedelta(days=60),
        "appeal_information": "Ante la Procuraduría, en 15 días.",
    } | fields


@told_from_the_start
def decided(panel: Panel, session: Session | None = None, *choices: int, now: datetime = LATER + 3 * HOUR, **fields) -> Determination:
    """Let the members vote, everybody for the first option unless said otherwise, and set the decision down."""
    session = voted(panel, session or in_session(panel), *(choices or (0,)), now=now)
    texts = text_of_decision(session.determination, **fields)
    services.decide(session=session, minutes="Se deliberó.", by=panel.coordinator, now=now, **texts)
    return again(session.determination)


@told_from_the_start
def explained(panel: Panel, determination: Determination | None = None, *, now: datetime = LATER + 4 * HOUR) -> Determination:
    """Tell the child of the decision."""
    determination = determination or decided(panel)
    panel_explains(panel, determination, now)
    return again(determination)


def panel_explains(panel: Panel, determination: Determination, now: datetime) -> None:
    explain_decision(
        case=fresh(determination.case),
        decision="determination",
        document=determination.standing_id,
        told_on=determination.case.unit.day_of(now),
        how="Con dibujos",
        language="es",
        child_agrees="yes",
        by=panel.team.caseworker,
        now=now,
    )


WAYS = {
    State.REQUESTED: asked,
    State.DOSSIER_PREPARATION: prepared,
    State.DOSSIER_SUBMITTED: submitted,
    State.DECIDED: decided,
    State.COMMUNICATED: explained,
}
