"""How the program was started."""

from __future__ import annotations

import os
import sys
from typing import Any

from ..launch_id import launch_id
from ..plain import plain_text
from .notebook import notebook_document
from .redaction import redact, redact_argv

MAX_ARGUMENTS = 1000
MAX_ARGUMENT = 10_000
# Looked at beyond that, so that a secret on the border is known for one.
BORDER = 4096


def program_document(cell: int | None = None) -> dict[str, Any]:
    """The part of code.json that is known at once. `cell` is the notebook's that calls, where the stack tells."""
    notebook = notebook_document(cell)
    arguments = [plain_text(str(argument))[: MAX_ARGUMENT + BORDER] for argument in sys.argv[:MAX_ARGUMENTS]]
    document: dict[str, Any] = {
        "argv": [argument[:MAX_ARGUMENT] for argument in redact_argv(arguments)],
        "entry_file": notebook["path"] if notebook is not None else entry_file(),
        "cwd": _working_directory(),
        "launch_id": redact(launch_id()),
        "notebook": notebook,
        "interpreter": sys.executable or None,
    }
    module = getattr(getattr(sys.modules.get("__main__"), "__spec__", None), "name", None)
    if notebook is None and isinstance(module, str):
        document["module"] = module
    return document


def entry_file() -> str | None:
    """The absolute path of the script or module that was started; None at a prompt and for `-c`."""
    file = getattr(sys.modules.get("__main__"), "__file__", None)
    if not isinstance(file, str):
        return None
    path = os.path.abspath(file)
    return path if os.path.isfile(path) else None


def _working_directory() -> str | None:
    try:
        return os.getcwd()
    except OSError:
        return None
