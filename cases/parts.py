"""The parts of a file that may be opened alone: what each holds, and to whom they are open (DP-3)."""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.db.models import F
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role, may
from audit.wall import house
from cases import companions
from cases.casefile import remember, with_names
from cases.choices import Because, Concern, Element
from cases.choices_execution import ServiceType, SignificantEventKind
from cases.companions import Fact
from cases.emergency_rules import OPENED_BY
from cases.models import Attachment, Case, CaseGrant, Relative
from cases.sections import PARTS, Section
from protocols.choices import Discipline, Right

READERS = frozenset({Role.INTAKE_OFFICER, Role.CASEWORKER, Role.PSYCHOLOGIST, Role.LAWYER, Role.HEALTH_STAFF})


@dataclass(frozen=True)
class Part:
    """A part as its reader sees it."""

    section: str
    label: str | Promise
    facts: list[Fact]
    files: list[Attachment]


@dataclass(frozen=True)
class Holds:
    """What of the file belongs to a part: by element, right, discipline and service, and what it has besides."""

    elements: tuple[Element, ...] = ()
    rights: tuple[Right, ...] = ()
    disciplines: tuple[Discipline, ...] = ()
    services: tuple[ServiceType, ...] = ()
    besides: Callable[[Case], list[Fact]] = field(default=lambda case: [])


def _day(day) -> str:
    return date_format(day, "DATE_FORMAT")


def _measured(case: Case) -> list[Fact]:
    title = _("Wellbeing on %(day)s, from 1 to 5")
    return [Fact(title % {"day": _day(one.measured_on)}, f"{one.mean:.1f}") for one in case.wellbeing]


def _proceedings(case: Case) -> list[Fact]:
    measures = [Fact(one.get_type_display(), one.get_state_display()) for one in case.measures.all()]
    filed = _("%(state)s; filed on %(day)s with %(authority)s")
    return measures + [
        Fact(one.get_kind_display(), filed % {"state": one.get_state_display(), "day": _day(one.filed_on), "authority": one.authority})
        for one in case.procedures.all()
    ]


def _dangers(case: Case) -> list[Fact]:
    evaluation = case.approved_evaluation
    found = []
    if evaluation and evaluation.trafficking_grounds:
        found.append(Fact(_("What points to trafficking, or is unclear"), evaluation.trafficking_grounds))
    if evaluation and evaluation.high_concerns:
        concerns = [str(Concern(code).label) for code in evaluation.high_concerns]
        found.append(Fact(_("High protection concerns"), get_text_list(concerns, _("and"))))
    incidents = [one for one in case.significant_events.all() if one.kind == SignificantEventKind.INCIDENT]
    return found + [Fact(f"{one.get_kind_display()}, {_day(one.happened_at)}", one.text) for one in incidents]


def _relatives(case: Case) -> list[Fact]:
    return [Fact(str(one), " · ".join(filter(None, [one.location, _contact(one)]))) for one in case.child.relatives.all()]


def _contact(relative: Relative) -> str:
    words = {"safe": relative.get_safe_to_contact_display(), "wish": relative.get_child_wishes_contact_display()}
    return _("Safe to contact: %(safe)s; the child wants contact: %(wish)s") % words


def _tonight(case: Case) -> list[Fact]:
    found = case.rapid_assessment
    return [Fact(_("Where the child sleeps tonight"), found.where_tonight)] if found and found.where_tonight else []


CONTENT: dict[str, Holds] = {
    Section.HEALTH: Holds(
        (Element.HEALTH,),
        (Right.HEALTH, Right.INCLUSION),
        (Discipline.MEDICAL,),
        (ServiceType.MEDICAL, ServiceType.DENTAL, ServiceType.NUTRITION, ServiceType.DISABILITY, ServiceType.REPRODUCTIVE_HEALTH),
    ),
    Section.PSYCHOLOGY: Holds(
        rights=(Right.WELLBEING,),
        disciplines=(Discipline.PSYCHOLOGICAL,),
        services=(ServiceType.BASIC_PSYCHOSOCIAL, ServiceType.FOCUSED_MENTAL_HEALTH, ServiceType.SPECIALISED_MENTAL_HEALTH),
        besides=_measured,
    ),
    Section.LEGAL: Holds(
        rights=(Right.IDENTITY, Right.DUE_PROCESS, Right.MIGRANT_CHILDREN),
        disciplines=(Discipline.LEGAL,),
        services=(ServiceType.LEGAL, ServiceType.DOCUMENTATION),
        besides=_proceedings,
    ),
    Section.VIOLENCE: Holds((Element.VULNERABILITY,), (Right.FREE_FROM_VIOLENCE,), besides=_dangers),
    Section.FAMILY: Holds((Element.FAMILY,), (Right.FAMILY,), services=(ServiceType.FAMILY_TRACING,), besides=_relatives),
    Section.LOCATION: Holds(services=(ServiceType.ALTERNATIVE_CARE, ServiceType.SAFE_SHELTER), besides=_tonight),
}


@house("the parts of a file that somebody opened to the reader")
def parts_of(case: Case, sections) -> list[Part]:
    """Return the parts named, in the order of the file; each says only what is approved, signed or on record."""
    files = list(Attachment.objects.standing().filter(case=case, section__in=sections).select_related("file"))
    belonging = {section: [file for file in files if file.section == section] for section in sections}
    return [Part(one, one.label, _facts(case, one), belonging[one]) for one in PARTS if one in sections]


def _facts(case: Case, section: Section) -> list[Fact]:
    holds, evaluation, plan = CONTENT[section], case.approved_evaluation, case.approved_plan
    found = []
    if evaluation and holds.elements:
        found += [Fact(one.get_element_display(), one.as_text()) for one in evaluation.element_list if one.element in holds.elements]
    if plan and holds.rights:
        lines = [line for line in plan.line_list if line.code in holds.rights]
        found += [Fact(line.label, "\n".join([line.diagnosis, *(str(action) for action in line.actions.all())]).strip()) for line in lines]
    signed = [one for one in case.opinions.all() if one.discipline in holds.disciplines and one.is_signed]
    found += [Fact(one.title, one.as_text()) for one in signed]
    found += [Fact(one.get_type_display(), one.provider) for one in case.services.all() if one.type in holds.services]
    return [fact for fact in [*found, *holds.besides(case), *companions.parts(case, section)] if fact.value]


def opened_to(user: User):
    """Return the grants of parts that `user` holds now, the first to end on top; none to who may not read a file."""
    if not may(user, "case.read"):
        return CaseGrant.objects.none()
    mine = CaseGrant.objects.in_force().filter(user=user, because=Because.PARTS)
    return mine.select_related("case__child__identity").order_by("ends_at", "pk")


@house("the parts of a file that somebody opened to the reader")
def file_in_parts(user: User, code: str) -> tuple[Case, set[str]] | None:
    """Return the case of that code and the parts of it that are open to `user`; None where none is."""
    grants = list(opened_to(user).filter(case__code=code))
    if not grants:
        return None
    case = remember(with_names(Case.objects.filter(pk=grants[0].case_id)).get())
    return case, {section for grant in grants for section in grant.sections}


def may_be_given(case: Case, user: User):
    """Return the colleagues of `user` to whom a part may be opened: they work with files, in an authority that protects children."""
    whole = CaseGrant.objects.in_force().whole().filter(case=case, user__isnull=False).values("user")
    people = User.objects.visible_to(user).filter(role__in=READERS, is_active=True, organisation__org_type__in=OPENED_BY)
    return people.exclude(pk__in=whole).select_related("organisation").order_by("full_name")


def openings(case: Case):
    """Return every opening of parts of the case, those in force on top."""
    given = CaseGrant.objects.filter(case=case, because=Because.PARTS).select_related("user__organisation", "given_by")
    return given.order_by(F("ends_at").desc(), "-pk")
