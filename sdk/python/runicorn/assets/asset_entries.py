"""Entries of assets.json: data sets and pretrained weights."""

from __future__ import annotations

import math
import os
import re
from typing import Any, Callable, Mapping, NamedTuple

from ..capture.redaction import redact, redact_config
from ..plain import plain_text
from ..plain_config import plain_config
from .archive import archive_dir, archive_file
from .fingerprint import dir_stat_fingerprint, stat_fingerprint

_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]+://")
MAX_TEXT = 10_000


class ArchiveOptions(NamedTuple):
    """Whether and up to which size a copy is kept."""

    root: str  # The store's `archive`.
    category: str
    save: bool
    force: bool
    max_bytes: int
    max_files: int


class Source:
    """Where something comes from: a mapping, a URI, or a path that may lead to a file or a directory."""

    def __init__(self, given: Any) -> None:
        self.path: str | None = None
        if given is None or isinstance(given, Mapping):
            self.text: Any = None if given is None else redact_config(plain_config(given))
            return
        text = os.fsdecode(given) if isinstance(given, (str, bytes, os.PathLike)) else str(given)
        self.text = _redacted(text)
        if not _URI.match(text):
            self.path = os.path.realpath(os.path.expanduser(text))

    def stat_fingerprint(self) -> dict[str, Any] | None:
        """By what the file or directory is recognised; None where there is none."""
        if self.path is None or not os.path.exists(self.path):
            return None
        return dir_stat_fingerprint(self.path) if os.path.isdir(self.path) else stat_fingerprint(self.path)

    def archive(self, options: ArchiveOptions, tell: Callable[[str, str], None]) -> dict[str, Any] | None:
        """Keep a copy if wanted and possible; what `archive_file` or `archive_dir` answers. Raises OSError."""
        if not options.save:
            return None
        path = self.path
        if path is None or not os.path.exists(path):
            tell(f"gone {self.text}", f"{self.text} is no file or directory here, so no copy is kept")
            return None
        is_directory = os.path.isdir(path)
        if not options.force:
            about = (
                dir_stat_fingerprint(path, math.inf) if is_directory else {"total_size_bytes": os.stat(path).st_size}
            )
            if about["total_size_bytes"] > options.max_bytes or about.get("file_count", 1) > options.max_files:
                tell(f"large {self.text}", f"{self.text} is too large for a copy; force_save=True keeps one")
                return None
        keep = archive_dir if is_directory else archive_file
        return keep(path, options.root, category=options.category)


def dataset_entry(
    name: Any, source: Source, context: Any, description: Any, kept: dict[str, Any] | None
) -> dict[str, Any]:
    """A data set that a run uses."""
    entry = {
        "name": _text(name),
        "context": _text(context),
        "uri": source.text,
        "description": None if description is None else _redacted(description),
        "saved": kept is not None,
    }
    if kept is None:
        return {**entry, "fingerprint": source.stat_fingerprint()}
    return {**entry, "fingerprint": kept["fingerprint"], **kept}


def pretrained_entry(
    name: Any, source: Source, source_type: Any, description: Any, kept: dict[str, Any] | None
) -> dict[str, Any]:
    """Weights that a run starts from."""
    return {
        "name": _text(name),
        "source_type": _text(source_type),
        "path_or_uri": source.text,
        "description": None if description is None else _redacted(description),
        "saved": kept is not None,
        **(kept or {}),
    }


def _redacted(value: Any) -> str:
    # Before it is cut off: half a secret is not recognised.
    return redact(plain_text(str(value)))[:MAX_TEXT]


def _text(value: Any) -> str:
    return plain_text(str(value))[:MAX_TEXT]
