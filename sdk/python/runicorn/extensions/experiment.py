"""`ExperimentManager`: tags and notes about runs in `<root>/.experiments_metadata.json`."""

from __future__ import annotations

import os
import time
from dataclasses import asdict, dataclass, fields
from typing import Any, Iterable, Mapping

from ..json_file import read_json, read_to_replace, replace_json
from ..lock_file import LockFile
from ..plain import plain_text

FILE = ".experiments_metadata.json"


@dataclass
class ExperimentMetadata:
    """What is noted about one run. Times are Unix seconds."""

    id: str
    project: str
    name: str
    tags: list[str]
    description: str | None
    created_at: float
    updated_at: float
    archived: bool = False
    pinned: bool = False

    def to_dict(self) -> dict[str, Any]:
        """As the file has it."""
        return asdict(self)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> ExperimentMetadata:
        """Of the file's content; what is unknown is left out, what is missing empty."""
        empty: dict[str, Any] = {"id": "", "project": "", "name": "", "tags": [], "description": None}
        known = {field.name for field in fields(cls)}
        return cls(**{**empty, "created_at": 0.0, "updated_at": 0.0, **{k: v for k, v in data.items() if k in known}})


class ExperimentManager:
    """Edits and searches the notes of a store. Methods raise OSError when the file cannot be written."""

    def __init__(self, storage_root: str | os.PathLike[str]) -> None:
        self.storage_root = os.path.abspath(storage_root)
        self._path = os.path.join(self.storage_root, FILE)

    def add_experiment(
        self,
        run_id: str,
        project: str,
        name: str,
        tags: Iterable[str] | None = None,
        description: str | None = None,
    ) -> ExperimentMetadata:
        """Begin to note something about a run."""
        now = time.time()
        listed = [plain_text(str(tag)) for tag in tags or ()]
        experiment = ExperimentMetadata(run_id, project, name, listed, description, now, now)
        self._edit(lambda document: document.update({run_id: experiment.to_dict()}))
        return experiment

    def tag_experiment(self, run_id: str, tags: Iterable[str], append: bool = True) -> bool:
        """Add tags, or replace them. False for a run that was never added."""
        new = [plain_text(str(tag)) for tag in tags]

        def change(entry: dict[str, Any]) -> None:
            before = entry.get("tags") if append else None
            entry["tags"] = list(dict.fromkeys([*(before if isinstance(before, list) else []), *new]))

        return self._change(run_id, change)

    def search_experiments(
        self,
        project: str | None = None,
        tags: Iterable[str] | None = None,
        text: str | None = None,
        archived: bool | None = False,
        pinned: bool | None = None,
    ) -> list[ExperimentMetadata]:
        """Those that meet all that is asked for, newest change first: any of `tags`, `text` in name or description.

        `archived=None` and `pinned=None` ask for nothing.
        """
        wanted = set(tags or ())
        words = text.lower() if text else ""
        found = [
            entry
            for entry in self._all()
            if (project is None or entry.project == project)
            and (not wanted or wanted & set(entry.tags))
            and words in f"{entry.id}\n{entry.name}\n{entry.project}\n{entry.description or ''}".lower()
            and (not archived or entry.archived)
            and (archived is not False or not entry.archived)
            and (pinned is None or entry.pinned == pinned)
        ]
        return sorted(found, key=lambda entry: (not entry.pinned, -entry.updated_at))

    def archive_experiment(self, run_id: str, archive: bool = True) -> bool:
        """Put aside, or back. False for a run that was never added."""
        return self._change(run_id, lambda entry: entry.update(archived=bool(archive)))

    def pin_experiment(self, run_id: str, pin: bool = True) -> bool:
        """Pin, or unpin. False for a run that was never added."""
        return self._change(run_id, lambda entry: entry.update(pinned=bool(pin)))

    def delete_experiments(self, run_ids: Iterable[str], force: bool = False) -> dict[str, bool]:
        """Forget the notes; for each run whether there were any. Pinned ones stay unless `force`. The runs stay."""
        result: dict[str, bool] = {}

        def change(document: dict[str, Any]) -> None:
            for run_id in run_ids:
                entry = document.get(run_id)
                result[run_id] = isinstance(entry, dict) and (force or not entry.get("pinned"))
                if result[run_id]:
                    del document[run_id]

        self._edit(change)
        return result

    def cleanup_old_experiments(self, days: int = 30, dry_run: bool = True) -> list[str]:
        """Forget the notes about runs that were not changed for `days` days, but for pinned ones; their ids."""
        before = time.time() - days * 86_400
        old = [entry.id for entry in self._all() if entry.updated_at < before and not entry.pinned]
        if not dry_run:
            self.delete_experiments(old)
        return old

    def get_experiment_stats(self) -> dict[str, Any]:
        """Counts `total`, `active`, `archived`, `pinned`, `projects` by name, and all `tags`."""
        entries = self._all()
        projects: dict[str, int] = {}
        for entry in entries:
            projects[entry.project] = projects.get(entry.project, 0) + 1
        archived = sum(entry.archived for entry in entries)
        return {
            "total": len(entries),
            "archived": archived,
            "pinned": sum(entry.pinned for entry in entries),
            "projects": projects,
            "tags": sorted({tag for entry in entries for tag in entry.tags}),
            "active": len(entries) - archived,
        }

    def _all(self) -> list[ExperimentMetadata]:
        document = read_json(self._path)
        return [ExperimentMetadata.from_dict(entry) for entry in document.values() if isinstance(entry, dict)]

    def _change(self, run_id: str, change: Any) -> bool:
        found = []

        def edit(document: dict[str, Any]) -> None:
            entry = document.get(run_id)
            if isinstance(entry, dict):
                found.append(run_id)
                change(entry)
                entry["updated_at"] = time.time()

        self._edit(edit)
        return bool(found)

    def _edit(self, change: Any) -> None:
        os.makedirs(self.storage_root, exist_ok=True)
        with LockFile(self._path + ".write"):
            document = read_to_replace(self._path)
            change(document)
            replace_json(self._path, document)
