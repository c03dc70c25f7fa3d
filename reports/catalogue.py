"""The catalogue of indicators: each a definition with its base, formula, unit, version and source, and where it is computed.

A change of what an indicator counts is a new version of it: every print names the versions it was made with.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reports.indicators import (
    care,
    children,
    determinations,
    incidents,
    learning,
    legal,
    liberty,
    outcomes,
    plans,
    referrals,
    staff,
    timing,
    voice,
    wellbeing,
)
from reports.question import Question
from reports.results import Finding, Result


class Measure(StrEnum):
    """What time an indicator is about."""

    FLOW = "flow"  # what happened in the period
    STOCK = "stock"  # what stands at its end


@dataclass(frozen=True)
class Indicator:
    """What is counted, of whom, how, and who says so; `lacks` says what of it nobody records here, and why it is not made up."""

    title: str | Promise
    base: str | Promise
    formula: str | Promise
    unit: str | Promise
    measure: Measure
    compute: Callable[[Question], list[Result]] | None
    source: str | Promise
    version: int = 1
    lacks: str | Promise = ""

    @property
    def is_recorded(self) -> bool:
        """Whether there are any data to compute it from."""
        return self.compute is not None


# The children among whom is counted; each is one, whatever the number of cases, and one merged with another is that other.
NEW = _("Children whose first case of the period was opened in it")
OPEN = _("Children with a case that is open when the period ends")
CLOSED = _("Children whose case was closed in the period; by the last closure where there are several")
SERVED = _("Children with a case that was open at any time of the period")
CHILDREN, PERCENT, HOURS, RECORDS = _("children"), _("per cent"), _("hours"), _("records")
PROGRAMME = _("Programme for alternatives to detention")

CATALOGUE: dict[str, Indicator] = {
    "I-01": Indicator(
        _("Children newly attended"),
        NEW,
        _("Each child once, whatever the number of cases"),
        CHILDREN,
        Measure.FLOW,
        children.newly_attended,
        PROGRAMME,
    ),
    "I-02": Indicator(
        _("Children with an open case"),
        OPEN,
        _("Each child once"),
        CHILDREN,
        Measure.STOCK,
        children.open_at_end,
        PROGRAMME,
    ),
    "I-03": Indicator(
        _("Children referred and admitted"),
        _("Children of whom the authority was notified in the period"),
        _("Children who lived in a placement within 24 hours of the notification, of those notified"),
        PERCENT,
        Measure.FLOW,
        care.admitted,
        _("State child-protection system and National Human Rights Commission: children attended of children referred"),
    ),
    "I-04": Indicator(
        _("Plans to restore rights issued"),
        _(
            "First plans approved in the period; for the coverage, children newly attended whose plan is due by the pack's "
            "limits at their risk"
        ),
        _("First plans approved; and children with an approved plan, of those for whom it is due"),
        RECORDS,
        Measure.FLOW,
        plans.issued,
        _("General law on the rights of children: plan to restore rights"),
    ),
    "I-05": Indicator(
        _("Schooling"),
        NEW,
        _("Children of each level, of those whose level is known; a level that was begun counts"),
        PERCENT,
        Measure.FLOW,
        children.schooling,
        _("Profile sheet of the first-reception centre"),
    ),
    "I-06": Indicator(
        _("Intended destination"),
        NEW,
        _("Children who want to go to each state or country, of those whose destination is known"),
        PERCENT,
        Measure.FLOW,
        children.destinations,
        _("Profile sheet of the first-reception centre"),
        lacks=_(
            "The destination is written in free words; what is neither a state of Mexico or the United States nor a country "
            "counts as other."
        ),
    ),
    "I-07": Indicator(
        _("Reason for the journey"),
        NEW,
        _("Children by their main reason, of those whose reason is known; and by any reason, where the shares add to more than a hundred"),
        PERCENT,
        Measure.FLOW,
        children.reasons,
        _("Profile sheet of the first-reception centre"),
    ),
    "I-08": Indicator(
        _("Nationality and department of origin"),
        NEW,
        _("Children of each nationality, of those whose nationality is known; and by department, of those whose department is known"),
        PERCENT,
        Measure.FLOW,
        children.nationalities,
        _("Migration statistics unit"),
        lacks=_(
            "The department is written in free words; what is no department of Guatemala, Honduras, El Salvador or Nicaragua "
            "nor a state of Mexico counts as other."
        ),
    ),
    "I-09": Indicator(
        _("Children deprived of liberty"),
        SERVED,
        _("Children with an event that touches the period and was not withdrawn as a wrong entry, of those served"),
        PERCENT,
        Measure.FLOW,
        liberty.affected,
        _("International detention monitoring: no child is detained for migration"),
    ),
    "I-10": Indicator(
        _("Hours of deprivation of liberty"),
        _("Children with an event that touches the period"),
        _(
            "Hours within the period, overlapping events of a child counted once, what goes on counted to the period's end; "
            "sum, median and 90th percentile"
        ),
        HOURS,
        Measure.FLOW,
        liberty.hours,
        _("International detention monitoring: no child is detained for migration"),
    ),
    "I-11": Indicator(
        _("Let go within 4 and 24 hours"),
        _("Events that ended in the period"),
        _("Events that lasted 4 hours, or 24, at most, of those that ended"),
        PERCENT,
        Measure.FLOW,
        liberty.released,
        _("International detention monitoring: no child is detained for migration"),
    ),
    "I-12": Indicator(
        _("From being found to a place to live"),
        _("Cases notified, and cases whose first placement began, in the period"),
        _(
            "Hours from being found to the notification, and from the notification to the first placement: median, 90th "
            "percentile, share within the limit or 24 hours"
        ),
        HOURS,
        Measure.FLOW,
        timing.first_hours,
        _("Migration law, article 112: at once"),
    ),
    "I-13": Indicator(
        _("Time to each step"),
        _("Cases that reached a step for the first time in the period; deadlines that fell due in it"),
        _("From the notification to the entry into the step, in hours and business days; deadlines met in time, of those due"),
        HOURS,
        Measure.FLOW,
        timing.steps,
        _("Deadlines of the protocol pack"),
    ),
    "I-14": Indicator(
        _("Evaluations in a valid place, with the child's views"),
        _("Evaluations approved in the period"),
        _("Evaluations with a valid interview and the child's own views, of those approved; a reason for none does not count"),
        PERCENT,
        Measure.FLOW,
        voice.evaluations,
        _("Convention on the Rights of the Child, article 12"),
    ),
    "I-15": Indicator(
        _("Interpreter when needed"),
        _("Interviews of the period with children who need an interpreter"),
        _("Interviews with an independent interpreter or held in the child's language, of those that need it"),
        PERCENT,
        Measure.FLOW,
        voice.interpreters,
        _("Convention on the Rights of the Child, article 12"),
    ),
    "I-16": Indicator(
        _("Kinds of care"),
        _("Nights of placement within the period; children whose first placement began in it"),
        _("Nights of each kind, of all nights, absent ones included; children by their first placement; share in family-based care"),
        _("nights"),
        Measure.FLOW,
        care.mix,
        _("Guidelines for the alternative care of children: family first"),
    ),
    "I-17": Indicator(
        _("Siblings together"),
        _("Families with two or more children in placement when the period ends"),
        _("Families whose children in placement all live in one place, of those families"),
        PERCENT,
        Measure.STOCK,
        care.siblings,
        _("Guidelines for the alternative care of children: family first"),
    ),
    "I-18": Indicator(
        _("Occupancy and refusals"),
        _(
            "Places of the facilities of the scope's organisations, and of those where its children lived in the period, as "
            "declared today; requests for a bed made in the period"
        ),
        _(
            "Places taken of places declared, night by night, by whoever lives there; nights above capacity; requests "
            "declined for want of a place, of those made"
        ),
        PERCENT,
        Measure.FLOW,
        care.occupancy,
        _("National Human Rights Commission: places and children"),
    ),
    "I-19": Indicator(
        _("Length of stay"),
        _("Placements that ended in the period; stays in first reception that touch it"),
        _("Median and 90th percentile of the nights, by kind of care; stays in first reception beyond the pack's limit"),
        _("nights"),
        Measure.FLOW,
        care.lengths,
        _("Deadlines of the protocol pack"),
    ),
    "I-20": Indicator(
        _("Referrals completed"),
        _("Referrals sent in the period, as they stand today; those accepted in it"),
        _("Completed of sent, by type; without an answer in time, of sent; days from sending to acceptance"),
        PERCENT,
        Measure.FLOW,
        referrals.completion,
        _("Inter-agency guidelines for case management"),
    ),
    "I-21": Indicator(
        _("Measures of plans done in time"),
        _("Measures of the plans in force whose day fell in the period"),
        _("Measures done by their day, of those due"),
        PERCENT,
        Measure.FLOW,
        plans.actions,
        _("Inter-agency guidelines for case management"),
    ),
    "I-22": Indicator(
        _("Change of wellbeing"),
        _("Children served with two measures fourteen days apart or more, the last one in the period"),
        _(
            "Mean of last minus first, for each area; children whose mean of all areas changed by a point or more; share of "
            "children served who were measured so"
        ),
        _("points"),
        Measure.FLOW,
        wellbeing.change,
        _("Monitoring, evaluation and learning framework for alternatives to detention"),
    ),
    "I-23": Indicator(
        _("Outcomes"),
        CLOSED,
        _("Children by the reason for closing and by the durable solution, of those closed"),
        PERCENT,
        Measure.FLOW,
        outcomes.closures,
        PROGRAMME,
    ),
    "I-24": Indicator(
        _("Reunification sustained at 90 days"),
        _("Children reunified whose ninetieth day with the family fell in the period"),
        _("Children seen then, within a week before or later, and not at high risk, of those reunified"),
        PERCENT,
        Measure.FLOW,
        outcomes.sustained,
        _("Inter-agency guidelines for case management"),
    ),
    "I-25": Indicator(
        _("Absences"),
        SERVED,
        _(
            "Children with an absence of 24 hours or more that began in the period, of those served; for 1,000 nights of "
            "care; by type; returned; still missing when it ends"
        ),
        PERCENT,
        Measure.FLOW,
        care.absences,
        _("Information requests to the state child-protection system"),
    ),
    "I-26": Indicator(
        _("Asylum"),
        _("Children newly attended who are not of the authority's country; applications decided in the period"),
        _(
            "Children screened, indicated, who applied, of those whose nationality is known; applications granted or with "
            "complementary protection, of those decided"
        ),
        PERCENT,
        Measure.FLOW,
        legal.asylum,
        _("Refugee law and protocol of the Supreme Court"),
    ),
    "I-27": Indicator(
        _("Provisional humanitarian status"),
        _("Children newly attended who are not of the authority's country"),
        _("Children who have, or were granted, the status of visitor for humanitarian reasons, of those whose nationality is known"),
        PERCENT,
        Measure.FLOW,
        legal.humanitarian_status,
        _("Migration law, article 112: at once"),
    ),
    "I-28": Indicator(
        _("Legal representation by day 7"),
        NEW,
        _(
            "Children with a person designated and the kind of representation on record within seven days of the opening; "
            "those whose seventh day is still to come are apart"
        ),
        PERCENT,
        Measure.FLOW,
        legal.representation,
        _("General law on the rights of children: representation"),
    ),
    "I-29": Indicator(
        _("School or learning by day 15"),
        _("Children served for fifteen days or more, 6 to 17 years old on the fifteenth day"),
        _("Children with a service of school or learning begun by the fifteenth day, of those"),
        PERCENT,
        Measure.FLOW,
        learning.enrolled,
        _("Convention on the Rights of the Child, article 28"),
    ),
    "I-30": Indicator(
        _("Restrictions"),
        _("Restrictions on record, as their dates stand today; appeals, reviews and refused attempts of the period"),
        _("In effect and with review overdue when the period ends; appealed, lifted, and attempts at a forbidden type that were refused"),
        RECORDS,
        Measure.STOCK,
        liberty.restrictions,
        _("International detention monitoring: no child is detained for migration"),
    ),
    "I-31": Indicator(
        _("Best-interests determinations"),
        _("Determinations requested, first decided, or due to be carried out in the period"),
        _(
            "Requested, decided, days from one to the other, deferred; carried out by their day, of those due; child agrees, "
            "of those whose answer is known"
        ),
        RECORDS,
        Measure.FLOW,
        determinations.determinations,
        _("Best interests procedure guidelines"),
    ),
    "I-32": Indicator(
        _("Engagement"),
        _("Children served who were asked; plans approved and services of referrals that ended in the period"),
        _(
            "Children who understand what happens (4 or 5 of 5 in the last answer of the period); plans made with the child; "
            "services attended. Read beside the change of wellbeing, never alone"
        ),
        PERCENT,
        Measure.FLOW,
        voice.engagement,
        _("Network on alternatives to detention: engagement"),
        lacks=_("Appointments with authorities are not recorded one by one: attendance is known of the services of referrals alone."),
    ),
    "I-33": Indicator(
        _("Caseload"),
        _("Caseworkers responsible for an open case when the period ends"),
        _("Open cases of each: median, 90th percentile, most; share above the limit"),
        _("cases"),
        Measure.STOCK,
        staff.caseload,
        _("Inter-agency guidelines for case management"),
    ),
    "I-34": Indicator(
        _("Repeated episodes"),
        NEW,
        _("Children with an earlier case, of whichever authority, of those newly attended"),
        PERCENT,
        Measure.FLOW,
        children.repeated,
        PROGRAMME,
    ),
    "I-35": Indicator(
        _("Resolutions that agree with the plan"),
        _("Resolutions of the migration authority recorded in the period"),
        _("Resolutions that agree, of those of which it is clear"),
        PERCENT,
        Measure.FLOW,
        legal.consistency,
        _("Migration law, article 112: at once"),
    ),
    "I-36": Indicator(
        _("Cost of a night of care"),
        _("Nights of placement within the period"),
        _("Cost of the centres, of nights of care, by kind"),
        _("money"),
        Measure.FLOW,
        None,
        PROGRAMME,
        lacks=_("What care costs is not recorded here: it stands in the accounts of the centres."),
    ),
    "I-37": Indicator(
        _("Incidents and complaints"),
        _("Incidents that happened and complaints received in the period"),
        _("Number, and for 1,000 nights of care; complaints answered by their limit, of those due in the period"),
        RECORDS,
        Measure.FLOW,
        incidents.incidents,
        _("Safeguarding of children in care"),
    ),
}


def found(key: str, question: Question) -> Finding:
    """Return what the indicator finds, nothing where nobody records it; raises KeyError for one that is not in the catalogue."""
    indicator = CATALOGUE[key]
    return Finding(key, indicator.version, indicator.compute(question) if indicator.compute else [])
