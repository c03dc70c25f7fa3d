"""What the migration authority is told of a plan: determinations and nothing else (firewall F3).

A list of what may stand here, not of what may not: no sentence is taken from the file. Each determination is one of our own
sentences, chosen by a coded answer of an approved document or of a determination that stands.
"""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.roles import OrgType
from cases import companions
from cases.choices import Answer, DurableSolution, MeasureKind
from cases.models import Case, Plan
from cases.prints.base import Sheet, frame, in_words, reader_language
from cases.prints.plan import durable_solution, legal_ground

NOT_DEPRIVED = gettext_lazy("The child is not to be deprived of liberty for reasons of migration, in any place or form.")
NOT_RETURNED = gettext_lazy("The child is not to be returned to the country of origin or of habitual residence.")
BY_MEASURE: dict[str, str | Promise] = {
    MeasureKind.REGULARISATION: gettext_lazy("The child's stay is to be regularised, and stays regular while this plan is in force."),
    MeasureKind.ASYLUM_SUPPORT: gettext_lazy(
        "The child has access to the procedure of international protection, and is not to be removed while it is open."
    ),
    MeasureKind.ALTERNATIVE_CARE: gettext_lazy("The child is in the care of the protection authority, which alone decides where."),
    MeasureKind.LEGAL_REPRESENTATION: gettext_lazy(
        "The protection authority represents the child: it is to be notified of every act of the migration procedure."
    ),
}
_REGULAR = BY_MEASURE[MeasureKind.REGULARISATION]
_RETURN = gettext_lazy(
    "The child is to return assisted, accompanied by a child-protection officer, on the day that the protection authority names"
    " and not before."
)
_WITH_FAMILY = gettext_lazy("The child is to live with the family in this country; the protection authority alone decides where.")
_BY_SAFE_WAY = gettext_lazy(
    "The child is to go to another country by a safe and regular way, of which the protection authority sends word."
)
BY_SOLUTION: dict[str, str | Promise] = {
    DurableSolution.REUNIFIED_IN_COUNTRY: _WITH_FAMILY,
    DurableSolution.REUNIFIED_OTHER_STATE: _WITH_FAMILY,
    DurableSolution.REUNIFIED_THIRD_COUNTRY: _BY_SAFE_WAY,
    DurableSolution.RESETTLEMENT: _BY_SAFE_WAY,
    DurableSolution.LOCAL_INTEGRATION: _REGULAR,
    DurableSolution.REGULARISED_ALTERNATIVE_CARE: _REGULAR,
    DurableSolution.ASYLUM_RECOGNISED: NOT_RETURNED,
    DurableSolution.COMPLEMENTARY_PROTECTION: NOT_RETURNED,
    DurableSolution.RETURN_TO_FAMILY: _RETURN,
    DurableSolution.RETURN_TO_AUTHORITY: _RETURN,
}


DETERMINATIONS: dict[str, str | Promise] = {
    "not_deprived": NOT_DEPRIVED,
    "not_returned": NOT_RETURNED,
    "regular_stay": _REGULAR,
    "asylum_access": BY_MEASURE[MeasureKind.ASYLUM_SUPPORT],
    "authority_care": BY_MEASURE[MeasureKind.ALTERNATIVE_CARE],
    "represented": BY_MEASURE[MeasureKind.LEGAL_REPRESENTATION],
    "assisted_return": _RETURN,
    "with_family": _WITH_FAMILY,
    "by_safe_way": _BY_SAFE_WAY,
}


def code_of(text: str | Promise) -> str:
    """Return the code of one of our own sentences, in whatever language it is read."""
    return next(code for code, own in DETERMINATIONS.items() if own is text)


def extract_sheet(case: Case, plan: Plan, approver) -> Sheet:
    """Return the determinations of an approved plan, for `approver` to sign and send, in the approver's language."""
    document = frame(case, plan, _("Determinations for the migration authority")) | {
        "subtitle": _("From version %(number)s of the plan, approved on %(day)s")
        % {"number": plan.number, "day": in_words(plan.reviewed_at, case)}
    }
    values = {
        "document": document,
        "facts": [
            [_("Child"), case.child.identity.full_name],
            *their_reference(case),
            [_("Legal ground"), legal_ground(case)],
            *durable_solution(case),
        ],
        "determinations": determinations(case, plan),
        "signatures": [{"label": _("For the protection authority"), "name": approver.full_name, "detail": approver.get_role_display()}],
        "words": {
            "intro": _("The protection authority has determined what follows in the best interests of the child:"),
            "title": _("Determinations"),
            "resolve": _("The migration procedure is to be resolved in line with these determinations."),
            "withheld": _(
                "The file of the child is confidential. Reasons, statements, health, family and the place where the child lives are not"
                " communicated; questions are answered by the protection authority in writing."
            ),
        },
    }
    return Sheet("extract", plan, "cases/papers/extract.typ", values, reader_language())


def determinations(case: Case, plan: Plan) -> list[str]:
    """Return our own sentences for what approved documents and standing determinations decide, each once."""
    return list(dict.fromkeys(str(DETERMINATIONS[code]) for code in determined(case, plan)))


def determined(case: Case, plan: Plan) -> list[str]:
    """Return the codes of what approved documents and standing determinations decide, each once: keys of DETERMINATIONS."""
    kinds = {action.measure_kind for action in plan.action_list}
    evaluation = case.approved_evaluation
    found = ["not_deprived"]
    if evaluation is not None and evaluation.return_risk == Answer.YES or case.durable_solution in PROTECTED:
        found.append("not_returned")
    found += [code_of(BY_SOLUTION[solution]) for solution in companions.solutions(case) if solution in BY_SOLUTION]
    found += [code_of(text) for kind, text in BY_MEASURE.items() if kind in kinds]
    if "not_returned" in found:  # whatever else stands in the file: nobody is told to return a child who would be in danger
        found = [code for code in found if code != "assisted_return"]
    return list(dict.fromkeys(found))


PROTECTED = (DurableSolution.ASYLUM_RECOGNISED, DurableSolution.COMPLEMENTARY_PROTECTION)


def their_reference(case: Case) -> list[list[str]]:
    """Return the folio under which the migration authority itself notified the child; nobody else's notification is mentioned."""
    notification = case.notification
    if notification is None or notification.source_org.org_type != OrgType.MIGRATION_AUTHORITY:
        return []
    return [[_("Your notification"), notification.folio]]
