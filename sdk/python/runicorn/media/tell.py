"""How what is odd about a value is told to the user."""

from __future__ import annotations

from typing import Callable

# Gets a subject, of which only the first sentence is told, and the sentence.
Tell = Callable[[str, str], None]
