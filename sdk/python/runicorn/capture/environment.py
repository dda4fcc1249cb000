"""environment.json: the interpreter, its packages and the machine."""

from __future__ import annotations

import os
import sys
import time
from typing import Any, Mapping

from ..process_identity import hostname
from .gpus import Gpus, read_gpus
from .machine import cpu_document, memory_total_mib, platform_details, platform_text
from .missing import Missing
from .packages import conda_packages, pip_packages
from .variables import env_variables


def environment_document(git: Mapping[str, Any] | None, missing: Missing) -> dict[str, Any]:
    """What the program runs in. `git` is code.json's, if that is recorded."""
    document: dict[str, Any] = {
        "python_version": ".".join(map(str, sys.version_info[:3])),
        "platform": missing.attempt("platform", platform_text, ""),
        "platform_details": missing.attempt("platform_details", platform_details, {}),
        "pip_packages": missing.attempt("pip_packages", pip_packages, []),
        "conda_packages": missing.attempt("conda_packages", conda_packages, None),
        "conda_env": os.environ.get("CONDA_DEFAULT_ENV") or None,
        "git_info": None if git is None else {key: git.get(key) for key in ("commit", "branch", "remote", "dirty")},
        "env_variables": missing.attempt("env_variables", env_variables, {}),
        "gpu_info": [],
        "cuda_version": None,
        "driver_version": None,
        "cpu": missing.attempt("cpu", cpu_document, None),
        "memory_total_mib": missing.attempt("memory_total_mib", memory_total_mib, None),
        "hostname": hostname(),
        "captured_at": time.time(),
        "missing": missing.items,
        "extra": {},
    }
    # Last, because a driver that hangs takes all the time that is left.
    gpus = missing.attempt("gpu_info", lambda: read_gpus(missing), Gpus([], None, None))
    document.update(gpus._asdict())
    return document
