"""`versions.json`: the versions of an artifact and the names that point to them."""

from __future__ import annotations

import os
import re
import time
from typing import Any, Iterable

from ..json_file import read_json, read_to_replace
from .metadata import ArtifactMetadata, metadata_of

FILE = "versions.json"
LATEST = "latest"
_VERSION = re.compile(r"v?([1-9][0-9]{0,9})\Z")
_BAD_ALIAS = re.compile('[\\\\/:*?"<>|\x00-\x1f\x7f-\x9f\ud800-\udfff]')
MAX_ALIAS_BYTES = 120


class VersionsDocument:
    """One artifact's versions.json as it was read, with what a crash kept from being listed."""

    def __init__(self, folder: str, name: str = "", kind: str = "") -> None:
        now = time.time()
        new = {
            "artifact_name": name,
            "artifact_type": kind,
            "versions": [],
            "aliases": {},
            "created_at": now,
            "updated_at": now,
        }
        self.document: dict[str, Any] = {**new, **read_to_replace(os.path.join(folder, FILE))}
        listed, aliases = self.document["versions"], self.document["aliases"]
        self.versions: list[dict[str, Any]] = [
            entry for entry in (listed if isinstance(listed, list) else []) if _is_entry(entry)
        ]
        self.aliases: dict[str, int] = {
            key: value for key, value in (aliases if isinstance(aliases, dict) else {}).items() if type(value) is int
        }
        self._folder = folder
        self._directories = _directories(folder)
        self._list_forgotten()

    @property
    def newest(self) -> int | None:
        """What "latest" means: the alias, or the highest version there is."""
        latest = self.aliases.get(LATEST)
        if latest is not None and self.is_there(latest):
            return latest
        return max((number for number in self._directories if self.is_there(number)), default=None)

    @property
    def next(self) -> int:
        """One more than any version ever had."""
        highest = self.document.get("last_version")
        return 1 + max(
            [highest if type(highest) is int else 0, *self._directories, *(e["version"] for e in self.versions)]
        )

    def is_there(self, version: int) -> bool:
        """Whether the version can be used: it has its files and is not in the bin."""
        directory = os.path.join(self._folder, f"v{version}")
        return version in self._directories and not os.path.lexists(os.path.join(directory, ".deleted"))

    def resolve(self, wanted: str) -> int | None:
        """The version that "v3", "latest" or another alias stands for."""
        number = _VERSION.match(wanted)
        if wanted == LATEST:
            return self.newest
        version = self.aliases.get(wanted) if number is None else int(number.group(1))
        return version if version is not None and self.is_there(version) else None

    def add(self, metadata: ArtifactMetadata) -> None:
        """List a new version."""
        self.versions.append(_entry(metadata))
        self._directories.add(metadata.version)
        self.document["last_version"] = max(e["version"] for e in self.versions)

    def point(self, aliases: Iterable[str], version: int) -> list[int]:
        """Let the aliases point to a version, and to no other; the versions whose own list changed."""
        for alias in aliases:
            self.aliases[alias] = version
        changed = []
        for entry in self.versions:
            names = [alias for alias, target in self.aliases.items() if target == entry["version"]]
            if entry.get("aliases") != names:
                entry["aliases"] = names
                changed.append(entry["version"])
        return changed

    def to_document(self) -> dict[str, Any]:
        """The content of versions.json."""
        return {**self.document, "versions": self.versions, "aliases": self.aliases, "updated_at": time.time()}

    def _list_forgotten(self) -> None:
        listed = {entry["version"] for entry in self.versions}
        for number in sorted(self._directories - listed):
            metadata = metadata_of(read_json(os.path.join(self._folder, f"v{number}", "metadata.json")))
            if metadata.version == number:
                # With the aliases it was to get, so that `point` sees what it has to take from it.
                self.versions.append(_entry(metadata))


def is_alias(alias: object) -> bool:
    """Whether a text can be an alias: no version number, nothing a path or a spec is made of."""
    if not isinstance(alias, str) or not alias or len(alias.encode("utf-8", "replace")) > MAX_ALIAS_BYTES:
        return False
    return not _BAD_ALIAS.search(alias) and not _VERSION.match(alias)


def _entry(metadata: ArtifactMetadata) -> dict[str, Any]:
    # Exactly these keys: older versions refuse others.
    return {
        "version": metadata.version,
        "created_at": metadata.created_at,
        "created_by_run": metadata.created_by_run,
        "size_bytes": metadata.size_bytes,
        "num_files": metadata.num_files,
        "status": metadata.status,
        "aliases": list(metadata.aliases or []),
    }


def _is_entry(entry: Any) -> bool:
    return isinstance(entry, dict) and type(entry.get("version")) is int


def _directories(folder: str) -> set[int]:
    try:
        names = os.listdir(folder)
    except OSError:
        return set()
    numbers = (_VERSION.match(name) for name in names if name.startswith("v"))
    return {int(number.group(1)) for number in numbers if number is not None}
