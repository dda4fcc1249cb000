"""The git repository that a program belongs to."""

from __future__ import annotations

import os
from typing import Any

from ..system.run_program import find_program
from .git_command import GitFailed, git
from .git_root import find_git_root
from .missing import Missing
from .patch import MAX_PATCH_BYTES, redacted_patch
from .redaction import redact, redact_url

MAX_UNTRACKED = 1000
MAX_STATUS_BYTES = 1024 * 1024
GIT_SECONDS = 3.0


class Repository:
    """What git knows of the repository around a folder, without the store. `git` in code.json is `document`."""

    def __init__(self, folder: str, store: str, missing: Missing) -> None:
        self.root: str | None = None
        self.document: dict[str, Any] | None = None
        self.patch: bytes | None = None
        # Names as git has them, relative to the root.
        self.untracked: list[str] = []
        self._folder = folder
        self._store = store
        self._missing = missing
        self._program = find_program("git")

    def read(self) -> None:
        """Ask git. What it does not answer is missing."""
        if find_git_root(self._folder) is None:
            return
        if self._program is None:
            self._missing.add("git", "git is not installed")
            return
        try:
            self.root = os.fsdecode(self._ask(["rev-parse", "--show-toplevel"], 65536).rstrip(b"\r\n")) or None
        except GitFailed as error:
            self._missing.add("git", str(error))
        if self.root is None:
            return
        self._folder = self.root
        self.document = {
            "root": self.root,
            "remote": self._remote(),
            "branch": None,
            "commit": None,
            "dirty": None,
            "untracked": [],
            "untracked_count": None,
            "patch": None,
            "patch_bytes": 0,
            "patch_truncated": False,
        }
        self._read_status(self.document)
        self._read_patch(self.document)

    def _ask(self, arguments: list[str], max_bytes: int) -> bytes:
        seconds = self._missing.seconds_left(GIT_SECONDS)
        return git(self._program or "git", arguments, self._folder, seconds, max_bytes).output

    def _remote(self) -> str | None:
        try:
            lines = self._ask(["config", "--get-regexp", r"^remote\..*\.url$"], 65536)
        except GitFailed:
            return None
        pairs = [line.partition(" ") for line in lines.decode("utf-8", "replace").splitlines()]
        urls = {name: url for name, _, url in pairs}
        url = urls.get("remote.origin.url") or next(iter(urls.values()), None)
        return None if url is None else redact_url(url)[:2000]

    def _read_status(self, document: dict[str, Any]) -> None:
        base = ["status", "--porcelain=v2", "--branch", "-z", "--ignore-submodules=dirty", "--no-renames"]
        paths = self._paths()
        try:
            try:
                status = self._ask([*base, "--untracked-files=all", *paths], MAX_STATUS_BYTES)
                document["untracked_count"] = 0
            except GitFailed as error:
                self._missing.add("untracked", str(error))
                status = self._ask([*base, "--untracked-files=no", *paths], MAX_STATUS_BYTES)
        except GitFailed as error:
            self._missing.add("git status", str(error))
            return
        changed = False
        for entry in status.split(b"\0"):
            text = entry.decode("utf-8", "replace")
            if text.startswith("# branch.oid "):
                document["commit"] = None if text[13:] == "(initial)" else text[13:]
            elif text.startswith("# branch.head "):
                document["branch"] = None if text[14:] == "(detached)" else text[14:]
            elif text.startswith("? "):
                document["untracked_count"] += 1
                if len(self.untracked) < MAX_UNTRACKED:
                    self.untracked.append(os.fsdecode(entry[2:]))
                    document["untracked"].append(redact(text[2:]))
            elif text.startswith(("1 ", "2 ", "u ")):
                changed = True
        document["dirty"] = changed

    def _read_patch(self, document: dict[str, Any]) -> None:
        if not document["dirty"]:
            return
        # `HEAD` does not exist before the first commit; the empty tree always does.
        against = "HEAD" if document["commit"] else self._empty_tree()
        arguments = ["diff", "--no-ext-diff", "--no-textconv", "--no-color", "--no-renames", "--no-relative"]
        arguments += ["--src-prefix=a/", "--dst-prefix=b/", "--ignore-submodules=dirty", against, *self._paths()]
        try:
            seconds = self._missing.seconds_left(GIT_SECONDS)
            answer = git(self._program or "git", arguments, self._folder, seconds, MAX_PATCH_BYTES)
        except GitFailed as error:
            self._missing.add("code.patch", str(error))
            return
        self.patch = redacted_patch(answer.output, answer.truncated)
        document["patch"] = "code.patch"
        document["patch_bytes"] = len(self.patch)
        document["patch_truncated"] = answer.truncated

    def _paths(self) -> list[str]:
        """All but the store: its runs are what is recorded, not what they were recorded with."""
        inside = os.path.relpath(os.path.realpath(self._store), os.path.realpath(self._folder))
        if inside.split(os.sep)[0] in (os.curdir, os.pardir) or os.path.isabs(inside):
            return ["--"]
        return ["--", ":(top)", ":(top,exclude,literal)" + inside.replace(os.sep, "/")]

    def _empty_tree(self) -> str:
        try:
            return self._ask(["hash-object", "-t", "tree", os.devnull], 256).decode().strip()
        except GitFailed:
            return "4b825dc642cb6eb9a060e54bf8d69288fbee4904"
