"""`capture_code="full"`: small sources that git does not know yet."""

from __future__ import annotations

import os
import stat

from .redaction import redact

MAX_FILE_BYTES = 256 * 1024
MAX_TOTAL_BYTES = 2 * 1024 * 1024
MAX_FILES = 200
# The same lists as in the TypeScript SDK.
ENDINGS = tuple(
    ".bash .c .cc .cfg .cl .cpp .cts .cu .cuh .go .gin .h .hpp .hydra .ini .ipynb .java .jl .js .json .jsonnet"
    " .jsx .lua .m .md .mjs .mts .proto .py .pyi .pyx .r .rs .rst .scala .sh .sql .toml .ts .tsx .txt .yaml .yml"
    " .zsh".split()
)
NAMES = ("dockerfile", "makefile", "justfile", "snakefile")
# Parts of names of files that hold keys.
SECRETS = tuple(
    ".htpasswd .netrc .npmrc .pypirc credential id_dsa id_ecdsa id_ed25519 id_rsa password secret service-account"
    " service_account token.".split()
)


def copy_sources(names: list[str], root: str, folder: str) -> dict[str, str]:
    """Copy small sources below `root` into `folder`, redacted: `{name: "code/<name>"}`. Raises OSError."""
    copied: dict[str, str] = {}
    left = MAX_TOTAL_BYTES
    for name in names:
        content = _content(os.path.join(root, name)) if is_source(name) else None
        if content is None or len(content) > left or len(copied) == MAX_FILES:
            continue
        target = os.path.join(folder, "code", *name.split("/"))
        os.makedirs(os.path.dirname(target), exist_ok=True)
        with open(target, "wb") as file:
            file.write(content)
        left -= len(content)
        copied[name] = "code/" + name
    return copied


def is_source(name: str) -> bool:
    """Whether a file of this name is text that a person wrote, and not a place for keys."""
    parts = name.lower().split("/")
    if ".." in parts or any(part.startswith(".env") for part in parts):
        return False
    file = parts[-1]
    return (file.endswith(ENDINGS) or file in NAMES) and not any(secret in file for secret in SECRETS)


def _content(path: str) -> bytes | None:
    try:
        fd = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    except OSError:
        return None
    try:
        status = os.fstat(fd)
        if not stat.S_ISREG(status.st_mode) or status.st_size > MAX_FILE_BYTES:
            return None
        with open(fd, "rb", closefd=False) as file:
            content = file.read(MAX_FILE_BYTES + 1)
    except OSError:
        return None
    finally:
        os.close(fd)
    if len(content) > MAX_FILE_BYTES or b"\0" in content:
        return None
    return redact(content.decode("utf-8", "replace")).encode("utf-8")
