"""Where the demonstration takes place: three states of Mexico with their authorities, shelters and migration offices."""

from dataclasses import dataclass


@dataclass(frozen=True)
class State:
    """A state: its ISO code, its name, its time zone, two of its municipalities, the number of its cases."""

    code: str
    name: str
    time_zone: str
    municipalities: tuple[str, str]
    cases: int


STATES = (
    State("SON", "Sonora", "America/Hermosillo", ("Hermosillo", "Nogales"), 135),
    State("CHP", "Chiapas", "America/Mexico_City", ("Tapachula", "Tuxtla Gutiérrez"), 105),
    State("CMX", "Ciudad de México", "America/Mexico_City", ("Iztapalapa", "Cuauhtémoc"), 60),
)

# Name, type of organisation, places by (sex, from age, to age, number).
FACILITIES = {
    "SON": (
        ("Casa Tin Kuxtal", "cas_public", (("any", 6, 17, 20), ("female", 12, 17, 12))),
        ("Hogar Desierto Claro", "cas_private", (("male", 12, 17, 12), ("any", 0, 5, 6))),
        ("Familias de Acogida del Yaqui", "foster_programme", (("any", 0, 17, 8),)),
    ),
    "CHP": (
        ("Casa Ceiba", "cas_public", (("any", 0, 11, 16), ("female", 12, 17, 14), ("male", 12, 17, 14))),
        ("Hogar Suchiate", "cas_private", (("any", 6, 17, 10),)),
        ("Familias de Acogida del Soconusco", "foster_programme", (("any", 0, 17, 10),)),
    ),
    "CMX": (
        ("Casa Jacaranda", "cas_public", (("any", 6, 17, 18),)),
        ("Departamento Colibrí", "atd_cso", (("any", 15, 17, 6),)),
    ),
}
