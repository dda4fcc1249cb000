"""What every method that records a rich value does alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Callable, Iterable

from ..exit_status import reason_of
from ..plain import NotPlain, plain_text
from .shown import shown
from .tell import Tell

if TYPE_CHECKING:
    from ..run_record import RunRecord

# A line of events.jsonl stays so short; what is longer has a file of its own.
INLINE_BYTES = 64 << 10
MAX_WORDS = 1000


def attempt(record: RunRecord, method: str, key: Any, write: Callable[[Tell], str]) -> str:
    """What `write` returns, or "" when it raises: whatever a value is like, it costs its own record only."""

    def tell(subject: str, sentence: str) -> None:
        record.tell(f"{method} {subject}", f"{method}: {sentence}")

    name = f"{method} {key[:80] if isinstance(key, str) else shown(key)}"
    try:
        return write(tell) if record.accepts() else ""
    except NotPlain as error:
        record.drop_value(name, str(error))
    except Exception as error:
        record.drop_value(name, reason_of(error))
    return ""


def write_file(
    record: RunRecord, kind: str, key: Any, form: str, pieces: Iterable[bytes], facts: dict[str, Any], step: Any
) -> str:
    """Write a file, then the record that names it; its path relative to the run, or "" when the disk refuses."""
    from .media_file import remove_media, write_media
    from .media_format import extension_of

    name = words(key) or ""
    try:
        path = write_media(record.directory, name, extension_of(form) or "bin", pieces)
    except OSError as error:
        record.drop_record(error)
        return ""
    if not record.event(kind, {"key": name, "path": path, **facts}, step):
        remove_media(record.directory, path)
        return ""
    return path


def words(value: Any, limit: int = MAX_WORDS) -> str | None:
    """A value as text of limited length; None for None. Raises what its `__str__` does."""
    return None if value is None else plain_text(str(value)[:limit])
