"""`assets.json` of a run, changed as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Callable, Iterable

from ..json_file import read_to_replace, replace_json
from ..lock_file import LockFile
from ..run_files import new_assets

if TYPE_CHECKING:
    from ..run_record import RunRecord

FILE = "assets.json"
LOCK = ".assets.lock"
LOCK_PATIENCE_SECONDS = 5.0


def update_assets(record: RunRecord, change: Callable[[dict[str, Any]], None]) -> None:
    """Let `change` edit the document. Raises OSError; the file is then as before."""
    # Ranks and forked children add to the same file.
    with record.files_lock, LockFile(record.file(LOCK), LOCK_PATIENCE_SECONDS):
        document = {**new_assets(None), **read_to_replace(record.file(FILE))}
        change(document)
        replace_json(record.file(FILE), document)


def append_assets(record: RunRecord, section: str, entries: Iterable[dict[str, Any]]) -> None:
    """Add entries to one of the lists. Raises OSError."""

    def change(document: dict[str, Any]) -> None:
        listed = document.get(section)
        document[section] = [*(listed if isinstance(listed, list) else []), *entries]

    update_assets(record, change)
