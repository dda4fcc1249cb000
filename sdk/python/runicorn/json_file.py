"""JSON files that are replaced as a whole: a reader sees the old or the new one, never a piece."""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import time
from typing import Any

_COUNTER = itertools.count()


def json_bytes(document: Any) -> bytes:
    """The document as these files hold it: indented by 2, UTF-8, `NaN` and infinities as texts."""
    try:
        text = json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False)
    except ValueError:
        text = json.dumps(_quoted(document), indent=2, ensure_ascii=False)
    return text.encode("utf-8", "replace")


def write_new_file(path: str, content: bytes) -> None:
    """Create a file that must not exist yet. Raises FileExistsError and other OSErrors."""
    fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)
    try:
        view = memoryview(content)
        while view:
            view = view[os.write(fd, view) :]
    finally:
        os.close(fd)


def replace_json(path: str, document: Any) -> None:
    """Write the document beside `path`, then rename it into place. Raises OSError; `path` is then as before."""
    replace_bytes(path, json_bytes(document))


def replace_bytes(path: str, content: bytes) -> None:
    """Write the content beside `path`, then rename it into place. Raises OSError; `path` is then as before."""
    temporary = f"{path}.{os.getpid()}.{next(_COUNTER)}.tmp"
    try:
        write_new_file(temporary, content)
        _rename(temporary, path)
    except OSError:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise


def read_json(path: str) -> dict[str, Any]:
    """The object in the file; empty where there is none or it cannot be read or understood."""
    try:
        return read_to_replace(path)
    except OSError:
        return {}


def read_to_replace(path: str) -> dict[str, Any]:
    """As `read_json`, for a document that is then replaced. Raises OSError when the file is there but cannot be read:
    what it holds would be lost.
    """
    try:
        with open(path, "rb") as file:
            document = json.loads(file.read().decode("utf-8", "replace"))
    except (FileNotFoundError, NotADirectoryError, ValueError, RecursionError):
        return {}
    return document if isinstance(document, dict) else {}


def _quoted(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _quoted(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_quoted(item) for item in value]
    if isinstance(value, float) and value - value != 0.0:
        return "NaN" if value != value else "Infinity" if value > 0 else "-Infinity"
    return value


def _rename(source: str, target: str) -> None:
    # Windows refuses while somebody reads the target, for a moment.
    for pause in (0.001, 0.004, 0.016, 0.064):
        try:
            return os.replace(source, target)
        except PermissionError:
            if os.name != "nt":
                raise
            time.sleep(pause)
    os.replace(source, target)
