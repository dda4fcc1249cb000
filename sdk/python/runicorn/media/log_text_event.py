"""A text that has a key, and so a history."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ..run_record import RunRecord


def log_text_event(record: RunRecord, key: str, text: Any, step: Any, caption: str | None) -> None:
    """Record a text under a key, as `Run.log_text(text, key=…)` does."""
    record.event("text", {"key": str(key), "text": str(text), "caption": caption}, step)
