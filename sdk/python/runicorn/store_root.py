"""Where runs are stored, and telling the editor about it."""

from __future__ import annotations

import os
import sys
import time
from typing import Any

from .json_file import read_json, read_to_replace, replace_json

MAX_ROOTS = 100


def user_config_dir() -> str:
    """The folder of Runicorn's settings of this user."""
    home = os.path.expanduser("~")
    if os.name == "nt":
        return os.path.join(os.environ.get("APPDATA") or os.path.join(home, "AppData", "Roaming"), "Runicorn")
    if sys.platform == "darwin":
        return os.path.join(home, "Library", "Application Support", "Runicorn")
    return os.path.join(os.environ.get("XDG_CONFIG_HOME") or os.path.join(home, ".config"), "runicorn")


def store_root(storage: Any | None = None) -> str:
    """The absolute root: the argument, RUNICORN_DIR, `user_root_dir` of config.json, or `.runicorn` here."""
    chosen = os.fspath(storage) if storage else os.environ.get("RUNICORN_DIR")
    if not chosen:
        configured = read_json(os.path.join(user_config_dir(), "config.json")).get("user_root_dir")
        chosen = configured if isinstance(configured, str) and configured else ".runicorn"
    return os.path.abspath(os.path.expanduser(os.fsdecode(chosen)))


def register_root(root: str) -> None:
    """Add the root to roots.json, where the editor finds it. Best effort: never raises."""
    if os.environ.get("RUNICORN_NO_REGISTER") == "1":
        return
    path = os.path.join(user_config_dir(), "roots.json")
    try:
        document = read_to_replace(path)
    except OSError:
        return
    listed = document.get("roots")
    others = [
        entry
        for entry in (listed if isinstance(listed, list) else [])
        if isinstance(entry, dict) and isinstance(entry.get("path"), str) and entry["path"] != root
    ]
    document["roots"] = [{"path": root, "last_used": time.time()}, *others][:MAX_ROOTS]
    try:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        replace_json(path, document)
    except OSError:
        return
