"""Lines out of what a program writes to a terminal, progress bars among them."""

from __future__ import annotations

import re

MAX_LINE = 1 << 16
# Bars that are drawn below each other, held until they are finished.
MAX_ROWS = 64
# Line ends, steps back to the start of a line, and moves of the cursor. Colours stay in the text.
_CONTROL = re.compile("(\r|\n|\b+|\x1b\\[[0-9;?]*[A-HJKSTfhlsu])")
_UNFINISHED_CONTROL = re.compile("\x1b(\\[[0-9;?]{0,16})?\\Z")
_COLOR = re.compile("\x1b\\[[0-9;]*m")
_VISIBLE = re.compile("[^ \t]")
# tqdm and its relatives before they are done.
_IN_PROGRESS = re.compile("(?<![\\d.])\\d{1,2}(\\.\\d+)?%|\\b\\d+it \\[|\\?it/s", re.A)


class LineAssembler:
    """Turns what is written to one stream into the lines that a log keeps.

    `mode` is about lines that are overwritten: "smart" keeps their last state, "all" keeps every state, "none" keeps
    nothing of them. Empty lines are dropped.
    """

    def __init__(self, mode: str) -> None:
        self._mode = mode
        self._rows = [_Row()]
        self._at = 0
        self._rest = ""
        self._lines: list[str] = []

    def feed(self, text: str) -> list[str]:
        """The lines that `text` completes."""
        text = self._rest + text
        unfinished = _UNFINISHED_CONTROL.search(text)
        cut = len(text) if unfinished is None else unfinished.start()
        self._rest = text[cut:]
        for index, part in enumerate(_CONTROL.split(text[:cut])):
            if part:
                if index % 2 == 0:
                    self._write(part)
                else:
                    self._control(part)
        return self._taken()

    def finish(self) -> list[str]:
        """The lines that were begun and not completed, at the end."""
        for row in self._rows:
            self._keep(row)
        self._rows, self._at, self._rest = [_Row()], 0, ""
        return self._taken()

    def _taken(self) -> list[str]:
        lines, self._lines = self._lines, []
        return lines

    def _write(self, text: str) -> None:
        row = self._rows[self._at]
        if row.is_left:
            if self._mode == "all" and row.is_returned:
                self._keep(row)
            # What is wiped out by spaces is not overwritten: tqdm makes room for a message this way.
            was_wiped = row.text != "" and not _VISIBLE.search(row.text)
            row.is_live = row.is_returned and not (was_wiped and not _IN_PROGRESS.search(text))
            row.text, row.is_left, row.is_returned = "", False, False
        row.text += text
        if len(row.text) > MAX_LINE:
            self._keep(row)
            row.text = ""

    def _control(self, control: str) -> None:
        row = self._rows[self._at]
        last = control[-1]
        if control == "\n":
            self._end_line(row)
        elif last in "\r\bG":
            self._return(row)
        elif last == "K":
            self._erase(row, control)
        elif last in "AF":
            self._at = max(0, self._at - _distance(control))
            self._return(self._rows[self._at])
        elif last in "BE":
            for _ in range(min(MAX_ROWS, _distance(control))):
                self._down()

    def _return(self, row: _Row) -> None:
        row.is_left = row.is_returned = True

    def _erase(self, row: _Row, control: str) -> None:
        if row.is_left or control == "\x1b[2K":
            if self._mode == "all":
                self._keep(row)
            row.text = ""

    def _end_line(self, row: _Row) -> None:
        is_unfinished = self._mode == "none" or (self._mode == "smart" and _IN_PROGRESS.search(row.text))
        if not (row.is_live and is_unfinished):
            # Bars above it will not be drawn again.
            for above in self._rows[: self._at] if not row.is_live else ():
                self._keep(above)
            self._keep(row)
        self._down()
        while self._at > 0 and self._rows[0].kept == self._rows[0].text:
            self._rows.pop(0)
            self._at -= 1

    def _down(self) -> None:
        self._at += 1
        if self._at == len(self._rows):
            self._rows.append(_Row())
        self._rows[self._at].is_left = True
        if len(self._rows) > MAX_ROWS:
            self._keep(self._rows.pop(0))
            self._at -= 1

    def _keep(self, row: _Row) -> None:
        if row.kept == row.text:
            return
        row.kept = row.text
        if self._mode == "none" and row.is_live:
            return
        line = row.text.rstrip(" ") if row.is_live else row.text
        if _VISIBLE.search(_COLOR.sub("", line)):
            self._lines.append(line)


class _Row:
    """A row of the terminal that may be written again."""

    def __init__(self) -> None:
        self.text = ""
        self.kept = ""
        """What of it is in the log."""
        self.is_live = False
        """It was overwritten, as progress bars are."""
        self.is_left = False
        """The next text replaces what it holds."""
        self.is_returned = False
        """The cursor went back to its start."""


def _distance(control: str) -> int:
    digits = control[2:-1]
    return int(digits) if digits.isdigit() and len(digits) < 5 else 1
