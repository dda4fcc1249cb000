"""A stored version's files, copied to where a program wants them."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import Any, Callable

from ..hashed_copy import copy_hashed
from .artifact_store import StoredVersion


def download_version(stored: StoredVersion, target_dir: Any | None, tell: Callable[[str, str], None]) -> Path:
    """Copy all files; a damaged one is told and left out. The directory. Raises OSError when it cannot be written."""
    if target_dir is None:
        import tempfile  # Slow to import.

        name = f"runicorn_{stored.metadata.name}_v{stored.metadata.version}_"
        target_dir = tempfile.mkdtemp(prefix=name)
    target = Path(os.fsdecode(target_dir))
    target.mkdir(parents=True, exist_ok=True)
    for entry in stored.manifest.files:
        file = os.path.join(target, *entry.path.split("/"))
        part = f"{file}.{os.urandom(4).hex()}.part"
        os.makedirs(os.path.dirname(file), exist_ok=True)
        try:
            content = copy_hashed(os.path.join(stored.directory, "files", *entry.path.split("/")), part)
            if entry.sha256 and content.sha256 != entry.sha256:
                tell("damaged", f"{entry.path} of {stored.directory} is damaged and was not copied")
                continue
            # Replaces a link instead of writing through it.
            os.replace(part, file)
        except FileNotFoundError as error:
            tell("gone", f"{entry.path} of {stored.directory} is gone: {error}")
        finally:
            with contextlib.suppress(OSError):
                os.unlink(part)
    return target
