"""What the database answered before, so that a report asks each thing once."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass
class Memory:
    """Rows by what was asked: `known` from before, `new` since then; `since` is when the oldest of those from before were counted."""

    known: dict[str, list] = field(default_factory=dict)
    since: datetime | None = None
    new: dict[str, list] = field(default_factory=dict)

    def rows(self, statement: str, values: Mapping[str, Any], ask: Callable[[], list]) -> list[tuple]:
        """Return the rows of a statement with these values, which `ask` fetches where nobody has asked before."""
        asked = hashlib.sha256(json.dumps([statement, values], default=str, sort_keys=True).encode()).hexdigest()
        if asked not in self.known:
            self.known[asked] = self.new[asked] = ask()
        return [tuple(row) for row in self.known[asked]]
