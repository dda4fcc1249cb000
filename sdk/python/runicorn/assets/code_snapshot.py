"""`init(snapshot_code=True)`: the workspace's code is kept with the run."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING, Any

from ..hashed_copy import hash_file
from .assets_file import update_assets
from .blob_store import get_blob_path
from .snapshot import snapshot_workspace

if TYPE_CHECKING:
    from ..run_record import RunRecord

FILE = "code_snapshot.zip"


def snapshot_code(record: RunRecord, workspace: str | None, format: str, force: bool) -> None:
    """Write a zip archive of the code below `workspace`, else the working directory, and name it in assets.json."""
    with record.guard("snapshot_code"):
        if format != "zip":
            record.tell("format", f'snapshots are of the format "zip", not {format!r:.80}')
        _snapshot(record, workspace or os.getcwd(), force)


def _snapshot(record: RunRecord, workspace: str, force: bool) -> None:
    path = record.file(FILE)
    store = os.path.relpath(record.root, os.path.realpath(workspace)).replace(os.sep, "/")
    # Archives of archives would have no end.
    excludes = [] if store.startswith("..") else [f"/{store}/"]
    snapshot_workspace(workspace, path, extra_excludes=excludes, force_snapshot=force)
    content = hash_file(path)
    blob = os.fspath(get_blob_path(content.sha256, os.path.join(record.root, "archive", "blobs")))
    _share(path, blob)
    snapshot: dict[str, Any] = {
        "saved": True,
        "workspace_root": os.path.realpath(workspace),
        "format": "zip",
        "created_at": int(time.time()),
        "archive_path": blob if os.path.exists(blob) else path,
        "fingerprint_kind": "sha256",
        "fingerprint": content.sha256,
    }
    update_assets(
        record, lambda document: document.update(code={**_dict(document.get("code")), "snapshot": snapshot})
    )


def _share(path: str, blob: str) -> None:
    """Older viewers look among the blobs. A link costs nothing; where there are none, it stays here."""
    try:
        os.makedirs(os.path.dirname(blob), exist_ok=True)
        os.link(path, blob)
    except OSError:
        return


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
