"""Files come back from the archive."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Iterator

from ..artifacts.entry_path import is_entry_path
from ..hashed_copy import copy_hashed
from ..json_file import read_json
from .blob_store import get_blob_path


def load_manifest(manifest_path: str | os.PathLike[str]) -> dict[str, Any]:
    """The manifest of a directory. Raises FileNotFoundError, and ValueError for a file that is none."""
    if not os.path.isfile(manifest_path):
        raise FileNotFoundError(f"Manifest not found: {manifest_path}")
    manifest = read_json(os.fspath(manifest_path))
    if not isinstance(manifest.get("files"), dict):
        raise ValueError(f"{manifest_path} is no manifest")
    return manifest


def get_file_from_manifest(
    manifest_path: str | os.PathLike[str], blob_root: str | os.PathLike[str], rel_path: str
) -> Path:
    """Where the content of one file lies. Raises KeyError, FileNotFoundError and ValueError."""
    files = load_manifest(manifest_path)["files"]
    if rel_path not in files:
        raise KeyError(f"File not found in manifest: {rel_path}")
    blob = get_blob_path(str(files[rel_path]["sha256"]), blob_root)
    if not blob.is_file():
        raise FileNotFoundError(f"Content of {rel_path} is missing: {blob}")
    return blob


def restore_from_manifest(
    manifest_path: str | os.PathLike[str],
    blob_root: str | os.PathLike[str],
    target_dir: str | os.PathLike[str],
    *,
    overwrite: bool = False,
) -> dict[str, Any]:
    """Write all files of a manifest below `target_dir`, which must not exist unless `overwrite`.

    Answers `restored_count`, `total_bytes` and `target_dir`. Raises FileExistsError, FileNotFoundError, ValueError
    (also for a content that is damaged) and other OSErrors.
    """
    target = Path(target_dir)
    if target.exists() and not overwrite:
        raise FileExistsError(f"Target directory already exists: {target}")
    count = size = 0
    for name, sha256, blob in _contents(manifest_path, blob_root):
        file = target.joinpath(*name.split("/"))
        file.parent.mkdir(parents=True, exist_ok=True)
        part = file.with_name(f"{file.name}.{os.urandom(4).hex()}.part")
        try:
            content = copy_hashed(os.fspath(blob), os.fspath(part))
            if content.sha256 != sha256:
                raise ValueError(f"Content of {name} is damaged: {blob}")
            os.replace(part, file)
        finally:
            if part.exists():
                part.unlink()
        count, size = count + 1, size + content.size
    return {"restored_count": count, "total_bytes": size, "target_dir": str(target)}


def export_manifest_to_zip(
    manifest_path: str | os.PathLike[str], blob_root: str | os.PathLike[str], zip_path: str | os.PathLike[str]
) -> dict[str, Any]:
    """Write all files of a manifest into a zip archive: `exported_count`, `total_bytes`, `zip_path`.

    Raises what `restore_from_manifest` raises.
    """
    import zipfile  # Slow to import.

    count = size = 0
    with zipfile.ZipFile(zip_path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, _, blob in _contents(manifest_path, blob_root):
            archive.write(blob, name)
            count, size = count + 1, size + blob.stat().st_size
    return {"exported_count": count, "total_bytes": size, "zip_path": str(zip_path)}


def _contents(
    manifest_path: str | os.PathLike[str], blob_root: str | os.PathLike[str]
) -> Iterator[tuple[str, str, Path]]:
    for name, entry in load_manifest(manifest_path)["files"].items():
        if not is_entry_path(name):
            raise ValueError(f"{name!r:.200} is no path below a directory")
        sha256 = str(entry["sha256"])
        blob = get_blob_path(sha256, blob_root)
        if not blob.is_file():
            raise FileNotFoundError(f"Content of {name} is missing: {blob}")
        yield name, sha256, blob
