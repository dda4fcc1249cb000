"""Which archived files the runs of a store refer to."""

from __future__ import annotations

import os
import re
from typing import Any, Iterator

from ..json_file import read_json, read_to_replace

_SHA256 = re.compile(r"[0-9a-f]{64}\Z")
# The store's own folders, in which there are no runs.
_OWN = ("archive", "artifacts", "index", ".index", "evaluations", "webui")


def run_directories(root: str) -> Iterator[str]:
    """Every run of every layout, those in a bin too."""
    for directory, folders, files in os.walk(root):
        if "meta.json" in files or "status.json" in files:
            folders.clear()
            yield directory
        elif directory == root:
            folders[:] = [folder for folder in folders if folder not in _OWN]


def assets_of(run: str) -> list[dict[str, Any]]:
    """All entries of a run's assets.json, each with its `role`."""
    document = read_json(os.path.join(run, "assets.json"))
    code = document.get("code")
    snapshot = code.get("snapshot") if isinstance(code, dict) else None
    found = [{**snapshot, "role": "code"}] if isinstance(snapshot, dict) else []
    for section, role in (("datasets", "dataset"), ("pretrained", "pretrained"), ("outputs", "output")):
        listed = document.get(section)
        entries = listed if isinstance(listed, list) else []
        found.extend({**entry, "role": role} for entry in entries if isinstance(entry, dict))
    return found


def archived_name(entry: dict[str, Any]) -> str | None:
    """The SHA-256 of the blob, or `<fingerprint>.json` of the manifest, that an entry refers to.

    By the name alone: the store may have been moved since the absolute path was written.
    """
    path = entry.get("archive_path")
    if not isinstance(path, str) or entry.get("role") == "output":
        return None
    name = re.split(r"[/\\]", path)[-1]
    return name if _SHA256.match(name[:-5] if name.endswith(".json") else name) else None


def manifests(root: str) -> list[str]:
    """The paths of all manifests of directories."""
    directory = os.path.join(root, "archive", "manifests")
    return [
        os.path.join(folder, file)
        for folder, _, files in os.walk(directory)
        for file in files
        if file.endswith(".json") and _SHA256.match(file[:-5])
    ]


def manifest_blobs(manifest: str) -> set[str]:
    """The SHA-256s of the files in a manifest."""
    files = read_to_replace(manifest).get("files")
    entries = files.values() if isinstance(files, dict) else ()
    return {str(entry.get("sha256")) for entry in entries if isinstance(entry, dict)}
