"""`rnconfig.toml`: settings of the user and of a workspace."""

from __future__ import annotations

import os
from typing import Any

from .store_root import user_config_dir
from .toml_file import read_toml

FILE = "rnconfig.toml"


def get_effective_rnconfig(workspace_root: str | os.PathLike[str] | None = None) -> dict[str, Any]:
    """The user's settings overridden by those of the workspace (else the working directory).

    Tables are merged; empty where there is no file. Raises RuntimeError where there is one and this Python cannot
    read TOML (before 3.11, without `tomli`), ValueError for a file that is no TOML.
    """
    workspace = os.fspath(workspace_root) if workspace_root is not None else os.getcwd()
    settings: dict[str, Any] = {}
    for directory in (user_config_dir(), workspace):
        settings = _merged(settings, read_toml(os.path.join(directory, FILE)) or {})
    return settings


def _merged(below: dict[str, Any], above: dict[str, Any]) -> dict[str, Any]:
    merged = dict(below)
    for key, value in above.items():
        before = merged.get(key)
        merged[key] = _merged(before, value) if isinstance(before, dict) and isinstance(value, dict) else value
    return merged
