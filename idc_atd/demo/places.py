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

# Name, type of organisation, places by (sex, from age, to age, number). A programme has families, a state's house rooms.
FACILITIES = {
    "SON": (
        ("Casa Tin Kuxtal", "cas_public", (("any", 6, 17, 20), ("female", 12, 17, 12))),
        ("Hogar Desierto Claro", "cas_private", (("male", 12, 17, 12), ("any", 0, 5, 6))),
        (
            "Familias de Acogida del Yaqui",
            "foster_programme",
            (("any", 0, 17, 2), ("any", 0, 17, 3), ("any", 0, 12, 2), ("female", 12, 17, 1)),
        ),
    ),
    "CHP": (
        ("Albergue La Espera", "cas_private", (("male", 12, 17, 4),)),
        ("Casa Ceiba", "cas_public", (("any", 0, 11, 16), ("female", 12, 17, 14), ("male", 12, 17, 14))),
        ("Hogar Suchiate", "cas_private", (("any", 6, 17, 10),)),
        (
            "Familias de Acogida del Soconusco",
            "foster_programme",
            (("any", 0, 17, 3), ("any", 0, 17, 3), ("any", 0, 8, 2), ("male", 12, 17, 2)),
        ),
    ),
    "CMX": (
        ("Casa Jacaranda", "cas_public", (("any", 6, 17, 18),)),
        ("Departamento Colibrí", "atd_cso", (("any", 15, 17, 6),)),
    ),
}

# What the families of a state's programme are called towards others, and who they are; all invented.
HOUSEHOLDS = {
    "SON": (
        ("Familia Mezquite", "Rosalba Quijada, 44; Martín Ochoa, 47; su hija Inés, 19"),
        ("Familia Palo Verde", "Teresa Montoya, 52; Abel Rendón, 55"),
        ("Familia Pitahaya", "Lucía Arvizu, 38; su madre Elvira, 63"),
        ("Familia Ocotillo", "Carmen Duarte, 41; Julio Peña, 43; sus hijos Leo, 12, y Mara, 9"),
    ),
    "CHP": (
        ("Familia Guayacán", "Aurora Cancino, 49; Saúl Espinosa, 51"),
        ("Familia Cedro", "Norma Velasco, 45; su hijo Iván, 20"),
        ("Familia Cacao", "Delia Ruiz, 36; Omar Zea, 39; su hija Sol, 6"),
        ("Familia Mamey", "Irene Coello, 57"),
    ),
}

# The house that a check found closed, and what was found.
CLOSED_HOUSE = "Albergue La Espera"
FOUND_CLOSED = (
    "La reja se cierra con candado de las 19:00 a las 7:00 y la llave la tiene un vigilante armado. Los adolescentes dicen que no han"
    " salido en ocho días. Se pidió abrir de inmediato; la dirección se negó. Se trasladará a cada uno hoy."
)
FOUND_OPEN = "Se recorrió la casa sin aviso y se habló a solas con quienes viven ahí: entran y salen con horarios acordes a su edad."
