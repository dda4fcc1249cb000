"""What runs beside the training: capture, system metrics, console."""

from __future__ import annotations

from types import FrameType
from typing import Any

from .background import Background
from .init_options import InitOptions
from .notices import Notices
from .run_record import RunRecord

CAPTURE_PATIENCE_SECONDS = 2.0
FIRST_SAMPLE_SECONDS = 1.0
CALL_SITES_SECONDS = 2.0


def new_capture(directory: str, root: str, options: InitOptions, frame: FrameType | None, notices: Notices) -> Any:
    """What captures environment and code of a run in `directory`; None where that is switched off."""
    if not options.capture_env and not options.capture_code:
        return None
    try:
        from .capture.capture import Capture, CaptureOptions
    except ImportError:
        return None
    return Capture(directory, root, CaptureOptions(options.capture_env, options.capture_code), frame, notices)


class RunParts:
    """Starts the parts that `options` ask for and stops them before the run ends."""

    def __init__(self, record: RunRecord, options: InitOptions, capture: Any) -> None:
        self.background = Background(record.tell_error)
        self.capture = capture
        self._record = record
        self._sampler = _new_sampler(record) if options.system_metrics else None
        self._console = _new_console(record, options) if options.capture_console else None
        if capture is not None:
            record.on_new_keys = capture.note_keys
            self.background.soon(self._capture)
            self.background.every(CALL_SITES_SECONDS, capture.write_call_sites)
        if self._sampler is not None:
            self.background.every(FIRST_SAMPLE_SECONDS, self._sampler.sample)
        if self._console is not None:
            self._console.start()

    def finish(self) -> None:
        """Stop them. Waits a moment for what is being captured."""
        if self._console is not None:
            self._console.stop()
        capture = self.capture
        if capture is not None:
            if self.background.alive:
                capture.wait(CAPTURE_PATIENCE_SECONDS)
            capture.write_call_sites()
        if self._sampler is not None:
            self._sampler.close()

    def _capture(self) -> None:
        self.capture.run(lambda: self.background.stopped)


def _new_sampler(record: RunRecord) -> Any:
    try:
        from .system.system_sampler import SystemSampler
    except ImportError:
        return None
    return SystemSampler(record.file("system.jsonl"))


def _new_console(record: RunRecord, options: InitOptions) -> Any:
    try:
        from .console.console_capture import ConsoleCapture
    except ImportError:
        return None

    def write(lines: str) -> None:
        record.append_log(lines.encode("utf-8", "replace"))

    return ConsoleCapture(write, options.tqdm_mode, record.id)
