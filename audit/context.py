"""What the record knows of the request that is being answered."""

from contextvars import ContextVar
from typing import Any

request_id: ContextVar[str] = ContextVar("request_id", default="")
refused: ContextVar[list[dict[str, Any]] | None] = ContextVar("refused", default=None)  # what to record when the request ends; None outside of one
