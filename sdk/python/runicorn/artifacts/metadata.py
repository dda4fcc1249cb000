"""What is known about a version of an artifact: `metadata.json`."""

from __future__ import annotations

from typing import Any, NamedTuple


class ArtifactMetadata(NamedTuple):
    """About one version. The fields are the file's keys, exactly: older versions refuse others.

    Lists and `metadata` are never None in what `metadata_of` gives.
    """

    name: str = ""
    type: str = ""
    version: int = 0
    created_at: float = 0.0  # Unix seconds, as all times.
    updated_at: float = 0.0
    created_by_run: str | None = None
    created_by_user: str | None = None
    size_bytes: int = 0
    num_files: int = 0
    num_references: int = 0
    status: str = "ready"
    metadata: dict[str, Any] | None = None
    description: str = ""
    tags: list[str] | None = None
    aliases: list[str] | None = None
    parent_artifacts: list[str] | None = None
    manifest_digest: str = ""

    def to_document(self) -> dict[str, Any]:
        """The content of metadata.json."""
        return self._asdict()


def metadata_of(document: dict[str, Any]) -> ArtifactMetadata:
    """The metadata in the content of a metadata.json; what is missing or of another kind is left empty."""
    empty = ArtifactMetadata(metadata={}, tags=[], aliases=[], parent_artifacts=[])
    known = {
        key: document[key]
        for key, default in empty._asdict().items()
        if key in document and _fits(document[key], default)
    }
    return empty._replace(**known)


def _fits(value: Any, default: Any) -> bool:
    if default is None:
        return value is None or isinstance(value, str)
    if isinstance(default, (int, float)):
        return isinstance(value, (int, float)) and not isinstance(value, bool)
    return isinstance(value, type(default))
