"""What a run's files say when it begins and when it goes on."""

from __future__ import annotations

import os
import sys
import time
from typing import Any, Mapping

from .plain import NotPlain, to_key, to_plain
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
        "workspace_root": os.getcwd(),
        "sdk": "python " + __version__,
    }


def new_status() -> dict[str, Any]:
    """status.json of a run that begins now."""
    now = time.time()
    return {"status": "running", "started_at": now, "heartbeat_at": now}


def resumed_status(status: Mapping[str, Any]) -> dict[str, Any]:
    """status.json of a run that goes on: it keeps when it was started and what it does not know."""
    ended = ("status", "ended_at", "exit_reason")
    return {
        **new_status(),
        **{key: value for key, value in status.items() if key not in ended},
        "heartbeat_at": time.time(),
    }


def new_assets(config: Any | None) -> dict[str, Any]:
    """assets.json with the hyper-parameters and empty sections for the rest."""
    return {
        "code": {},
        "config": {"args": plain_config(config), "extra": {}, "config_files": []},
        "datasets": [],
        "pretrained": [],
        "outputs": [],
    }


def resumed_assets(assets: dict[str, Any], config: Any | None) -> dict[str, Any]:
    """assets.json of a run that goes on, with the hyper-parameters that were given anew."""
    document = {**new_assets(None), **assets}
    section = document["config"] if isinstance(document["config"], dict) else {}
    before = section.get("args")
    args = {**(before if isinstance(before, dict) else {}), **plain_config(config)}
    document["config"] = {**section, "args": args}
    return document


def plain_config(config: Any | None) -> dict[str, Any]:
    """Hyper-parameters of a mapping, an argparse.Namespace, a dataclass or the like.

    What JSON cannot hold becomes text; what has no parameters is one, called "config".
    """
    if config is None:
        return {}
    if not isinstance(config, Mapping):
        fields = getattr(config, "__dataclass_fields__", None)
        if fields:
            config = {key: getattr(config, key) for key in fields}
        else:
            config = getattr(config, "__dict__", {"config": config})
    return {_config_key(key): _config_value(value) for key, value in config.items()}


def _config_key(key: Any) -> str:
    try:
        return to_key(key)
    except NotPlain:
        return str(key)


def _config_value(value: Any, depth: int = 0) -> Any:
    try:
        return to_plain(value)
    except NotPlain:
        pass
    if depth < 8 and isinstance(value, Mapping):
        return {_config_key(key): _config_value(item, depth + 1) for key, item in value.items()}
    if depth < 8 and isinstance(value, (list, tuple)):
        return [_config_value(item, depth + 1) for item in value]
    if depth < 8 and getattr(value, "__dataclass_fields__", None) and not isinstance(value, type):
        return {key: _config_value(getattr(value, key), depth + 1) for key in value.__dataclass_fields__}
    return str(value)[:1000]


def _platform() -> str:
    if hasattr(os, "uname"):
        system = os.uname()
        return f"{system.sysname} {system.release} ({system.machine})"
    import platform  # Slow, and needed on Windows only.

    return f"{platform.system()} {platform.release()} ({platform.machine()})"
