"""What the record knows of the request that is being answered."""

from contextvars import ContextVar
from typing import Any

request_id: ContextVar[str] = ContextVar("request_id", default="")
# The session of the request, whose key may change while it is answered; None outside of one.
session: ContextVar[Any] = ContextVar("session", default=None)
# What to record when the request ends; None outside of one.
refused: ContextVar[list[dict[str, Any]] | None] = ContextVar("refused", default=None)
