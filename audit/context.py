"""What the record knows of the request that is being answered."""

from contextvars import ContextVar
from typing import Any

request_id: ContextVar[str] = ContextVar("request_id", default="")
# What to record when the request ends; None outside of one.
refused: ContextVar[list[dict[str, Any]] | None] = ContextVar("refused", default=None)
