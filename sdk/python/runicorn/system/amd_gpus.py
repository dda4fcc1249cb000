"""AMD GPUs as Linux's driver tells them, without any program."""

from __future__ import annotations

import re

from .system_file import list_folder, read_number

MIB = 1024 * 1024


class AmdGpus:
    """Reads the files that the amdgpu driver keeps per card. `root` stands before /sys, for tests."""

    def __init__(self, root: str = "") -> None:
        folder = root + "/sys/class/drm"
        cards = [name for name in list_folder(folder) if re.fullmatch(r"card\d+", name)]
        devices = [f"{folder}/{name}/device" for name in sorted(cards, key=lambda name: int(name[4:]))]
        self._devices = [path for path in devices if read_number(path + "/gpu_busy_percent") is not None]

    def __len__(self) -> int:
        return len(self._devices)

    def read(self, now: float = 0.0) -> dict[str, float]:
        """The values by key, those that a card tells."""
        values: dict[str, float] = {}
        for index, device in enumerate(self._devices):
            for name, value in _read_card(device).items():
                if value is not None:
                    values[f"gpu{index}_{name}"] = value
        return values


def _read_card(device: str) -> dict[str, float | None]:
    sensors = next((f"{device}/hwmon/{name}" for name in list_folder(device + "/hwmon")), device)

    def scaled(path: str, unit: float) -> float | None:
        number = read_number(path)
        return None if number is None else number / unit

    power = scaled(sensors + "/power1_average", 1e6)
    fan, full = read_number(sensors + "/pwm1"), read_number(sensors + "/pwm1_max")
    return {
        "util_pct": read_number(device + "/gpu_busy_percent"),
        "mem_util_pct": read_number(device + "/mem_busy_percent"),
        "mem_used_mib": scaled(device + "/mem_info_vram_used", MIB),
        "mem_total_mib": scaled(device + "/mem_info_vram_total", MIB),
        "temp_c": scaled(sensors + "/temp1_input", 1000),
        # Newer cards tell the moment's power only.
        "power_w": power if power is not None else scaled(sensors + "/power1_input", 1e6),
        "power_limit_w": scaled(sensors + "/power1_cap", 1e6),
        "clock_sm_mhz": scaled(sensors + "/freq1_input", 1e6),
        "fan_pct": 100.0 * fan / full if fan is not None and full else None,
    }
