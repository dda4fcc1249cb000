"""The notebook that a program is executed in."""

from __future__ import annotations

import os
from typing import Any

from ..notebook_cell import interactive_shell


def notebook_path() -> str | None:
    """The absolute path of the notebook, where the editor or the server tells it."""
    shell = interactive_shell()
    if shell is None:
        return None
    of_editor = getattr(shell, "user_ns", {}).get("__vsc_ipynb_file__")
    name = of_editor or os.environ.get("JPY_SESSION_NAME") or ""
    if not isinstance(name, str) or not name.endswith(".ipynb"):
        return None
    path = os.path.abspath(name)
    return path if os.path.isfile(path) else None


def notebook_document(cell: int | None) -> dict[str, Any] | None:
    """`{"path", "cell"}` in a notebook, else None. Without `cell` the shell says which is being executed."""
    shell = interactive_shell()
    if shell is None or getattr(shell, "kernel", None) is None:
        return None
    # Some versions have counted on already.
    count = cell if cell is not None else getattr(shell, "execution_count", None)
    return {"path": notebook_path(), "cell": int(count) if isinstance(count, int) else None}
