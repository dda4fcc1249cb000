"""`.gitignore` and `.rnignore`: which files of a workspace are not kept."""

from __future__ import annotations

import re
from typing import Iterable, NamedTuple, Pattern

# What is never part of a program's code, whatever the ignore files say.
NO_CODE = (
    ".git/",
    ".hg/",
    ".svn/",
    ".venv/",
    "venv/",
    "__pycache__/",
    "*.py[cod]",
    ".idea/",
    "node_modules/",
    ".runicorn/",
    ".ipynb_checkpoints/",
    ".mypy_cache/",
    ".pytest_cache/",
)
SECRETS = (
    ".env",
    ".env.*",
    "*.env",
    ".envrc",
    "*.pem",
    "*.key",
    "*.p12",
    "*.pfx",
    "*.jks",
    "*.keystore",
    "*.ppk",
    "*.kdbx",
    "id_rsa*",
    "id_dsa*",
    "id_ecdsa*",
    "id_ed25519*",
    ".netrc",
    "_netrc",
    ".npmrc",
    ".pypirc",
    ".pgpass",
    ".htpasswd",
    ".git-credentials",
    "credentials",
    "credentials.*",
    "secrets.*",
    "client_secret*.json",
    "service-account*.json",
    ".aws/",
    ".ssh/",
    ".gnupg/",
    ".azure/",
    ".kube/",
    ".docker/",
)


class _Rule(NamedTuple):
    pattern: Pattern[str]
    is_negated: bool
    only_directories: bool


class IgnoreRules:
    """The lines of one ignore file; the last that matches decides."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._rules = [rule for line in lines for rule in _rules(line)]

    def verdict(self, path: str, is_directory: bool) -> bool | None:
        """True: ignored; False: kept whatever came before; None: nothing is said. `path` is relative to the file."""
        for rule in reversed(self._rules):
            if (is_directory or not rule.only_directories) and rule.pattern.match(path):
                return not rule.is_negated
        return None


def _rules(line: str) -> list[_Rule]:
    text = re.sub(r"(?<!\\) +$", "", line.rstrip("\r\n"))
    if not text or text.startswith("#"):
        return []
    is_negated = text.startswith("!")
    text = text[1:] if is_negated or text.startswith(("\\#", "\\!")) else text
    only_directories = text.endswith("/")
    text = text.rstrip("/")
    if not text:
        return []
    # A slash that is not the last one ties the pattern to the file's own directory.
    anchored = "/" in text
    try:
        pattern = re.compile(("" if anchored else "(?:.*/)?") + _regex(text.lstrip("/")) + r"\Z", re.S)
    except re.error:
        return []
    return [_Rule(pattern, is_negated, only_directories)]


def _regex(glob: str) -> str:
    parts = []
    tokens = re.finditer(r"\*\*/|/\*\*\Z|\*+|\?|\[[!^]?\]?[^\]]*\]|\\?.", glob, re.S)
    for token in (match.group() for match in tokens):
        if token == "**/":
            parts.append("(?:.*/)?")
        elif token == "/**":
            parts.append("/.*")
        elif token[0] == "*":
            parts.append("[^/]*")
        elif token == "?":
            parts.append("[^/]")
        elif token[0] == "[" and len(token) > 2:
            body = token[1:-1]
            inverted = body[0] in "!^"
            body = (body[1:] if inverted else body).replace("\\", "\\\\").replace("[", "\\[")
            parts.append(f"(?!/)[{'^' if inverted else ''}{body}]")
        else:
            parts.append(re.escape(token[-1]))
    return "".join(parts)
