"""What a run's files say when it begins and when it goes on."""

from __future__ import annotations

import os
import sys
import time
from typing import Any, Mapping

from .plain_config import plain_config
from .process_identity import hostname
from .version import __version__


def process_fields(root: str) -> dict[str, Any]:
    """The part of meta.json that tells where a run is executed."""
    return {
        "python": ".".join(map(str, sys.version_info[:3])),
        "platform": _platform(),
        "hostname": hostname(),
        "pid": os.getpid(),
        "storage_dir": root,
        "workspace_root": _working_directory(),
        "sdk": "python " + __version__,
    }


def new_status() -> dict[str, Any]:
    """status.json of a run that begins now."""
    now = time.time()
    return {"status": "running", "started_at": now, "heartbeat_at": now}


def resumed_status(status: Mapping[str, Any]) -> dict[str, Any]:
    """status.json of a run that goes on: it keeps when it was started and what it does not know."""
    ended = ("status", "ended_at", "exit_reason", "exit_code", "exit_signal", "traceback")
    return {
        **new_status(),
        **{key: value for key, value in status.items() if key not in ended},
        "heartbeat_at": time.time(),
    }


def new_assets(config: Any | None) -> dict[str, Any]:
    """assets.json with the hyper-parameters and empty sections for the rest."""
    return {
        "code": {},
        "config": {"args": _plain_args(config), "extra": {}, "config_files": []},
        "datasets": [],
        "pretrained": [],
        "outputs": [],
    }


def resumed_assets(assets: dict[str, Any], config: Any | None) -> dict[str, Any]:
    """assets.json of a run that goes on, with the hyper-parameters that were given anew."""
    document = {**new_assets(None), **assets}
    section = document["config"] if isinstance(document["config"], dict) else {}
    before = section.get("args")
    args = {**(before if isinstance(before, dict) else {}), **_plain_args(config)}
    document["config"] = {**section, "args": args}
    return document


def _plain_args(config: Any | None) -> dict[str, Any]:
    if config is None:
        return {}
    from .capture.redaction import redact_config  # Slow to import.

    args: dict[str, Any] = redact_config(plain_config(config))
    return args


def _working_directory() -> str | None:
    try:
        return os.getcwd()
    except OSError:
        # It was removed under the program, which can go on without.
        return None


def _platform() -> str:
    if hasattr(os, "uname"):
        system = os.uname()
        return f"{system.sysname} {system.release} ({system.machine})"
    import platform  # Slow, and needed on Windows only.

    return f"{platform.system()} {platform.release()} ({platform.machine()})"
