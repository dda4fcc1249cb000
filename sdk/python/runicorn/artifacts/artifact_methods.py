"""The part of a Run that makes and uses artifacts."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, Sequence

from ..json_file import read_to_replace, replace_json
from ..plain import text_of

if TYPE_CHECKING:
    from ..run_record import RunRecord
    from .artifact import Artifact
    from .artifact_store import StoredVersion

CREATED = "artifacts_created.json"
USED = "artifacts_used.json"
LOCK = ".artifacts.lock"
LOCK_PATIENCE_SECONDS = 5.0


class ArtifactMethods:
    """Versioned files that outlive the run."""

    _record: RunRecord

    def log_artifact(self, artifact: Artifact, aliases: Sequence[str] | None = None) -> int:
        """Store an artifact as its next version; the version's number, 0 when it could not be stored.

        Where the newest version has the same content, none is made: that one's number is returned and gets the
        aliases. The new version is the "latest". Returns when the files are in the store.
        """
        record = self._record
        with record.guard("log_artifact"):
            if not record.accepts():
                return 0
            stored = _save(record, artifact, aliases)
            if stored is None:
                return 0
            artifact.settle(stored)
            if stored.is_new:
                _note(
                    record,
                    CREATED,
                    {**_size_of(stored, "created_at"), "num_references": len(stored.manifest.references)},
                )
            return stored.metadata.version
        return 0

    def use_artifact(self, name: str, type: str | None = None) -> Artifact:
        """The artifact `name:v3`, `name:latest`, `name:<alias>` or `name`, which is the latest.

        Where there is none, an artifact that is not loaded: `is_loaded` is False and `version` None.
        """
        from .artifact import Artifact  # What a run without artifacts need not load.
        from .artifact_store import ArtifactStore

        record = self._record
        text, _, wanted = text_of(name).partition(":")
        kind = None if type is None else text_of(getattr(type, "value", type))
        artifact = Artifact(text, kind or "model")
        with record.guard("use_artifact"):
            store = ArtifactStore(record.root)
            kinds = store.find(artifact.name, None if type is None else artifact.type)
            if len(kinds) > 1:
                record.tell(
                    "kinds " + text, f"there are several artifacts {text}: {', '.join(kinds)}; type= tells which"
                )
            stored = store.load(artifact.name, kinds[0], wanted or "latest") if kinds else None
            if stored is None:
                record.tell(f"use {text}", f"there is no artifact {text_of(name):.200} in {record.root}")
                return artifact
            about = stored.metadata
            artifact = Artifact(artifact.name, kinds[0], about.description, about.metadata).settle(stored)
            artifact.add_tags(*(about.tags or ()))
            _note(record, USED, _size_of(stored, "used_at"))
        return artifact


def _save(record: RunRecord, artifact: Artifact, aliases: Sequence[str] | None) -> StoredVersion | None:
    from .artifact_store import ArtifactStore, NewVersion
    from .versions_document import is_alias

    if not artifact.staged.sources and not artifact.references:
        record.tell(f"empty {artifact.name}", f"artifact {artifact.name} has no files and is not stored")
        return None
    names = [aliases] if isinstance(aliases, str) else list(aliases or ())
    for alias in names:
        if not is_alias(alias):
            record.tell("alias", f"log_artifact: {alias!r:.200} cannot be an alias; left out")
    new = NewVersion(
        artifact.name,
        artifact.type,
        artifact.staged.sources,
        artifact.references,
        artifact.staged.missing,
        artifact.description,
        artifact.metadata,
        artifact.tags,
        record.id,
    )
    return ArtifactStore(record.root).save(new, [alias for alias in names if is_alias(alias)])


def _size_of(stored: StoredVersion, time_key: str) -> dict[str, Any]:
    about = stored.metadata
    return {
        "name": about.name,
        "type": about.type,
        "version": about.version,
        time_key: time.time(),
        "size_bytes": stored.manifest.total_size,
        "num_files": stored.manifest.total_files,
    }


def _note(record: RunRecord, file: str, entry: dict[str, Any]) -> None:
    from ..lock_file import LockFile

    # The version is in the store, whether this can be noted or not.
    # Ranks and forked children add to the same file.
    lock = LockFile(record.file(LOCK), LOCK_PATIENCE_SECONDS)
    with record.guard(file), record.files_lock, lock:
        document = read_to_replace(record.file(file))
        listed = document.get("artifacts")
        document["artifacts"] = [*(listed if isinstance(listed, list) else []), entry]
        replace_json(record.file(file), document)
