"""The artifacts of a store on disk. The format is here and in the files this one imports, nowhere else."""

from __future__ import annotations

import contextlib
import os
import time
from typing import Any, Callable, Iterable, Mapping, NamedTuple

from ..json_file import read_json, replace_json
from ..lock_file import LockFile
from .content_pool import ContentPool
from .manifest import ArtifactManifest, FileEntry, ReferenceEntry, manifest_of
from .metadata import ArtifactMetadata, metadata_of
from .version_draft import VersionDraft, remove_abandoned_drafts
from .versions_document import FILE, LATEST, VersionsDocument

LOCK = ".versions.lock"
METADATA = "metadata.json"
MANIFEST = "manifest.json"


class StoredVersion(NamedTuple):
    """A version that is in the store."""

    directory: str
    metadata: ArtifactMetadata
    manifest: ArtifactManifest
    is_new: bool = False


class NewVersion(NamedTuple):
    """What a version is made of. `name` and `kind` are folders."""

    name: str
    kind: str
    sources: Mapping[str, str]  # Name inside the artifact → file.
    references: Iterable[ReferenceEntry]
    missing: Iterable[str]
    description: str
    metadata: Mapping[str, Any]
    tags: Iterable[str]
    run_id: str | None


class ArtifactStore:
    """Versions are written once and never change; their numbers are never given twice."""

    def __init__(self, root: str) -> None:
        self._directory = os.path.join(root, "artifacts")
        self._pool = ContentPool(self._directory)

    def save(self, new: NewVersion, aliases: Iterable[str]) -> StoredVersion:
        """Store a version, or find that the newest has the same content. Raises OSError; nothing is then left."""
        folder = os.path.join(self._directory, new.kind, new.name)
        os.makedirs(folder, exist_ok=True)
        remove_abandoned_drafts(folder)
        with VersionDraft(folder, self._pool) as draft:
            manifest = self._fill(draft, new, self._newest_files(folder))
            with LockFile(os.path.join(folder, LOCK)):
                versions = VersionsDocument(folder, new.name, new.kind)
                same = self._same_content(folder, versions, manifest)
                if same is not None:
                    version = same.metadata.version
                    if set(aliases) - {a for a, v in versions.aliases.items() if v == version}:
                        self._list(folder, versions, versions.point(aliases, version))
                    return same
                return self._publish(folder, draft, versions, new, manifest, [LATEST, *aliases])

    def find(self, name: str, kind: str | None) -> list[str]:
        """The kinds that have an artifact of that name, models first."""
        try:
            kinds = [kind] if kind is not None else sorted(os.listdir(self._directory))
        except OSError:
            kinds = []
        found = [
            kind
            for kind in kinds
            if not kind.startswith(".") and os.path.isdir(os.path.join(self._directory, kind, name))
        ]
        return sorted(found, key=lambda kind: kind != "model")

    def load(self, name: str, kind: str, wanted: str) -> StoredVersion | None:
        """The version that "v3", "latest" or another alias stands for; None where there is none."""
        folder = os.path.join(self._directory, kind, name)
        version = VersionsDocument(folder).resolve(wanted)
        return None if version is None else self._read(folder, version)

    def _fill(
        self, draft: VersionDraft, new: NewVersion, before: Callable[[str], FileEntry | None]
    ) -> ArtifactManifest:
        files = [draft.add(path, source, before(path)) for path, source in new.sources.items()]
        return ArtifactManifest(files, list(new.references), time.time())

    def _newest_files(self, folder: str) -> Callable[[str], FileEntry | None]:
        newest = VersionsDocument(folder).newest
        files = [] if newest is None else self._read(folder, newest).manifest.files
        return {entry.path: entry for entry in files}.get

    def _same_content(
        self, folder: str, versions: VersionsDocument, manifest: ArtifactManifest
    ) -> StoredVersion | None:
        newest = versions.newest
        if newest is None:
            return None
        stored = self._read(folder, newest)
        return stored if stored.manifest.digest() == manifest.digest() else None

    def _publish(
        self,
        folder: str,
        draft: VersionDraft,
        versions: VersionsDocument,
        new: NewVersion,
        manifest: ArtifactManifest,
        aliases: list[str],
    ) -> StoredVersion:
        now = time.time()
        metadata = ArtifactMetadata(
            name=new.name,
            type=new.kind,
            version=versions.next,
            created_at=now,
            updated_at=now,
            created_by_run=new.run_id,
            size_bytes=manifest.total_size,
            num_files=manifest.total_files,
            num_references=manifest.total_references,
            metadata=dict(new.metadata),
            description=new.description,
            tags=list(new.tags),
            aliases=list(dict.fromkeys(aliases)),
            parent_artifacts=[],
            manifest_digest=manifest.digest(),
        )
        document = manifest.to_document()
        missing = list(new.missing)
        if missing:
            # What was asked for and could not be had.
            document["missing"] = missing
        directory = draft.publish(metadata.version, {METADATA: metadata.to_document(), MANIFEST: document})
        try:
            versions.add(metadata)
            changed = versions.point(metadata.aliases or [], metadata.version)
            self._list(folder, versions, [version for version in changed if version != metadata.version])
        except OSError:
            draft.take_back(directory)
            raise
        return StoredVersion(directory, metadata, manifest, is_new=True)

    def _list(self, folder: str, versions: VersionsDocument, changed: list[int]) -> None:
        # versions.json decides, so it comes last: what a crash leaves undone is done with the next version.
        for entry in versions.versions:
            if entry["version"] in changed:
                with contextlib.suppress(OSError):
                    self._note_aliases(os.path.join(folder, f"v{entry['version']}", METADATA), entry["aliases"])
        replace_json(os.path.join(folder, FILE), versions.to_document())

    def _note_aliases(self, file: str, aliases: list[str]) -> None:
        metadata = read_json(file)
        if metadata:
            replace_json(file, {**metadata, "aliases": aliases, "updated_at": time.time()})

    def _read(self, folder: str, version: int) -> StoredVersion:
        directory = os.path.join(folder, f"v{version}")
        metadata = metadata_of(read_json(os.path.join(directory, METADATA)))
        manifest = manifest_of(read_json(os.path.join(directory, MANIFEST)))
        return StoredVersion(directory, metadata._replace(version=version), manifest)
