"""The files of a workspace that are part of its code."""

from __future__ import annotations

import os
import stat
from typing import Iterator, NamedTuple, Sequence

from .ignore_rules import NO_CODE, SECRETS, IgnoreRules


class WorkspaceFile(NamedTuple):
    """A regular file."""

    name: str  # Relative to the workspace, with `/`.
    path: str
    size: int  # Bytes.


def workspace_files(root: str, ignore_file: str, excludes: Sequence[str]) -> Iterator[WorkspaceFile]:
    """Every regular file below `root` but for what ignore files name, secrets, and what is no code."""
    always = [IgnoreRules([*NO_CODE, *excludes]), IgnoreRules(SECRETS)]
    return _below(root, "", always, [], (".gitignore", ignore_file))


def _below(
    directory: str,
    inside: str,
    always: Sequence[IgnoreRules],
    above: Sequence[tuple[str, IgnoreRules]],
    files: Sequence[str],
) -> Iterator[WorkspaceFile]:
    rules = [*above, *((inside, IgnoreRules(_lines(os.path.join(directory, file)))) for file in files)]
    try:
        names = sorted(os.listdir(directory))
    except OSError:
        return
    for name in names:
        path, relative = os.path.join(directory, name), inside + name
        try:
            state = os.lstat(path)
        except OSError:
            continue
        is_directory = stat.S_ISDIR(state.st_mode)
        if any(rule.verdict(relative, is_directory) for rule in always) or _is_ignored(relative, is_directory, rules):
            continue
        if is_directory:
            yield from _below(path, relative + "/", always, rules, files)
        elif stat.S_ISREG(state.st_mode):
            yield WorkspaceFile(relative, path, state.st_size)


def _is_ignored(relative: str, is_directory: bool, rules: Sequence[tuple[str, IgnoreRules]]) -> bool:
    for inside, rule in reversed(rules):
        verdict = rule.verdict(relative[len(inside) :], is_directory)
        if verdict is not None:
            return verdict
    return False


def _lines(path: str) -> list[str]:
    try:
        with open(path, encoding="utf-8-sig", errors="replace") as file:
            return file.read(1 << 20).splitlines()
    except OSError:
        return []
