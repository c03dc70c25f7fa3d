"""Filters that stand in the address: each a link that adds its value, or takes it away again."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Chip:
    """One filter: its words, whether it is on, and the address of the same page with it the other way round."""

    label: str
    is_on: bool
    url: str

    @classmethod
    def of(cls, request, name: str, value: str, label: str, *, is_many: bool = False) -> "Chip":
        """Return the filter `name` with `value`; `is_many`: several values of it hold together."""
        asked = request.GET.copy()
        chosen = asked.getlist(name)
        others = [one for one in chosen if one != value]
        asked.setlist(name, others if value in chosen else [*others, value] if is_many else [value])
        return cls(label, value in chosen, f"?{asked.urlencode()}")
