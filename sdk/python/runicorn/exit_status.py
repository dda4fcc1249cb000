"""How an ending is called."""

from __future__ import annotations

from typing import Any

from .plain import plain_text

MAX_REASON = 500
MAX_TRACEBACK_BYTES = 16 * 1024

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


class Ending:
    """How a run ended, as status.json tells it. What is not known is None."""

    def __init__(
        self,
        status: str,
        reason: str | None = None,
        exit_code: int | None = None,
        exit_signal: str | None = None,
        traceback: str | None = None,
    ) -> None:
        self.status = status
        self.reason = reason
        self.exit_code = exit_code
        self.exit_signal = exit_signal
        self.traceback = traceback

    def fields(self) -> dict[str, Any]:
        """What status.json says beside status and time."""
        said = {
            "exit_reason": self.reason,
            "exit_code": self.exit_code,
            "exit_signal": self.exit_signal,
            "traceback": self.traceback,
        }
        return {key: value for key, value in said.items() if value is not None}


def known_status(status: str) -> str | None:
    """finished, failed or interrupted; None for a word that means none of them."""
    return _STATUSES.get(status.strip().lower()) if isinstance(status, str) else None


def ending_of(error: BaseException | None) -> Ending:
    """The ending of a run by `error`, or without one."""
    if error is None:
        return Ending("finished")
    if isinstance(error, SystemExit):
        code = exit_code_of(error.code)
        handled = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        if code == 0:
            return Ending("finished", None, 0)
        return Ending("failed", _reason(error), code, traceback=traceback_text(handled) if handled else None)
    trace = traceback_text(error)
    if isinstance(error, KeyboardInterrupt):
        return Ending("interrupted", "KeyboardInterrupt", traceback=trace)
    return Ending("failed", _reason(error), traceback=trace)


def exit_code_of(code: object) -> int:
    """What the shell sees of `sys.exit(code)`."""
    if code is None:
        return 0
    # Anything else than a number is printed, and means failure.
    return code & 0xFF if isinstance(code, int) else 1


def reason_of(error: BaseException) -> str:
    """`ValueError: message` in one line of at most 500 characters."""
    return _message(error)[:MAX_REASON]


def _reason(error: BaseException) -> str:
    # Before it is cut off: half a secret is not recognised.
    return _redacted(_message(error))[:MAX_REASON]


def _message(error: BaseException) -> str:
    try:
        message = " ".join(str(error).split())
    except Exception:
        message = ""
    name = type(error).__name__
    return name + ": " + message if message else name


def traceback_text(error: BaseException) -> str | None:
    """The traceback without secrets, its last 16 KiB; None where it cannot be had."""
    import traceback  # Slow, and rarely needed.

    try:
        text = "".join(traceback.format_exception(type(error), error, error.__traceback__))
        return plain_text(_redacted(text)).encode()[-MAX_TRACEBACK_BYTES:].decode("utf-8", "ignore")
    except Exception:
        return None


def _redacted(text: str) -> str:
    try:
        from .capture.redaction import redact  # Slow, and rarely needed.

        return redact(text)
    except Exception:
        # What cannot be looked through is not written down.
        return ""
