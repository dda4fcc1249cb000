"""`get_config`: values that a person keeps for all programs, in TOML files of the user's settings."""

from __future__ import annotations

import os
from typing import Any

from .store_root import user_config_dir
from .toml_file import read_toml


def get_config(key: str) -> Any:
    """The value of `key`, such as `"paths.imagenet"`: the entry `imagenet` of `registry/paths.toml`.

    A key that is a file's name alone gives the file's `value`, else all of it. Raises KeyError, which says where the
    value could be put, and RuntimeError where this Python cannot read TOML (before 3.11, without `tomli`).
    """
    file, *path = str(key).split(".")
    directory = os.path.join(user_config_dir(), "registry")
    name = os.path.join(directory, file + ".toml")
    value: Any = read_toml(name) if file and os.path.basename(file) == file else None
    if value is not None and not path:
        value = value.get("value", value)
    for part in path:
        value = value.get(part) if isinstance(value, dict) else None
    if value is None:
        raise KeyError(f"Registry key not found: {key!r}. Looked into {name}")
    return value


def get_registry_dir() -> str:
    """The directory of the TOML files."""
    return os.path.join(user_config_dir(), "registry")
