"""Telling the user on stderr, each thing once."""

from __future__ import annotations

import sys


class Notices:
    """Sentences for the person who watches the training, each subject told once."""

    def __init__(self) -> None:
        self._told: set[str] = set()

    def tell(self, subject: str, sentence: str) -> None:
        """Print `sentence` unless something was told about `subject` before. Never raises."""
        if subject in self._told:
            return
        self._told.add(subject)
        try:
            # While the interpreter is taken apart, a thread that was stopped may hold the lock of stderr for ever.
            if sys.is_finalizing():
                return
            sys.stderr.write("runicorn: " + sentence + "\n")
        except Exception:
            # A closed or broken stderr must not stop the training.
            return
