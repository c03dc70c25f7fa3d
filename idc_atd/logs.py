"""What a log line may say of a failure: which exception, and where. Never its words, for those quote what people typed."""

import sys
import traceback


def without_words(logger, method: str, event: dict) -> dict:
    """Return the log line with the type and the frames of each exception of the chain in place of the exception itself."""
    if (error := _error(event.pop("exc_info", None))) is not None:
        event["exceptions"] = [{"type": _name(one), "frames": _frames(one)} for one in _chain(error)]
    return event


def _error(given) -> BaseException | None:
    """Return the exception out of any of the forms in which `logging` takes it."""
    if isinstance(given, BaseException):
        return given
    return (given if isinstance(given, tuple) else sys.exc_info())[1] if given else None


def _chain(error: BaseException | None) -> list[BaseException]:
    """Return the exception and those it came from, the last raised first."""
    chain: list[BaseException] = []
    while error is not None and error not in chain:
        chain.append(error)
        error = error.__cause__ or error.__context__
    return chain


def _name(error: BaseException) -> str:
    return f"{type(error).__module__}.{type(error).__qualname__}"


def _frames(error: BaseException) -> list[str]:
    return [f"{frame.f_code.co_filename}:{line} {frame.f_code.co_name}" for frame, line in traceback.walk_tb(error.__traceback__)]
