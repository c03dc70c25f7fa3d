"""The places to which children want to go, as reports name them: states of Mexico and of the United States, and countries.

A destination is written as the child says it. Only a name that is in these lists is printed: what else was written might name a
person or a house, and is counted as "other".
"""

from django.utils.translation import gettext as _

from cases.countries import countries, country_name
from cases.rules import searchable

OTHER = "other"
MEXICO = {
    "AGU": "Aguascalientes", "BCN": "Baja California", "BCS": "Baja California Sur", "CAM": "Campeche", "CHP": "Chiapas",
    "CHH": "Chihuahua", "CMX": "Ciudad de México", "COA": "Coahuila", "COL": "Colima", "DUR": "Durango", "GUA": "Guanajuato",
    "GRO": "Guerrero", "HID": "Hidalgo", "JAL": "Jalisco", "MEX": "Estado de México", "MIC": "Michoacán", "MOR": "Morelos",
    "NAY": "Nayarit", "NLE": "Nuevo León", "OAX": "Oaxaca", "PUE": "Puebla", "QUE": "Querétaro", "ROO": "Quintana Roo",
    "SLP": "San Luis Potosí", "SIN": "Sinaloa", "SON": "Sonora", "TAB": "Tabasco", "TAM": "Tamaulipas", "TLA": "Tlaxcala",
    "VER": "Veracruz", "YUC": "Yucatán", "ZAC": "Zacatecas",
}  # fmt: skip
UNITED_STATES = {
    "AL": "Alabama", "AK": "Alaska", "AZ": "Arizona", "AR": "Arkansas", "CA": "California", "CO": "Colorado", "CT": "Connecticut",
    "DE": "Delaware", "DC": "Washington, D. C.", "FL": "Florida", "GA": "Georgia", "HI": "Hawaii", "ID": "Idaho", "IL": "Illinois",
    "IN": "Indiana", "IA": "Iowa", "KS": "Kansas", "KY": "Kentucky", "LA": "Louisiana", "ME": "Maine", "MD": "Maryland",
    "MA": "Massachusetts", "MI": "Michigan", "MN": "Minnesota", "MS": "Mississippi", "MO": "Missouri", "MT": "Montana",
    "NE": "Nebraska", "NV": "Nevada", "NH": "New Hampshire", "NJ": "New Jersey", "NM": "New Mexico", "NY": "New York",
    "NC": "North Carolina", "ND": "North Dakota", "OH": "Ohio", "OK": "Oklahoma", "OR": "Oregon", "PA": "Pennsylvania",
    "RI": "Rhode Island", "SC": "South Carolina", "SD": "South Dakota", "TN": "Tennessee", "TX": "Texas", "UT": "Utah",
    "VT": "Vermont", "VA": "Virginia", "WA": "Washington", "WV": "West Virginia", "WI": "Wisconsin", "WY": "Wyoming",
}  # fmt: skip
# What people write otherwise than the lists do.
ALSO = {
    "nueva york": "US-NY", "nueva jersey": "US-NJ", "nuevo mexico": "US-NM", "nuevo hampshire": "US-NH", "luisiana": "US-LA",
    "pensilvania": "US-PA", "tejas": "US-TX", "misisipi": "US-MS", "misuri": "US-MO", "oregon": "US-OR", "hawai": "US-HI",
    "carolina del norte": "US-NC", "carolina del sur": "US-SC", "dakota del norte": "US-ND", "dakota del sur": "US-SD",
    "virginia occidental": "US-WV", "cdmx": "MX-CMX", "distrito federal": "MX-CMX", "washington dc": "US-DC",
    "edomex": "MX-MEX", "eeuu": "US", "ee. uu.": "US", "ee.uu.": "US", "usa": "US", "united states of america": "US",
    "los estados unidos": "US", "estados unidos de america": "US",
}  # fmt: skip


def _names() -> dict[str, str]:
    """Return code by name, in small letters without accents. A state of the United States has its name before a country called alike."""
    found = {searchable(name): code for language in ("en", "es") for code, name in countries(language).items()}
    found |= {searchable(name): f"MX-{code}" for code, name in MEXICO.items()}
    found |= {searchable(name): f"US-{code}" for code, name in UNITED_STATES.items()}
    return found | ALSO


NAMES = _names()


def code_of(words: str) -> str:
    """Return the code of what somebody wrote: "" for nothing, "other" for what is in no list."""
    name = searchable(words)
    return NAMES.get(name, OTHER) if name else ""


def label_of(code: str) -> str:
    """Return the name of a place: of a state with its country, of a country alone."""
    country, _dash, state = code.partition("-")
    if not state:
        return country_name(country)
    name = (MEXICO if country == "MX" else UNITED_STATES)[state]
    return _("%(state)s (%(country)s)") % {"state": name, "country": country_name(country)}
