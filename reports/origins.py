"""The departments from which children come, as reports name them: of the countries from which most come, and the states of Mexico.

They are written as the child says them. Only a name of these lists is printed; what else was written is counted as "other".
"""

from functools import cache

from cases.countries import country_name
from cases.rules import searchable
from reports.destinations import MEXICO

OTHER = "other"
DEPARTMENTS: dict[str, tuple[str, ...]] = {
    "GT": (
        "Alta Verapaz", "Baja Verapaz", "Chimaltenango", "Chiquimula", "El Progreso", "Escuintla", "Guatemala", "Huehuetenango",
        "Izabal", "Jalapa", "Jutiapa", "Petén", "Quetzaltenango", "Quiché", "Retalhuleu", "Sacatepéquez", "San Marcos", "Santa Rosa",
        "Sololá", "Suchitepéquez", "Totonicapán", "Zacapa",
    ),
    "HN": (
        "Atlántida", "Choluteca", "Colón", "Comayagua", "Copán", "Cortés", "El Paraíso", "Francisco Morazán", "Gracias a Dios",
        "Intibucá", "Islas de la Bahía", "La Paz", "Lempira", "Ocotepeque", "Olancho", "Santa Bárbara", "Valle", "Yoro",
    ),
    "SV": (
        "Ahuachapán", "Cabañas", "Chalatenango", "Cuscatlán", "La Libertad", "La Paz", "La Unión", "Morazán", "San Miguel",
        "San Salvador", "San Vicente", "Santa Ana", "Sonsonate", "Usulután",
    ),
    "NI": (
        "Boaco", "Carazo", "Chinandega", "Chontales", "Costa Caribe Norte", "Costa Caribe Sur", "Estelí", "Granada", "Jinotega",
        "León", "Madriz", "Managua", "Masaya", "Matagalpa", "Nueva Segovia", "Río San Juan", "Rivas",
    ),
    "MX": tuple(MEXICO.values()),
}  # fmt: skip


@cache
def _names() -> dict[tuple[str, str], str]:
    """Return the code, country and name, by country and name in small letters without accents."""
    return {(country, searchable(name)): f"{country}-{name}" for country, names in DEPARTMENTS.items() for name in names}


def code_of(country: str, words: str) -> str:
    """Return the code of a department of a country: "" for nothing, "other" for what is in no list."""
    name = searchable(words).removeprefix("departamento de ")
    return _names().get((country, name), OTHER) if name else ""


def label_of(code: str) -> str:
    """Return the name of a department with its country."""
    country, _dash, name = code.partition("-")
    return f"{country_name(country)}: {name}"
