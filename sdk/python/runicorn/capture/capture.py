"""Recording the program and what it runs in, beside the training."""

from __future__ import annotations

import contextlib
import os
import threading
import time
from types import FrameType
from typing import Any, Callable, Dict, Iterable, Mapping, NamedTuple

from ..json_file import read_json, replace_json
from ..notices import Notices
from ..plain import NotPlain, to_key, to_plain
from .call_site import CallSite, call_site, describe
from .missing import Missing
from .program import program_document

WALL_SECONDS = 10.0
MAX_CALL_SITES = 1000
MAX_KEY = 500

EnvironmentCallback = Callable[[Dict[str, Any]], Any]


class CaptureOptions(NamedTuple):
    """The switches of `init`."""

    env: bool = True
    # True, False or "full".
    code: Any = True


class Capture:
    """Writes environment.json, code.json and code.patch of one run. No method raises."""

    def __init__(
        self, record_dir: str, root: str, options: CaptureOptions, frame: FrameType | None, notices: Notices
    ) -> None:
        """`root` is the store's; `frame` is where `init` was called."""
        self._directory = record_dir
        self._root = root
        self._options = options
        self._notices = notices
        self._init_site = call_site(frame) if options.code else None
        # A forked child has neither the thread that records nor its locks, and the run is the parent's.
        self._pid = os.getpid()
        self._lock = threading.RLock()
        self._done = threading.Event()
        self._code: dict[str, Any] = {}
        self._environment: dict[str, Any] | None = None
        self._callbacks: list[EnvironmentCallback] = []
        # Where keys were logged first, not written yet.
        self._new_sites: dict[str, CallSite] = {}
        self._known_keys: set[str] = set()

    def documents(self) -> dict[str, Any]:
        """What is known at once: the first content of code.json. Cheap."""
        if not self._options.code:
            return {}
        with self._guard("code"):
            before = read_json(self._file("code.json")).get("call_sites")
            known = before.get("metrics") if isinstance(before, dict) else None
            init = self._init_site
            self._code = {
                **program_document(init.cell if init is not None else None),
                "parent": None,
                "git": None,
                "call_sites": {
                    "init": describe(init) if init is not None else None,
                    "metrics": known if isinstance(known, dict) else {},
                },
                "missing": [],
            }
        return {"code.json": self._code} if self._code else {}

    def run(self, stopped: Callable[[], bool]) -> None:
        """Record all of it; gives up soon after `stopped` answers true, or after 10 s."""
        try:
            with self._guard("capture", stopped):
                deadline = time.monotonic() + WALL_SECONDS
                code_missing, missing = Missing(stopped, deadline), Missing(stopped, deadline)
                if self._code:
                    self._record_code(code_missing)
                if self._options.env:
                    self._record_environment(missing)
        finally:
            try:
                # Before: a run that ends waits for what they return.
                self._call_back()
            finally:
                self._done.set()
            # Somebody may have asked since.
            self._call_back()

    def wait(self, seconds: float) -> bool:
        """Wait until `run` is through, at most so long. Whether it is."""
        return os.getpid() == self._pid and self._done.wait(seconds)

    def note_keys(self, keys: Iterable[Any], frame: FrameType | None) -> None:
        """These keys are being logged at `frame`; the first time of each counts."""
        if not self._code or os.getpid() != self._pid:
            return
        with self._guard("call_sites"):
            site: CallSite | None = None
            for key in keys:
                with contextlib.suppress(NotPlain):
                    name = to_key(key)[:MAX_KEY]
                    if name in self._known_keys or len(self._known_keys) >= MAX_CALL_SITES:
                        continue
                    site = site or call_site(frame)
                    self._known_keys.add(name)
                    if site is not None:
                        self._new_sites[name] = site

    def write_call_sites(self) -> None:
        """Bring code.json's call sites up to date."""
        if not self._new_sites or not self._code or os.getpid() != self._pid:
            return
        with self._guard("call_sites"), self._lock:
            described: dict[CallSite, dict[str, Any]] = {}
            metrics = self._code["call_sites"]["metrics"]
            while self._new_sites:
                key, site = self._new_sites.popitem()
                if site not in described:
                    described[site] = describe(site)
                metrics.setdefault(key, described[site])
            replace_json(self._file("code.json"), self._code)

    def on_environment(self, callback: EnvironmentCallback) -> None:
        """Call `callback(environment)` once it is recorded; a mapping that it returns is kept under `extra`."""
        self._callbacks.append(callback)
        if self._done.is_set() and os.getpid() == self._pid:
            self._call_back()

    def _record_code(self, missing: Missing) -> None:
        # Which takes longer to load than what `init` needs.
        from .code import record_code

        def publish() -> None:
            with self._lock:
                self._code["missing"] = missing.items
                replace_json(self._file("code.json"), self._code)

        site = self._init_site
        init_file = site.file if site is not None and os.path.isabs(site.file) else None
        full = self._options.code == "full"
        record_code(self._code, init_file, self._directory, self._root, full, missing, publish)

    def _record_environment(self, missing: Missing) -> None:
        from .environment import environment_document

        self._environment = environment_document(self._code.get("git"), missing)
        replace_json(self._file("environment.json"), self._environment)

    def _call_back(self) -> None:
        while self._environment is not None:
            try:
                callback = self._callbacks.pop(0)
            except IndexError:
                return
            with self._guard("on_environment"):
                # Without the lock, for which a run that ends would wait as long as this takes.
                extra = callback(dict(self._environment))
                if isinstance(extra, Mapping):
                    with self._lock:
                        self._environment["extra"].update(to_plain(extra))
                        replace_json(self._file("environment.json"), self._environment)

    def _file(self, name: str) -> str:
        return os.path.join(self._directory, name)

    @contextlib.contextmanager
    def _guard(self, subject: str, stopped: Callable[[], bool] | None = None) -> Any:
        try:
            yield
        except Exception as error:
            # After its end a run's directory may well be gone.
            if stopped is not None and stopped():
                return
            self._notices.tell("capture " + subject, f"{subject} could not be recorded: {error}")
