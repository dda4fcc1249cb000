"""`archive`: copies of files and directories that nothing changes any more."""

from __future__ import annotations

import os
import time
from typing import Any

from ..json_file import replace_json
from .blob_store import get_blob_path, keep_blob
from .fingerprint import manifest_fingerprint, regular_files


def archive_file(
    src: str | os.PathLike[str], archive_root: str | os.PathLike[str], *, category: str
) -> dict[str, Any]:
    """Keep a file: its `fingerprint_kind`, `fingerprint` and `archive_path`. Raises OSError.

    `category` is there for its siblings; contents lie together whatever they are for.
    """
    root = os.path.join(os.fspath(archive_root), "blobs")
    content = keep_blob(os.path.realpath(src), root)
    return {
        "fingerprint_kind": "sha256",
        "fingerprint": content.sha256,
        "archive_path": os.fspath(get_blob_path(content.sha256, root)),
    }


def archive_dir(
    src: str | os.PathLike[str], archive_root: str | os.PathLike[str], *, category: str
) -> dict[str, Any]:
    """Keep the regular files below a directory and a manifest of them. Raises OSError.

    Answers `fingerprint_kind`, `fingerprint`, `archive_path` (= `manifest_path`), `file_count`, `total_size_bytes`.
    """
    root = os.fspath(archive_root)
    directory = os.path.realpath(src)
    files: dict[str, dict[str, Any]] = {}
    for name, path in regular_files(directory):
        content = keep_blob(path, os.path.join(root, "blobs"))
        files[name] = {"sha256": content.sha256, "size_bytes": content.size}
    fingerprint = manifest_fingerprint({name: entry["sha256"] for name, entry in files.items()})
    total = sum(entry["size_bytes"] for entry in files.values())
    manifest = os.path.join(root, "manifests", category, fingerprint[:2], fingerprint + ".json")
    os.makedirs(os.path.dirname(manifest), exist_ok=True)
    replace_json(
        manifest,
        {
            "created_at": time.time(),
            "source_path": os.fspath(src),
            "fingerprint": fingerprint,
            "total_size_bytes": total,
            "file_count": len(files),
            "files": files,
        },
    )
    return {
        "fingerprint_kind": "sha256_manifest",
        "fingerprint": fingerprint,
        "archive_path": manifest,
        "manifest_path": manifest,
        "file_count": len(files),
        "total_size_bytes": total,
    }
