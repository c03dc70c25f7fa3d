"""What the record knows of the request that is being answered."""

from contextvars import ContextVar

request_id: ContextVar[str] = ContextVar("request_id", default="")
refused: ContextVar[list | None] = ContextVar("refused", default=None)  # what to record when the request ends; None outside of one
