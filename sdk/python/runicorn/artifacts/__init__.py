"""Versioned files of a store. `Artifact` and what it gives back can be imported from here, as of Runicorn 0.4."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..lazy_exports import lazy_exports

if TYPE_CHECKING:
    from .artifact import Artifact as Artifact
    from .artifact_type import ArtifactType as ArtifactType
    from .manifest import ArtifactManifest as ArtifactManifest
    from .manifest import FileEntry as FileEntry
    from .manifest import ReferenceEntry as ReferenceEntry
    from .metadata import ArtifactMetadata as ArtifactMetadata

_MODULES = {
    "Artifact": "artifact",
    "ArtifactManifest": "manifest",
    "ArtifactMetadata": "metadata",
    "ArtifactType": "artifact_type",
    "FileEntry": "manifest",
    "ReferenceEntry": "manifest",
}

__getattr__ = lazy_exports(__name__, _MODULES)
