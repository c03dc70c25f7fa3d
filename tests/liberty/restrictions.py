"""Restrictions for the tests: what a record of one holds, and one that stands."""

from datetime import date, timedelta

from liberty import services
from liberty.models import Restriction
from tests.factories import NOW

TODAY = date(2026, 3, 2)  # of NOW, in Hermosillo
DAY = timedelta(days=1)
GIVEN = {
    "type": "phone_contact",
    "text": "Llamada cada lunes a las 10:00 con su trabajadora social.",
    "imposed_by": "Juzgado Segundo de Distrito",
    "legal_basis": "Ley de prueba, art. 1",
    "necessity": "El juzgado pide saber que la adolescente sigue en contacto.",
    "less_restrictive": "Un aviso por escrito; el juzgado no lo aceptó.",
    "contact_every": "weekly",
    "support_provided": ["phone", "credit"],
    "starts_on": TODAY,
    "review_date": TODAY + 30 * DAY,
    "appeal_route": "Juicio de amparo, Juzgado Segundo de Distrito",
    "appeal_deadline": TODAY + 15 * DAY,
    "child_views": "Está bien llamar, pero no en la escuela.",
    "no_views_reason": "",
}
INFORMED = {"informed_on": TODAY, "informed_language": "es", "informed_by": "Lic. Prueba"}
REVIEWED = {"reasons": "Ha cumplido.", "child_views": "Ya no quiero llamar.", "no_views_reason": "", "child_told_on": TODAY + 9 * DAY}

# What a lawyer types in story AS-6: a call a week, with its ground, its means and its remedy.
WEEKLY = {
    "type": "phone_contact",
    "text": "Llamada cada lunes a las 10:00 con su trabajadora social.",
    "contact_every": "weekly",
    "support_provided": ["credit"],
    "imposed_by": "Juzgado Segundo de Distrito",
    "legal_basis": "Ley de prueba, art. 1",
    "necessity": "El juzgado pide saber que sigue en contacto con su representante.",
    "less_restrictive": "Un aviso por escrito cada mes; el juzgado no lo aceptó.",
    "child_views": "Puedo llamar los lunes, después de la escuela.",
    "starts_on": "2026-05-11",
    "review_date": "2026-06-10",
    "appeal_route": "Juicio de amparo ante el Juzgado Segundo de Distrito",
    "appeal_deadline": "2026-06-01",
    "informed_on": "2026-05-11",
    "informed_language": "es",
    "informed_by": "Su abogada",
}


def recorded(case, by, *, now=NOW, **fields) -> Restriction:
    """Return a restriction that is in effect, unless `fields` say otherwise."""
    return services.record_restriction(case=case, by=by, now=now, **(GIVEN | INFORMED | fields))
