"""Which packages are installed, by the names of their folders: nothing of them is opened."""

from __future__ import annotations

import os
import sys

MAX_PACKAGES = 5000
_SUFFIXES = (".dist-info", ".egg-info")


def pip_packages() -> list[str]:
    """`name==version` of what the interpreter can import, sorted; the first of a name counts."""
    found: dict[str, str] = {}
    for folder in dict.fromkeys(sys.path):
        for name in _names(folder or "."):
            stem, suffix = os.path.splitext(name)
            if suffix in _SUFFIXES:
                package, _, version = stem.partition("-")
                # An egg-info's name goes on with the Python it is for.
                version = version.partition("-py")[0]
                found.setdefault(package.replace("_", "-"), version)
    return _sorted(found)


def conda_packages() -> list[str] | None:
    """`name==version` of the conda environment's packages, sorted; None outside of conda."""
    folder = os.path.join(os.environ.get("CONDA_PREFIX") or sys.prefix, "conda-meta")
    if not os.path.isdir(folder):
        return None
    found: dict[str, str] = {}
    for name in _names(folder):
        parts = name[: -len(".json")].rsplit("-", 2)
        if name.endswith(".json") and len(parts) == 3:
            found[parts[0]] = parts[1]
    return _sorted(found)


def _names(folder: str) -> list[str]:
    try:
        return os.listdir(folder)
    except OSError:
        # Archives and folders that are gone.
        return []


def _sorted(found: dict[str, str]) -> list[str]:
    pairs = sorted(found.items(), key=lambda pair: (pair[0].lower(), pair[0]))
    return [f"{name}=={version}" if version else name for name, version in pairs[:MAX_PACKAGES]]
