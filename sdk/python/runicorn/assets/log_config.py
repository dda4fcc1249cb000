"""Hyper-parameters that become known after `init`."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, Mapping

from ..capture.redaction import redact, redact_config
from ..plain import plain_text
from ..plain_config import plain_config
from .assets_file import update_assets

if TYPE_CHECKING:
    from ..run_record import RunRecord

MAX_FILES = 1000


def log_config(record: RunRecord, args: Any, extra: Mapping[str, Any] | None, config_files: Any) -> None:
    """Merge into the section `config` of assets.json. Raises OSError."""
    files = [config_files] if isinstance(config_files, (str, os.PathLike)) else list(config_files or ())
    names = [redact(plain_text(os.fsdecode(file))) for file in files]

    def change(document: dict[str, Any]) -> None:
        section = document.get("config")
        before: dict[str, Any] = section if isinstance(section, dict) else {}
        listed = before.get("config_files")
        document["config"] = {
            **before,
            "args": {**_dict(before.get("args")), **redact_config(plain_config(args))},
            "extra": {**_dict(before.get("extra")), **redact_config(plain_config(extra))},
            "config_files": list(dict.fromkeys([*(listed if isinstance(listed, list) else []), *names]))[:MAX_FILES],
        }

    update_assets(record, change)


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
