"""Output files are kept once they no longer change, the newest state of each."""

from __future__ import annotations

import contextlib
import json
import os
import threading
import time
from typing import TYPE_CHECKING, Any, NamedTuple, Sequence

from ..hashed_copy import copy_hashed
from .assets_file import update_assets
from .output_files import OutputFile, output_files
from .outputs_state import FILE, OutputsState, number

if TYPE_CHECKING:
    from ..run_record import RunRecord

# These grow all the time; they are copied as they are, now and then.
_GROWING = (".log", ".txt", ".csv")
_NAME_BYTES = 150
PATIENCE_SECONDS = 60.0


class ScanOptions(NamedTuple):
    """What `scan_outputs_once` takes. Seconds, except `stable_required`: scans that find a file unchanged."""

    output_dirs: Any
    patterns: Sequence[str] | None = None
    stable_required: int = 2
    min_age_sec: float = 1.0
    mode: str = "rolling"
    log_snapshot_interval_sec: float = 60.0
    state_gc_after_sec: float = 7 * 24 * 3600.0


class OutputsScan:
    """Looks for the output files of one run. `workspace` is the directory that paths are relative to."""

    def __init__(self, record: RunRecord, workspace: str) -> None:
        self._record = record
        self._workspace = os.path.realpath(workspace)
        self._directory = os.path.join(record.root, "archive", "outputs", "rolling", record.id)
        # Not the lock of the run's files: copying takes long, and the training may want to write its summary.
        self._lock = threading.Lock()

    def scan(self, options: ScanOptions) -> dict[str, Any]:
        """Look once: `run_id`, `scanned`, `archived`, `changed`, `archived_entries`. Raises OSError."""
        if not self._lock.acquire(timeout=PATIENCE_SECONDS):
            raise TimeoutError("another scan of the output files is still at work")
        try:
            scanned, entries = self._scan(options)
        finally:
            self._lock.release()
        count = len(entries)
        return {
            "run_id": self._record.id,
            "scanned": scanned,
            "archived": count,
            "changed": count,
            "archived_entries": entries,
        }

    def _scan(self, options: ScanOptions) -> tuple[int, list[dict[str, Any]]]:
        record, now, scanned = self._record, time.time(), 0
        state = OutputsState(record.file(FILE))
        entries = []
        for file in output_files(options.output_dirs, options.patterns, self._workspace, record.root):
            scanned += 1
            item = state.item(file.key)
            item["last_seen_at"] = now
            try:
                entry = _keep(file, item, self._directory, now) if _is_due(file, item, options, now) else None
                item.pop("last_error", None)
                if entry is not None:
                    entries.append(entry)
            except OSError as error:
                item["last_error"] = str(error)[:1000]
                record.tell("outputs", f"an output file could not be kept: {error}")
        if entries:
            update_assets(record, lambda document: _replace(document, entries))
        if scanned:
            state.save(now, options.state_gc_after_sec)
        return scanned, entries


def _is_due(file: OutputFile, item: dict[str, Any], options: ScanOptions, now: float) -> bool:
    if _is_growing(file):
        if now - number(item, "last_log_snapshot_at") < options.log_snapshot_interval_sec:
            return False
        return item.get("last_archived_fingerprint") != _stat_text(file)
    is_same = (item.get("last_size"), item.get("last_mtime_ns")) == (file.state.st_size, file.state.st_mtime_ns)
    count = int(number(item, "stable_count")) + 1 if is_same else 1
    if now - file.state.st_mtime < options.min_age_sec:
        # Too young to be done with; it begins to count when it is older.
        count = 0
    item.update(last_size=file.state.st_size, last_mtime_ns=file.state.st_mtime_ns, stable_count=count)
    return count >= max(1, options.stable_required) and item.get("archived_mtime_ns") != file.state.st_mtime_ns


def _keep(file: OutputFile, item: dict[str, Any], directory: str, now: float) -> dict[str, Any] | None:
    os.makedirs(directory, exist_ok=True)
    name = os.path.basename(file.path)
    # The end of the name says what it is.
    short = name.encode("utf-8", "replace")[-_NAME_BYTES:].decode("utf-8", "ignore")
    key = file.key.encode("utf-8", "surrogateescape")
    target = os.path.join(directory, f"{_sha1(key)}_{short}")
    draft = f"{target}.{os.urandom(4).hex()}.tmp"
    try:
        content = copy_hashed(file.path, draft)
        growing = _is_growing(file)
        fingerprint = _stat_text(file) if growing else content.sha256
        if not growing:
            item["archived_mtime_ns"] = file.state.st_mtime_ns
            if item.get("last_archived_fingerprint") == fingerprint and os.path.exists(target):
                return None
        os.replace(draft, target)
    finally:
        with contextlib.suppress(OSError):
            os.unlink(draft)
    item.update(last_archived_fingerprint=fingerprint, last_archived_at=now)
    if growing:
        item["last_log_snapshot_at"] = now
    return {
        "key": file.key,
        "name": name,
        "kind": "file",
        "path": file.shown,
        "saved": True,
        "archive_path": target,
        "fingerprint_kind": "stat" if growing else "sha256",
        "fingerprint": fingerprint,
        "mode": "rolling",
        "archived_at": int(now),
    }


def _replace(document: dict[str, Any], entries: list[dict[str, Any]]) -> None:
    listed = document.get("outputs")
    keys = {entry["key"] for entry in entries}
    others = [
        entry
        for entry in (listed if isinstance(listed, list) else [])
        if not isinstance(entry, dict) or entry.get("key") not in keys
    ]
    document["outputs"] = [*others, *entries]


def _is_growing(file: OutputFile) -> bool:
    return file.path.lower().endswith(_GROWING)


def _stat_text(file: OutputFile) -> str:
    return json.dumps({"mtime": file.state.st_mtime, "size_bytes": file.state.st_size})


def _sha1(content: bytes) -> str:
    import hashlib  # Slow to import.

    return hashlib.sha1(content).hexdigest()
