"""What runs beside the training: capture, system metrics, console."""

from __future__ import annotations

from types import FrameType
from typing import TYPE_CHECKING

from .background import Background
from .capture.capture import Capture, CaptureOptions
from .init_options import InitOptions
from .notices import Notices
from .run_record import RunRecord

if TYPE_CHECKING:
    from .console.console_capture import ConsoleCapture
    from .system.system_sampler import SystemSampler

# Long enough for init() to return, with which the thread would compete for the interpreter.
CAPTURE_DELAY_SECONDS = 0.05
CAPTURE_PATIENCE_SECONDS = 2.0
FIRST_SAMPLE_SECONDS = 0.5
CALL_SITES_SECONDS = 2.0


def new_capture(
    directory: str, root: str, options: InitOptions, frame: FrameType | None, notices: Notices
) -> Capture | None:
    """What captures environment and code of a run in `directory`; None where that is switched off."""
    if not options.capture_env and not options.capture_code:
        return None
    try:
        return Capture(directory, root, CaptureOptions(options.capture_env, options.capture_code), frame, notices)
    except Exception as error:
        notices.tell("capture", f"environment and code are not captured: {error}")
        return None


class RunParts:
    """Starts the parts that `options` ask for and stops them before the run ends."""

    def __init__(self, record: RunRecord, options: InitOptions, capture: Capture | None) -> None:
        self.background = Background(record.tell_error)
        self.capture = capture
        self._record = record
        self._sampler: SystemSampler | None = None
        self._console: ConsoleCapture | None = None
        if capture is not None:
            record.on_new_keys = capture.note_keys
            self.background.soon(lambda: self._capture(capture), CAPTURE_DELAY_SECONDS)
            self.background.every(CALL_SITES_SECONDS, capture.write_call_sites)
        if options.system_metrics:
            self.background.every(FIRST_SAMPLE_SECONDS, self._sample)
        if options.capture_console:
            with record.guard("console"):
                self._console = _new_console(record, options)
                self._console.start()

    def finish(self) -> None:
        """Stop them. Waits a moment for what is being captured."""
        capture = self.capture
        if self._console is not None:
            with self._record.guard("console"):
                self._console.stop()
        if capture is not None:
            if self.background.alive:
                capture.wait(CAPTURE_PATIENCE_SECONDS)
            capture.write_call_sites()
        if self._sampler is not None:
            self._sampler.close()

    def _capture(self, capture: Capture) -> None:
        with self.background.importing:
            import hashlib  # noqa: F401
            import platform  # noqa: F401
            import subprocess  # noqa: F401

            from .capture import code, environment  # noqa: F401
        capture.run(lambda: self.background.stopped)

    def _sample(self) -> float:
        if self._sampler is None:
            from .system.system_sampler import SystemSampler  # Slow to import: not while the run begins.

            self._sampler = SystemSampler(self._record.file("system.jsonl"))
        return self._sampler.sample()


def _new_console(record: RunRecord, options: InitOptions) -> ConsoleCapture:
    from .console.console_capture import ConsoleCapture

    def write(lines: str) -> None:
        record.append_log(lines.encode("utf-8", "replace"))

    return ConsoleCapture(write, options.tqdm_mode, record.id)
