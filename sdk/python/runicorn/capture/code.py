"""code.json's slow parts, and code.patch."""

from __future__ import annotations

import os
from typing import Any, Callable

from ..json_file import replace_bytes
from .git_root import find_git_root
from .missing import Missing
from .previous_run import previous_run
from .repository import Repository
from .untracked_sources import copy_sources


def record_code(
    code: dict[str, Any],
    init_file: str | None,
    directory: str,
    root: str,
    full: bool,
    missing: Missing,
    publish: Callable[[], None],
) -> None:
    """Add git's state, the previous run and copies of sources to `code`, calling `publish` when it has grown.

    `init_file` is the file that calls `init`, `directory` the run's, `root` the store's.
    """
    entry = code["entry_file"]
    # What is started may be a program of the environment, such as pytest.
    folders = [os.path.dirname(file) for file in (init_file, entry) if file] + [code["cwd"] or os.sep]
    folder = next((folder for folder in folders if find_git_root(folder)), folders[-1])
    repository = Repository(folder, root, missing)
    missing.attempt("git", repository.read, None)
    if repository.patch is not None:
        replace_bytes(os.path.join(directory, "code.patch"), repository.patch)
    code["git"] = repository.document
    if entry:
        code["parent"] = missing.attempt("parent", lambda: previous_run(directory, root, entry), None)
    publish()
    if full:
        code["files"] = missing.attempt("files", lambda: _copies(repository, entry, directory), {})
        publish()


def _copies(repository: Repository, entry: str | None, directory: str) -> dict[str, str]:
    if repository.root is not None:
        return copy_sources(repository.untracked, repository.root, directory)
    if entry is None:
        return {}
    # Without git the program itself is what nobody else keeps.
    return copy_sources([os.path.basename(entry)], os.path.dirname(entry), directory)
