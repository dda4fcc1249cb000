"""`archive/blobs`: contents by their SHA-256."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import Any

from ..hashed_copy import Content, copy_hashed


def get_blob_path(sha256: str, blob_root: str | os.PathLike[str]) -> Path:
    """Where a content lies, if it is there."""
    return Path(blob_root) / sha256[:2] / sha256


def blob_exists(sha256: str, blob_root: str | os.PathLike[str]) -> bool:
    """Whether a content is there."""
    return get_blob_path(sha256, blob_root).is_file()


def store_blob(src_path: str | os.PathLike[str], blob_root: str | os.PathLike[str]) -> str:
    """Keep a file's content; its SHA-256. Raises OSError."""
    return keep_blob(os.path.realpath(src_path), blob_root).sha256


def keep_blob(path: str, blob_root: str | os.PathLike[str]) -> Content:
    """Keep a regular file's content. Raises OSError; nothing is then left behind."""
    root = os.fspath(blob_root)
    os.makedirs(root, exist_ok=True)
    draft = os.path.join(root, f".{os.urandom(8).hex()}.tmp")
    try:
        content = copy_hashed(path, draft)
        blob = os.fspath(get_blob_path(content.sha256, root))
        # One of another size was cut off by a crash of the machine.
        if not os.path.isfile(blob) or os.stat(blob).st_size != content.size:
            os.makedirs(os.path.dirname(blob), exist_ok=True)
            os.replace(draft, blob)
        # Now: whoever cleans up must see that somebody has just found a use for it.
        os.utime(blob)
        return content
    finally:
        with contextlib.suppress(OSError):
            os.unlink(draft)


def get_blob_stats(blob_root: str | os.PathLike[str]) -> dict[str, Any]:
    """How many contents there are, and their bytes."""
    sizes = [blob.stat().st_size for blob in blobs(blob_root)]
    return {"blob_count": len(sizes), "total_size_bytes": sum(sizes)}


def blobs(blob_root: str | os.PathLike[str]) -> list[Path]:
    """All contents."""
    return [path for path in sorted(Path(blob_root).glob("??/*")) if path.is_file() and len(path.name) == 64]
