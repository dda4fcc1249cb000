"""The notebook cell that is being executed."""

from __future__ import annotations

import sys
from typing import Any, NamedTuple


class NotebookCell(NamedTuple):
    """A cell of a notebook. `key` stays the same when it is executed again, `execution` counts on."""

    key: str
    execution: int


def current_cell() -> NotebookCell | None:
    """The cell whose code is running; None outside of notebooks."""
    try:
        shell = interactive_shell()
        kernel = getattr(shell, "kernel", None)
        if shell is None or kernel is None:
            return None
        parent = shell.get_parent() if hasattr(shell, "get_parent") else getattr(shell, "parent_header", {})
        # Jupyter and VS Code tell the cell's id; elsewhere its text has to do.
        cell_id = ((parent or {}).get("metadata") or {}).get("cellId") or shell.user_ns["In"][-1]
        return NotebookCell(str(cell_id), int(shell.execution_count))
    except Exception:
        return None


def interactive_shell() -> Any:
    """IPython's shell, in a notebook or a terminal; None outside."""
    module = sys.modules.get("IPython")
    return module.get_ipython() if module is not None else None
