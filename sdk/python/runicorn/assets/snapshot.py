"""`snapshot_workspace`: a program's code as a zip archive."""

from __future__ import annotations

import contextlib
import os
from typing import Any, Sequence

from ..hashed_copy import open_regular
from .workspace_files import WorkspaceFile, workspace_files

MAX_TOTAL_BYTES = 500 * 1024**2
MAX_FILES = 200_000


def snapshot_workspace(
    root: str | os.PathLike[str],
    out_zip: str | os.PathLike[str],
    *,
    ignore_file: str = ".rnignore",
    extra_excludes: Sequence[str] | None = None,
    max_total_bytes: int = MAX_TOTAL_BYTES,
    max_files: int = MAX_FILES,
    force_snapshot: bool = False,
) -> dict[str, Any]:
    """Write the code below `root` into a zip archive. Nothing below `root` is changed.

    Left out is what `.gitignore` and `ignore_file` name in any directory, what `extra_excludes` names likewise, and
    always links, keys, `.env` files and the like. Answers `workspace_root`, `archive_path`, `format`,
    `file_count`, `total_bytes`. Raises ValueError when there is more than the limits allow, unless
    `force_snapshot`, and OSError; there is then no archive.
    """
    workspace, target = os.path.realpath(root), os.path.abspath(out_zip)
    files = []
    total = 0
    for file in workspace_files(workspace, ignore_file, list(extra_excludes or ())):
        if file.path in (target, os.path.realpath(target)):
            continue
        files.append(file)
        total += file.size
        if not force_snapshot and len(files) > max_files:
            raise ValueError("code snapshot too large: too many files")
        if not force_snapshot and total > max_total_bytes:
            raise ValueError("code snapshot too large: too many bytes")
    draft = f"{target}.{os.urandom(4).hex()}.tmp"
    try:
        written = _write(draft, files)
        os.replace(draft, target)
    finally:
        with contextlib.suppress(OSError):
            os.unlink(draft)
    return {
        "workspace_root": workspace,
        "archive_path": target,
        "format": "zip",
        "file_count": written,
        "total_bytes": total,
    }


def _write(path: str, files: Sequence[WorkspaceFile]) -> int:
    import shutil
    import zipfile  # Slow to import.

    count = 0
    with zipfile.ZipFile(path, "x", zipfile.ZIP_DEFLATED) as archive:
        for file in files:
            try:
                source = open_regular(file.path)
            except OSError:
                # Gone, or not to be read: the others are kept.
                continue
            with source:
                # Times before 1980 are moved there.
                about = zipfile.ZipInfo.from_file(file.path, _text(file.name), strict_timestamps=False)
                about.compress_type = zipfile.ZIP_DEFLATED
                about.external_attr &= 0o777 << 16
                with archive.open(about, "w", force_zip64=file.size > 1 << 30) as entry:
                    shutil.copyfileobj(source, entry, 1 << 20)
            count += 1
    return count


def _text(name: str) -> str:
    return name.encode("utf-8", "replace").decode("utf-8")
