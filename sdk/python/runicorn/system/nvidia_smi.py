"""GPUs as nvidia-smi tells them."""

from __future__ import annotations

from math import isfinite

# Fields of `nvidia-smi --help-query-gpu`, and what a sample calls them.
FIELDS = {
    "utilization.gpu": "util_pct",
    "utilization.memory": "mem_util_pct",
    "memory.used": "mem_used_mib",
    "memory.total": "mem_total_mib",
    "temperature.gpu": "temp_c",
    "power.draw": "power_w",
    "power.limit": "power_limit_w",
    "clocks.sm": "clock_sm_mhz",
    "fan.speed": "fan_pct",
}
ARGUMENTS = ("--query-gpu=index," + ",".join(FIELDS), "--format=csv,noheader,nounits")


def parse_nvidia_smi(output: str, now: float = 0.0) -> dict[str, float]:
    """The values by key. What a GPU does not tell ([N/A], [Not Supported], ERR!) is left out, and GPUs in error."""
    values: dict[str, float] = {}
    for line in output.splitlines():
        index, *cells = [cell.strip() for cell in line.split(",")]
        if not index.isdecimal() or len(cells) != len(FIELDS):
            continue
        for name, cell in zip(FIELDS.values(), cells):
            number = _number(cell)
            if number is not None:
                values[f"gpu{int(index)}_{name}"] = number
    return values


def _number(cell: str) -> float | None:
    try:
        number = float(cell)
    except ValueError:
        return None
    return number if isfinite(number) else None
