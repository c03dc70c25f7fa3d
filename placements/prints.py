"""The sheets of a stay: who enters and leaves and with what, and what those who care must know. They go to the home and no further."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from audit.wall import house
from cases.choices_family import Safe, Wish
from cases.models import Relative, Release
from cases.prints.base import Sheet, hour_in_words, reader_language
from cases.prints.letter import child_facts, ground, ground_in_words, letter_sheet
from cases.templatetags.case import country
from papers.models import Letter
from placements.models import Placement

TEMPLATE = "papers/sheet.typ"


@house("what a home must know of the child who lives there")
def entry_sheet(placement: Placement) -> Sheet:
    """Return the sheet of entry and exit: what is on record, and room for a hand for what is only seen at the door."""
    case, child = placement.case, placement.child
    parts = [
        {
            "title": _("The child"),
            "facts": [
                *child_facts(case),
                [_("Sex"), child.get_sex_display()],
                [_("Nationality"), country(child.nationality)],
                [_("What the child says"), placement.child_views or placement.get_no_views_reason_display()],
            ],
        },
        {
            "title": _("Entry"),
            "facts": [
                [_("Place of care"), placement.place],
                [_("Kind of care"), placement.get_placement_type_display()],
                [_("Room or group"), str(placement.profile or "—")],
                [_("Arrived"), hour_in_words(placement.starts_at, case) if placement.starts_at else "—"],
                [_("Authority responsible"), case.unit.name],
                [_("Legal ground"), ground_in_words(case, "care")],
            ],
        },
        {
            "title": _("On arrival"),
            "blanks": [
                _("State of health as it can be seen, by whom, and whether a doctor saw the child"),
                _("Belongings that the child brings"),
                _("Papers that the child brings, and who keeps them"),
                _("The child was told the rules of the house, whom to ask and how to complain: language and day"),
            ],
        },
        {"title": _("Exit"), **_exit(placement)},
    ]
    return _sheet("entry_sheet", placement, _("Sheet of entry and exit"), parts, [_("Brings the child"), _("Receives the child")])


def _exit(placement: Placement) -> dict:
    blanks = [_("To whom the child was handed over, and by which document known"), _("Belongings and papers handed back")]
    if placement.ends_at is None:
        return {"blanks": [_("Day, hour and reason"), *blanks]}
    left = [_("Left"), hour_in_words(placement.ends_at, placement.case)]
    return {"facts": [left, [_("Reason"), placement.get_end_reason_display()]], "blanks": blanks}


@house("what a home must know of the child who lives there")
def responsible_for(placement: Placement):
    """Return the designation of whoever is responsible for the child, None for nobody: whom the home calls."""
    return placement.case.designation


@house("what a home must know of the child who lives there")
def care_sheet(placement: Placement) -> Sheet:
    """Return what those who look after the child must know, and nothing else of the case: no reason of any danger, no telephone."""
    case, child = placement.case, placement.child
    relatives = list(Relative.objects.filter(child=child))
    allowed = [one for one in relatives if may_be_in_touch(one)]
    designation = responsible_for(placement)
    responsible = designation.person.full_name if designation else _("Nobody is designated yet")
    parts = [
        {
            "title": _("The child"),
            "facts": [
                *child_facts(case),
                *([[_("Known as"), child.identity.known_as]] if child.identity.known_as else []),
                [_("Urgent needs"), placement.urgent_needs],
                [_("Message of the team"), placement.message],
                [_("Person responsible"), f"{responsible}\n{case.unit.name}"],
            ],
        },
        {"title": _("Who may be in touch with the child"), **_names(allowed)},
        {
            "title": _("Who may not, until the person responsible says otherwise"),
            **_names([one for one in relatives if one not in allowed]),
        },
        {
            "title": _("To be asked of the child, and kept up to date"),
            "blanks": [
                _("Allergies, and what happens then"),
                _("Food: what the child does not eat, and why"),
                _("Medicines: which, how much, when"),
                _("What frightens the child, and what calms"),
                _("Sleep, religion, school, what the child likes"),
            ],
        },
    ]
    return _sheet("care_sheet", placement, _("Care sheet"), parts, [pgettext("care sheet", "Filled in by")])


def release_sheet(release: Release, letter: Letter) -> Sheet:
    """Return the minutes by which a child is handed over to an adult of the family (INV-29); where they live is not said."""
    case = release.case
    parts = [
        {
            "title": _("The hand-over"),
            "facts": [
                *child_facts(case),
                [_("When"), hour_in_words(release.released_at, case)],
                [_("Where"), release.place],
                [_("Hands over"), release.handed_by],
                [_("Receives"), release.receiver],
                [_("Identity document shown"), release.receiver_identity],
                *([[_("Who else was present"), release.witness]] if release.witness else []),
            ],
        },
        {"title": _("What the child says"), "text": release.child_views or release.get_no_views_reason_display()},
        *([{"title": _("The child disagrees"), "text": release.disagreement}] if release.child_disagrees else []),
        {"title": _("Belongings handed over"), "text": release.belongings},
        {"title": _("Documents handed over"), "text": release.documents},
        {
            "title": _("What both undertake"),
            "items": [
                _(
                    "Whoever receives the child cares for the child, lets the child go to school and see a doctor, and tells the authority"
                    " at once if the child is in danger or gone."
                ),
                _("The authority visits, helps where it is needed, and remains responsible until the case is closed."),
            ],
        },
        ground(case, "transfer"),
    ]
    hands = [
        {"label": label, "name": name, "detail": ""}
        for label, name in ((_("Hands over"), release.handed_by), (_("Receives"), release.receiver))
    ]
    intro = _("Identity, kinship and home of whoever receives the child were checked, and the child was heard.")
    return letter_sheet(
        letter, case, title=_("Minutes of the hand-over"), intro=intro, parts=parts, signatures=hands, is_acknowledged=False
    )


def may_be_in_touch(relative: Relative) -> bool:
    """Tell whether a home may let this relative and the child speak: safe, no danger known, and the child not opposed (INV-28)."""
    return relative.safe_to_contact == Safe.YES and not relative.is_risk and relative.child_wishes_contact != Wish.NO


def _names(relatives: list[Relative]) -> dict:
    return {"items": [str(one) for one in relatives]} if relatives else {"text": _("Nobody on record")}


def _sheet(kind: str, placement: Placement, title: str, parts: list[dict], who: list[str]) -> Sheet:
    """Return a sheet of the stay, with a line for each hand; where the child lives is said by name alone (INV-56)."""
    document = {"title": title, "subtitle": placement.place, "folio": placement.case.code, "draft": "", "draft-note": ""}
    signatures = [{"label": label, "name": "", "detail": ""} for label in who]
    return Sheet(kind, placement, TEMPLATE, {"document": document, "parts": parts, "signatures": signatures}, reader_language())
