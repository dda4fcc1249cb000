"""The path of a run's directory, as programs use it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


class DirectoryPath(str):
    """A text, and `path / "file"` is a `pathlib.Path`, as Runicorn 0.4 to 0.6 had it."""

    __slots__ = ()

    def __truediv__(self, name: str | os.PathLike[str]) -> Path:
        from pathlib import Path  # Slow to import, and rarely needed.

        return Path(self, name)
