"""How an ending is called."""

from __future__ import annotations

MAX_REASON = 500

_STATUSES = {
    "finished": "finished",
    "completed": "finished",
    "success": "finished",
    "failed": "failed",
    "error": "failed",
    "crashed": "failed",
    "interrupted": "interrupted",
    "killed": "interrupted",
    "cancelled": "interrupted",
    "aborted": "interrupted",
}


def known_status(status: str) -> str | None:
    """finished, failed or interrupted; None for a word that means none of them."""
    return _STATUSES.get(status.strip().lower()) if isinstance(status, str) else None


def status_of(error: BaseException | None) -> tuple[str, str | None]:
    """Status and reason of a run that ends by `error`, or without one."""
    if error is None:
        return "finished", None
    if isinstance(error, SystemExit):
        return ("finished", None) if error.code in (None, 0) else ("failed", reason_of(error))
    if isinstance(error, KeyboardInterrupt):
        return "interrupted", "KeyboardInterrupt"
    return "failed", reason_of(error)


def reason_of(error: BaseException) -> str:
    """`ValueError: message` in one line of at most 500 characters."""
    try:
        message = " ".join(str(error).split())
    except Exception:
        message = ""
    name = type(error).__name__
    return (name + ": " + message if message else name)[:MAX_REASON]
