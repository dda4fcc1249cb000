"""A text that has a key, and so a history."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .attempt import INLINE_BYTES, attempt, words, write_file
from .tell import Tell

if TYPE_CHECKING:
    from ..run_record import RunRecord

MAX_TEXT = 16 << 20


def log_text_event(record: RunRecord, key: str, text: Any, step: Any, caption: str | None) -> None:
    """Record a text under a key, as `Run.log_text(text, key=…)` does. At most 16 Mi characters."""

    def write(tell: Tell) -> str:
        content = str(text)
        if len(content) > MAX_TEXT:
            tell("length", f"only the first {MAX_TEXT} characters of a text are recorded")
        content = words(content, MAX_TEXT) or ""
        facts = {} if caption is None else {"caption": words(caption)}
        encoded = content.encode("utf-8")
        if len(encoded) > INLINE_BYTES:
            return write_file(record, "text", key, "txt", (encoded,), facts, step)
        record.event("text", {"key": words(key), "text": content, **facts}, step)
        return ""

    attempt(record, "log_text", key, write)
