"""What a version of an artifact holds: `manifest.json`."""

from __future__ import annotations

from typing import Any, NamedTuple

from .entry_path import is_entry_path


class FileEntry(NamedTuple):
    """One file."""

    path: str  # Inside the artifact, with `/`.
    size: int  # Bytes.
    digest: str  # "sha256:<hex>"
    modified_at: float  # Of the file that was added, Unix seconds.

    @property
    def sha256(self) -> str:
        """The digest's hex digits."""
        return self.digest.partition(":")[2]


class ReferenceEntry(NamedTuple):
    """Something kept elsewhere."""

    uri: str
    checksum: str | None
    size: int | None  # Bytes.
    metadata: dict[str, Any]


class ArtifactManifest(NamedTuple):
    """All files and references of a version."""

    files: list[FileEntry]
    references: list[ReferenceEntry]
    created_at: float  # Unix seconds.

    @property
    def total_size(self) -> int:
        """Bytes of all files."""
        return sum(entry.size for entry in self.files)

    @property
    def total_files(self) -> int:
        """How many files there are."""
        return len(self.files)

    @property
    def total_references(self) -> int:
        """How many references there are."""
        return len(self.references)

    def digest(self) -> str:
        """SHA-256 over names and contents; equal for equal contents whatever SDK wrote them."""
        import hashlib  # Slow to import.

        lines = [f"{entry.path}\0{entry.digest}" for entry in self.files]
        lines += [
            "{}\0{}\0{}".format(entry.uri, entry.checksum or "", "" if entry.size is None else entry.size)
            for entry in self.references
        ]
        text = "".join(line + "\0" for line in sorted(lines, key=lambda line: line.encode("utf-8", "replace")))
        return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()

    def to_document(self) -> dict[str, Any]:
        """The content of manifest.json."""
        return {
            "files": [entry._asdict() for entry in self.files],
            "references": [entry._asdict() for entry in self.references],
            "total_size": self.total_size,
            "total_files": self.total_files,
            "total_references": self.total_references,
            "created_at": self.created_at,
        }


def manifest_of(document: dict[str, Any]) -> ArtifactManifest:
    """The manifest in the content of a manifest.json, without entries that cannot be meant seriously."""
    return ArtifactManifest(
        [entry for item in _list(document.get("files")) for entry in _file(item)],
        [entry for item in _list(document.get("references")) for entry in _reference(item)],
        _number(document.get("created_at")),
    )


def _file(item: Any) -> list[FileEntry]:
    path, size, digest = item.get("path"), item.get("size"), item.get("digest")
    if not is_entry_path(path) or not isinstance(size, int) or not isinstance(digest, str):
        return []
    return [FileEntry(path, size, digest, _number(item.get("modified_at")))]


def _reference(item: Any) -> list[ReferenceEntry]:
    uri, checksum, size, metadata = (item.get(key) for key in ReferenceEntry._fields)
    if not isinstance(uri, str):
        return []
    return [
        ReferenceEntry(
            uri,
            checksum if isinstance(checksum, str) else None,
            size if isinstance(size, int) else None,
            metadata if isinstance(metadata, dict) else {},
        )
    ]


def _list(value: Any) -> list[dict[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _number(value: Any) -> float:
    return float(value) if isinstance(value, (int, float)) else 0.0
