"""`Artifact`: versioned files, such as a model or a data set."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Mapping, Sequence

from ..names import run_folder
from ..notices import Notices
from ..plain import NotPlain, plain_text, text_of, to_key, to_plain
from .artifact_store import StoredVersion
from .download import download_version
from .manifest import ArtifactManifest, ReferenceEntry
from .metadata import ArtifactMetadata
from .staged_files import StagedFiles

MAX_REFERENCES = 100_000
MAX_TAGS = 1000


class Artifact:
    """Files and references under one name; each `run.log_artifact` stores their next version.

    Nothing here raises: what cannot be kept is left out and told on stderr.
    """

    def __init__(
        self, name: str, type: str = "model", description: str = "", metadata: Mapping[str, Any] | None = None
    ) -> None:
        """`type` is model, dataset, config, code, custom or any other word. A bad name becomes a similar one."""
        self._notices = Notices()
        self.name = self._folder(name)
        self.type = self._folder(getattr(type, "value", type) or "model")
        self.description = text_of(description or "")
        self.metadata: dict[str, Any] = {}
        self.tags: list[str] = []
        self.references: list[ReferenceEntry] = []
        self.staged = StagedFiles(self._notices.tell)
        self._stored: StoredVersion | None = None
        if metadata is not None:
            self.add_metadata(metadata)

    @property
    def version(self) -> int | None:
        """The number of the stored version; None before the artifact is logged."""
        return self._stored.metadata.version if self._stored is not None else None

    @property
    def is_loaded(self) -> bool:
        """Whether this is a version that is in the store."""
        return self._stored is not None

    @property
    def full_name(self) -> str:
        """`name:v3`, or `name:unstaged`."""
        return f"{self.name}:{'unstaged' if self._stored is None else f'v{self.version}'}"

    def add_file(self, path: str | os.PathLike[str], name: str | None = None) -> Artifact:
        """Add a regular file, which is read when the artifact is logged; `name` is its path inside the artifact."""
        with self._told("add_file"):
            self.staged.add_file(os.fsdecode(path), None if name is None else str(name))
        return self

    def add_dir(
        self,
        path: str | os.PathLike[str],
        name: str | None = None,
        exclude_patterns: Sequence[str] | None = None,
    ) -> Artifact:
        """Add all regular files below a directory, inside the artifact below `name`.

        `exclude_patterns` are globs such as `*.tmp`, for a file's name or its path below the directory.
        """
        with self._told("add_dir"):
            patterns = [exclude_patterns] if isinstance(exclude_patterns, str) else list(exclude_patterns or ())
            self.staged.add_dir(os.fsdecode(path), None if name is None else str(name), patterns)
        return self

    def add_reference(
        self,
        uri: str,
        checksum: str | None = None,
        size: int | None = None,
        name: str | None = None,
        **metadata: Any,
    ) -> Artifact:
        """Add something that is kept elsewhere, such as `s3://bucket/data`. `size` is in bytes."""
        with self._told("add_reference"):
            if len(self.references) < MAX_REFERENCES:
                named = metadata if name is None else {"name": str(name), **metadata}
                self.references.append(
                    ReferenceEntry(
                        plain_text(str(uri)),
                        None if checksum is None else plain_text(str(checksum)),
                        None if size is None else int(size),
                        self._plain(named),
                    )
                )
        return self

    def add_metadata(self, metadata: Mapping[str, Any]) -> Artifact:
        """Merge what is known about the artifact."""
        with self._told("add_metadata"):
            self.metadata.update(self._plain(metadata))
        return self

    def add_tags(self, *tags: str) -> Artifact:
        """Add labels."""
        with self._told("add_tags"):
            new = [plain_text(str(tag)) for tag in tags]
            self.tags = list(dict.fromkeys([*self.tags, *new]))[:MAX_TAGS]
        return self

    def get_manifest(self) -> ArtifactManifest | None:
        """What the stored version holds."""
        return self._stored.manifest if self._stored is not None else None

    def get_metadata(self) -> ArtifactMetadata | None:
        """What is known about the stored version."""
        return self._stored.metadata if self._stored is not None else None

    def get_references(self) -> list[ReferenceEntry]:
        """What is kept elsewhere."""
        return list(self._stored.manifest.references if self._stored is not None else self.references)

    def get_file_path(self, file_path: str) -> Path | None:
        """Where a file of the stored version lies in the store, for reading only; None where there is none."""
        if self._stored is None or all(entry.path != file_path for entry in self._stored.manifest.files):
            return None
        path = Path(self._stored.directory, "files", file_path)
        return path if path.is_file() and not path.is_symlink() else None

    def download(self, target_dir: str | os.PathLike[str] | None = None) -> Path:
        """Copy the files to `target_dir`, or to a new temporary directory; the directory.

        A file that is damaged in the store is left out and told.
        """
        with self._told("download"):
            if self._stored is not None:
                return download_version(self._stored, target_dir, self._notices.tell)
            self._notices.tell("download", f"{self.full_name} is not in the store, so there is nothing to download")
        return Path(f"{self.name}-not-found" if target_dir is None else os.fsdecode(target_dir))

    def settle(self, stored: StoredVersion) -> Artifact:
        """Become the stored version, as logging and using it do."""
        self._stored = stored
        return self

    def __repr__(self) -> str:
        return f"Artifact({self.full_name!r}, type={self.type!r})"

    def _plain(self, values: Mapping[str, Any]) -> dict[str, Any]:
        plain = {}
        for key, value in dict(values).items():
            try:
                plain[to_key(key)] = to_plain(value)
            except NotPlain as error:
                self._notices.tell("value", f"{self.name}: {key!r:.200} is not recorded: {error}")
        return plain

    def _folder(self, text: Any) -> str:
        given = text_of(text)
        folder = run_folder(given)
        if folder != given:
            self._notices.tell("name", f"the artifact {given!r:.200} is stored as {folder}")
        return folder

    def _told(self, what: str) -> _Told:
        return _Told(self._notices, f"{what} of artifact {self.name}")


class _Told:
    """A block whose exceptions are told."""

    def __init__(self, notices: Notices, what: str) -> None:
        self._notices = notices
        self._what = what

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: Any, error: BaseException | None, _: Any) -> bool:
        if not isinstance(error, Exception):
            return False
        self._notices.tell(self._what, f"{self._what}: {error}")
        return True
