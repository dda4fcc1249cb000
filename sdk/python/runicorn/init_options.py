"""What `init` is asked to do beside recording metrics."""

from __future__ import annotations

import os
from typing import Any, Mapping, NamedTuple

from .notices import Notices

_ON = ("1", "true", "yes", "y", "on")
_OFF = ("0", "false", "no", "n", "off")
_CHOICES = {"tqdm_mode": ("smart", "all", "none"), "ranks": ("zero", "all", "each")}


class InitOptions(NamedTuple):
    """The switches of `init`, as its documentation tells them."""

    capture_env: bool = True
    # True, False or "full".
    capture_code: Any = True
    capture_console: bool = False
    tqdm_mode: str = "smart"
    system_metrics: bool = True
    deferred: bool = False
    durable: bool = False
    ranks: str = "zero"


def read_options(given: Mapping[str, Any], notices: Notices) -> InitOptions:
    """The arguments that are not None; for the others what the environment says, or the default."""
    options: dict[str, Any] = {}
    for name, default in InitOptions()._asdict().items():
        value = given.get(name)
        if name in _CHOICES:
            if value is not None and value not in _CHOICES[name]:
                allowed = " or ".join(f'"{choice}"' for choice in _CHOICES[name])
                notices.tell(name, f"init: {name} is {allowed}, not {value!r:.80}; it is {default!r}")
                value = None
            options[name] = default if value is None else value
        elif value is None:
            options[name] = _switch("RUNICORN_" + name.upper(), default)
        elif name == "capture_code" and value == "full":
            options[name] = value
        else:
            options[name] = bool(value)
    return InitOptions(**options)


def _switch(variable: str, default: bool) -> bool:
    text = os.environ.get(variable, "").strip().lower()
    return True if text in _ON else False if text in _OFF else default
