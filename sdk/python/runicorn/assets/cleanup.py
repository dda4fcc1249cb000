"""What nobody refers to any more is removed, and nothing else."""

from __future__ import annotations

import os
import shutil
import time
from pathlib import Path
from typing import Any

from ..json_file import read_json
from ..writer_file import FILE as WRITER_FILE
from ..writer_file import holder_is_alive
from .blob_store import blobs, get_blob_path
from .references import archived_name, assets_of, manifest_blobs, manifests, run_directories

# A run first keeps a content and then refers to it; so long it may take.
GRACE_SECONDS = 600.0


def cleanup_orphaned_blobs(storage_root: str | os.PathLike[str], dry_run: bool = False) -> dict[str, Any]:
    """Remove contents that no run and no manifest refers to, and that were not touched for ten minutes.

    Answers `success`, `blobs_scanned`, `orphaned_blobs`, `bytes_freed`, `errors`. With `dry_run` nothing is removed.
    """
    root = os.path.realpath(storage_root)
    found = blobs(Path(root, "archive", "blobs"))
    used = _used_names(run_directories(root)).union(*map(manifest_blobs, manifests(root)))
    result = {"success": True, "blobs_scanned": len(found), "orphaned_blobs": 0, "bytes_freed": 0, "errors": []}
    for blob in found:
        try:
            state = blob.stat()
            if blob.name in used or time.time() - state.st_mtime < GRACE_SECONDS:
                continue
            if not dry_run:
                blob.unlink()
            result["orphaned_blobs"] += 1
            result["bytes_freed"] += state.st_size
        except OSError as error:
            result["errors"].append(str(error))
    result["success"] = not result["errors"]
    return result


def delete_run_completely(run_id: str, storage_root: str | os.PathLike[str], dry_run: bool = False) -> dict[str, Any]:
    """Remove a run and what only it refers to. Contents and manifests that others use stay.

    Answers `success`, `run_id`, `run_dir_deleted`, `orphaned_assets`, `kept_assets`, `blobs_deleted`,
    `manifests_deleted`, `outputs_deleted`, `bytes_freed`, `errors`. A run that is being written is not removed. With
    `dry_run` nothing is.
    """
    root = os.path.realpath(storage_root)
    result: dict[str, Any] = {
        "success": False,
        "run_id": run_id,
        "run_dir_deleted": False,
        "orphaned_assets": [],
        "kept_assets": [],
        "blobs_deleted": 0,
        "manifests_deleted": 0,
        "outputs_deleted": 0,
        "bytes_freed": 0,
        "errors": [],
    }
    runs = list(run_directories(root))
    named = [run for run in runs if os.path.basename(run) == run_id]
    if len(named) != 1:
        problem = f"Run not found: {run_id}" if not named else f"There are {len(named)} runs called {run_id}"
        result["errors"].append(problem)
        return result
    run = named[0]
    holder = read_json(os.path.join(run, WRITER_FILE))
    if holder and holder_is_alive(run, holder):
        result["errors"].append(f"Run {run_id} is being written")
        return result
    removal = _Removal(root, run, [other for other in runs if other != run], result, dry_run)
    removal.remove()
    result["success"] = not result["errors"]
    return result


class _Removal:
    def __init__(self, root: str, run: str, others: list[str], result: dict[str, Any], dry_run: bool) -> None:
        self._root = root
        self._run = run
        self._result = result
        self._dry_run = dry_run
        self._used = _used_names(others)
        ended = read_json(os.path.join(run, "status.json")).get("ended_at")
        self._ended = ended if isinstance(ended, (int, float)) else time.time()

    def remove(self) -> None:
        candidates = set()
        for entry in assets_of(self._run):
            name = archived_name(entry)
            is_shared = name is not None and name in self._used
            self._result["kept_assets" if is_shared else "orphaned_assets"].append(_about(entry))
            if name is not None and not is_shared:
                candidates.add(name)
        all_manifests = manifests(self._root)
        gone = [path for path in all_manifests if os.path.basename(path) in candidates]
        kept_blobs = self._used.union(*(manifest_blobs(path) for path in all_manifests if path not in gone))
        wanted = {name for name in candidates if not name.endswith(".json")}.union(*map(manifest_blobs, gone))
        outputs = Path(self._root, "archive", "outputs", "rolling", os.path.basename(self._run))
        # The run first: as long as it is there, what it refers to must be.
        try:
            if not self._dry_run:
                shutil.rmtree(self._run)
        except OSError as error:
            self._result["errors"].append(str(error))
        self._result["run_dir_deleted"] = self._dry_run or not os.path.exists(self._run)
        if not self._result["run_dir_deleted"]:
            return
        self._result["outputs_deleted"] = self._count([path for path in outputs.glob("*") if path.is_file()])
        self._result["manifests_deleted"] = self._count([Path(path) for path in gone])
        paths = [
            get_blob_path(name, os.path.join(self._root, "archive", "blobs")) for name in sorted(wanted - kept_blobs)
        ]
        self._result["blobs_deleted"] = self._count([path for path in paths if self._is_only_ours(path)])
        if not self._dry_run:
            shutil.rmtree(outputs, ignore_errors=True)

    def _is_only_ours(self, blob: Path) -> bool:
        # Touched after this run ended: another is about to refer to it.
        return blob.is_file() and blob.stat().st_mtime <= self._ended + 1.0

    def _count(self, files: list[Path]) -> int:
        count = 0
        for file in files:
            try:
                size = file.stat().st_size
                if not self._dry_run:
                    file.unlink()
                count += 1
                self._result["bytes_freed"] += size
            except OSError as error:
                self._result["errors"].append(str(error))
        return count


def _used_names(runs: Any) -> set[str]:
    names = (archived_name(entry) for run in runs for entry in assets_of(run))
    return {name for name in names if name is not None}


def _about(entry: dict[str, Any]) -> dict[str, Any]:
    role = entry["role"]
    return {
        "asset_type": "code_snapshot" if role == "code" else role,
        "name": entry.get("name", "code_snapshot.zip" if role == "code" else None),
        "fingerprint": entry.get("fingerprint"),
        "archive_uri": entry.get("archive_path"),
        "role": role,
    }
