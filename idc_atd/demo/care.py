"""How the children of the demonstration live where they were placed: measures, reviews, a move, an absence. No chance is drawn."""

from datetime import timedelta

from cases import services
from placements.choices import PlacementType, State
from placements.models import Placement
from placements.rules import is_residential
from placements.services import accept_request, log_search, report_absence, request_bed, review_placement, start_placement
from placements.unity import entry_measure
from protocols.choices import DeadlineKey

EARLY = timedelta(hours=5)


def stay_of(story) -> Placement | None:
    return story.fresh().placements.filter(state=State.ACTIVE).select_related("facility").first()


def order_care(story) -> None:
    """Whoever entered a centre without a measure, in an emergency, has it ordered within the day (INV-38)."""
    stay, approver = stay_of(story), story.office.approver
    if stay is None or not is_residential(stay.placement_type) or entry_measure(story.case, stay.starts_at):
        return
    measure = services.propose_measure(
        case=story.case,
        kind="special",
        type="residential_care",
        text="Acogimiento residencial temporal en un centro de puertas abiertas.",
        reasons="No hay familia localizada ni familia de acogida disponible.",
        by=approver,
        now=story.later(minutes=10),
    )
    ground = story.pack.legal["measure"]["es"]
    services.move_measure(
        measure=measure, move="order", legal_ground=ground, ordered_at=story.clock, by=approver, now=story.later(minutes=5)
    )


def review_stay(story) -> None:
    """Somebody went to see how the child lives there, each time a little before it was due."""
    stay = stay_of(story)
    if stay is None or stay.placement_type == PlacementType.OWN_FAMILY_COMMUNITY:
        return
    since, nth = max(stay.starts_at, story.case.designation.designated_at), 0
    while (held_at := story.case.due(DeadlineKey.PLACEMENT_REVIEW, since, nth) - EARLY) < story.now:
        review_placement(
            placement=stay,
            held_at=held_at,
            outcome="keep",
            heard_alone=True,
            child_views="Estoy bien aquí. Me gusta la comida y tengo con quién hablar.",
            findings="Come y duerme bien, va a la escuela y participa en las actividades de la casa.",
            by=story.worker,
            now=held_at,
        )
        since, nth = held_at, nth + 1


def be_absent(story) -> bool:
    """The child left the house yesterday evening and is looked for; False where the child lives in no house."""
    stay = stay_of(story)
    if stay is None or stay.facility is None:
        return False
    [home] = [home for home in story.office.homes if home.facility.pk == stay.facility_id]
    left = story.now - timedelta(hours=21, minutes=30)
    if stay.starts_at > left:
        return False
    absence = report_absence(
        case=story.case,
        type="not_returned_from_outing",
        starts_at=left,
        last_seen="En la cancha del parque, con dos compañeros de la casa",
        clothing="Sudadera azul, pantalón de mezclilla y una mochila negra",
        circumstances="Había hablado por teléfono con su familia esa tarde.",
        by=home.manager,
        now=left + timedelta(minutes=35),
    )
    for minutes, by, kind, fields in (
        (45, home.manager, "surroundings", {"text": "Se recorrieron el parque, la cancha y la terminal. Nadie la o lo vio."}),
        (55, home.manager, "notice_police", {"recipient": "Ministerio Público en turno", "reference": "CI-DEMO-118"}),
        (80, story.worker, "phone", {"text": "El teléfono suena y nadie contesta. Se dejó mensaje."}),
        (95, story.worker, "notice_commission", {"recipient": "Comisión estatal de búsqueda", "reference": "CEB-DEMO-31"}),
    ):
        log_search(absence=absence, kind=kind, at=left + timedelta(minutes=minutes), by=by, now=left + timedelta(minutes=minutes), **fields)
    return True


def move_on(story) -> bool:
    """The child moves to another place, a family first: one stay ends and the next begins at the same instant; False where none is free."""
    stay = stay_of(story)
    if stay is None or not is_residential(stay.placement_type):
        return False
    for home, profile in story.fitting():
        is_house = is_residential(home.facility.facility_type)
        if home.facility.pk == stay.facility_id or profile.placements.holding().count() >= profile.places:
            continue
        request = request_bed(
            case=story.case,
            facility=home.facility,
            by=story.worker,
            now=story.later(hours=1),
            child_views="Quiero cambiarme a un lugar más cerca de mi escuela.",
            reason_family_based_not_possible="No hay familia de acogida con lugar libre." if is_house else "",
        )
        accept_request(placement=request, profile=profile, by=home.manager, now=story.later(minutes=40))
        at = story.later(minutes=50)
        reason = "better_match" if is_house else "moved_to_family_care"
        start_placement(placement=request, starts_at=at, previous_end_reason=reason, by=story.worker, now=at)
        return True
    return False
