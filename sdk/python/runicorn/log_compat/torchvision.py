"""In place of the `utils.py` of torchvision's reference scripts: `MetricLogger` and `SmoothedValue`."""

from __future__ import annotations

import time
from collections import deque
from typing import Any, Iterable, Iterator, Sized

from ..active_run import get_active_run
from .number import number


class SmoothedValue:
    """A series of values, and figures about the last `window_size` of them and about all."""

    def __init__(self, window_size: int = 20, fmt: str | None = None) -> None:
        """`fmt` is a format with the names median, avg, global_avg, max and value."""
        self.deque: deque[float] = deque(maxlen=window_size)
        self.total = 0.0
        self.count = 0
        self.fmt = fmt if fmt is not None else "{median:.4f} ({global_avg:.4f})"

    def update(self, value: Any, n: int = 1) -> None:
        """Add a value that stands for `n`."""
        plain = number(value)
        self.deque.append(plain)
        self.count += n
        self.total += plain * n

    def synchronize_between_processes(self) -> None:
        """Nothing: each process shows its own values."""

    @property
    def median(self) -> float:
        """Of the window; the lower one of two in the middle, as torch has it."""
        ordered = sorted(self.deque)
        return ordered[(len(ordered) - 1) // 2] if ordered else 0.0

    @property
    def avg(self) -> float:
        """Of the window."""
        return sum(self.deque) / len(self.deque) if self.deque else 0.0

    @property
    def global_avg(self) -> float:
        """Of all values."""
        return self.total / self.count if self.count else 0.0

    @property
    def max(self) -> float:
        """Of the window."""
        return max(self.deque, default=0.0)

    @property
    def value(self) -> float:
        """The last one."""
        return self.deque[-1] if self.deque else 0.0

    def __str__(self) -> str:
        return self.fmt.format(
            median=self.median, avg=self.avg, global_avg=self.global_avg, max=self.max, value=self.value
        )


class MetricLogger:
    """Meters by name. Each `update` is a record of the active run."""

    def __init__(self, delimiter: str = "\t") -> None:
        self.meters: dict[str, SmoothedValue] = {}
        self.delimiter = delimiter

    def update(self, **kwargs: Any) -> None:
        """Add a value to each named meter, and record them."""
        values = {name: number(value) for name, value in kwargs.items()}
        for name, value in values.items():
            self.meters.setdefault(name, SmoothedValue()).update(value)
        run = get_active_run()
        if run is not None:
            run.log(values)

    def add_meter(self, name: str, meter: SmoothedValue) -> None:
        """Use a meter of one's own."""
        self.meters[name] = meter

    def __getattr__(self, name: str) -> SmoothedValue:
        meters = self.__dict__.get("meters", {})
        if name in meters:
            return meters[name]  # type: ignore[no-any-return]
        raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")

    def __str__(self) -> str:
        return self.delimiter.join(f"{name}: {meter}" for name, meter in self.meters.items())

    def synchronize_between_processes(self) -> None:
        """Call it of all meters."""
        for meter in self.meters.values():
            meter.synchronize_between_processes()

    def log_every(self, iterable: Iterable[Any], print_freq: int, header: str | None = None) -> Iterator[Any]:
        """The items, with a line on stdout for every `print_freq`th and one at the end."""
        title = header or ""
        total = len(iterable) if isinstance(iterable, Sized) else None
        begin = end = time.time()
        waits, turns = SmoothedValue(fmt="{avg:.4f}"), SmoothedValue(fmt="{avg:.4f}")
        index = -1
        for index, item in enumerate(iterable):
            waits.update(time.time() - end)
            yield item
            turns.update(time.time() - end)
            if print_freq > 0 and (index % print_freq == 0 or (total is not None and index == total - 1)):
                left = "?" if total is None else _clock(turns.global_avg * (total - 1 - index))
                place = f"[{index}/{'?' if total is None else total}]"
                times = f"time: {turns}{self.delimiter}data: {waits}"
                print(self.delimiter.join((title, f"{place}  eta: {left}", str(self), times)))
            end = time.time()
        seconds = time.time() - begin
        print(f"{title} Total time: {_clock(seconds)} ({seconds / max(1, index + 1):.4f} s / it)")


TorchvisionMetricLogger = MetricLogger


def _clock(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}"
