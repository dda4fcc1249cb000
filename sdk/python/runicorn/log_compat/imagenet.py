"""In place of the classes of PyTorch's ImageNet example: `AverageMeter`, `ProgressMeter`, `Summary`."""

from __future__ import annotations

from enum import Enum
from typing import Any, Sequence

from ..active_run import get_active_run
from .number import number


class Summary(Enum):
    """What `display_summary` shows of a meter."""

    NONE = 0
    AVERAGE = 1
    SUM = 2
    COUNT = 3


class AverageMeter:
    """The last value `val`, the average `avg`, the sum and the count of what it was updated with."""

    def __init__(self, name: str, fmt: str = ":f", summary_type: Summary = Summary.AVERAGE) -> None:
        """`fmt` is a format such as `:6.2f`."""
        self.name = name
        self.fmt = fmt
        self.summary_type = summary_type
        self.reset()

    def reset(self) -> None:
        """Forget all values."""
        self.val: float = 0
        self.avg: float = 0
        self.sum: float = 0
        self.count = 0

    def update(self, val: Any, n: int = 1) -> None:
        """Add a value that stands for `n`."""
        self.val = number(val)
        self.sum += self.val * n
        self.count += n
        self.avg = self.sum / self.count if self.count else 0

    def all_reduce(self) -> None:
        """Nothing: each process shows its own values."""

    def __str__(self) -> str:
        return ("{name} {val" + self.fmt + "} ({avg" + self.fmt + "})").format(**self.__dict__)

    def summary(self) -> str:
        """Name and figure, as `summary_type` says; an empty text for NONE."""
        figures = {Summary.AVERAGE: self.avg, Summary.SUM: self.sum, Summary.COUNT: self.count}
        return f"{self.name} {figures[self.summary_type]:.3f}" if self.summary_type in figures else ""


class ProgressMeter:
    """A line about several meters."""

    def __init__(self, num_batches: int, meters: Sequence[AverageMeter], prefix: str = "") -> None:
        digits = len(str(num_batches))
        self.batch_fmtstr = f"[{{:{digits}d}}/{num_batches:{digits}d}]"
        self.meters = meters
        self.prefix = prefix

    def display(self, batch: int) -> None:
        """Print the line; the last value of each meter is one record of the active run."""
        texts: list[str] = [self.prefix + self.batch_fmtstr.format(batch), *map(str, self.meters)]
        print("\t".join(texts))
        run = get_active_run()
        if run is not None:
            run.log({meter.name: meter.val for meter in self.meters})

    def display_summary(self) -> None:
        """Print what the meters come to."""
        print(" ".join([" *", *(meter.summary() for meter in self.meters)]))
