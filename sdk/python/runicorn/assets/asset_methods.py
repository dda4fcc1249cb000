"""The part of a Run that says what it uses and keeps what it puts out."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, Mapping, Sequence

from ..json_file import read_json

if TYPE_CHECKING:
    from ..run_record import RunRecord
    from .outputs_scan import OutputsScan
    from .outputs_watch import OutputsWatch

MAX_ARCHIVE_BYTES = 5 * 1024**3
MAX_ARCHIVE_FILES = 2_000_000
WEEK_SECONDS = 7 * 24 * 3600.0
NOTHING_SCANNED = {"scanned": 0, "archived": 0, "changed": 0}


class AssetMethods:
    """Configuration, data sets, pretrained weights and output files."""

    _record: RunRecord
    _scan: OutputsScan | None = None
    _watch: OutputsWatch | None = None

    def log_config(
        self,
        *,
        args: Any | None = None,
        extra: Mapping[str, Any] | None = None,
        config_files: Sequence[str | os.PathLike[str]] | None = None,
    ) -> None:
        """Add hyper-parameters (a mapping, a Namespace, a dataclass …) and names of files to assets.json."""
        from .log_config import log_config

        with self._record.guard("log_config"):
            if self._record.accepts():
                log_config(self._record, args, extra, config_files)

    def log_dataset(
        self,
        name: str,
        root_or_uri: Any,
        *,
        context: str = "train",
        save: bool = False,
        description: str | None = None,
        force_save: bool = False,
        max_archive_bytes: int = MAX_ARCHIVE_BYTES,
        max_archive_files: int = MAX_ARCHIVE_FILES,
    ) -> None:
        """Say which data the run uses: a path, a URI or a mapping. With `save` a copy is kept in the store.

        A path larger than `max_archive_bytes` or `max_archive_files` is not copied unless `force_save`.
        """
        from .asset_entries import ArchiveOptions, Source, dataset_entry
        from .assets_file import append_assets

        record = self._record
        with record.guard("log_dataset"):
            if not record.accepts():
                return
            source = Source(root_or_uri)
            limits = (save, force_save, max_archive_bytes, max_archive_files)
            kept = source.archive(ArchiveOptions(self._archive, "datasets", *limits), record.tell)
            append_assets(record, "datasets", [dataset_entry(name, source, context, description, kept)])

    def log_pretrained(
        self,
        name: str,
        *,
        path_or_uri: Any | None = None,
        save: bool = False,
        source_type: str = "unknown",
        description: str | None = None,
        force_save: bool = False,
        max_archive_bytes: int = MAX_ARCHIVE_BYTES,
        max_archive_files: int = MAX_ARCHIVE_FILES,
    ) -> None:
        """Say which weights the run starts from. `save` and the limits are as in `log_dataset`."""
        from .asset_entries import ArchiveOptions, Source, pretrained_entry
        from .assets_file import append_assets

        record = self._record
        with record.guard("log_pretrained"):
            if not record.accepts():
                return
            source = Source(path_or_uri)
            limits = (save, force_save, max_archive_bytes, max_archive_files)
            kept = source.archive(ArchiveOptions(self._archive, "pretrained", *limits), record.tell)
            append_assets(record, "pretrained", [pretrained_entry(name, source, source_type, description, kept)])

    def scan_outputs_once(
        self,
        *,
        output_dirs: Sequence[str | os.PathLike[str]],
        patterns: Sequence[str] | None = None,
        stable_required: int = 2,
        min_age_sec: float = 1.0,
        mode: str = "rolling",
        log_snapshot_interval_sec: float = 60.0,
        state_gc_after_sec: float = WEEK_SECONDS,
    ) -> dict[str, Any]:
        """Keep the newest state of the files below `output_dirs` that match a pattern and no longer change.

        A file is done when `stable_required` scans found it unchanged and it is `min_age_sec` seconds old. Logs,
        texts and CSV files are copied every `log_snapshot_interval_sec` seconds as they are. `mode` is "rolling".
        Answers counts `scanned`, `archived`, `changed`, and `archived_entries` as in assets.json.
        """
        record = self._record
        with record.guard("scan_outputs_once"):
            if record.accepts():
                options = _scan_options(locals())
                return self._outputs_scan().scan(options)
        return {"run_id": record.id, **NOTHING_SCANNED, "archived_entries": []}

    def watch_outputs(
        self,
        *,
        output_dirs: Sequence[str | os.PathLike[str]],
        interval_sec: float = 10.0,
        patterns: Sequence[str] | None = None,
        stable_required: int = 2,
        min_age_sec: float = 1.0,
        mode: str = "rolling",
        log_snapshot_interval_sec: float = 60.0,
        state_gc_after_sec: float = WEEK_SECONDS,
    ) -> None:
        """Do `scan_outputs_once` every `interval_sec` seconds on a thread, and once more at the end."""
        record = self._record
        with record.guard("watch_outputs"):
            if not record.accepts():
                return
            options = _scan_options(locals())
            from .outputs_watch import OutputsWatch

            self.stop_outputs_watch()
            if self.stop_outputs_watch not in record.before_end:
                record.before_end.append(self.stop_outputs_watch)
            self._watch = OutputsWatch(record, self._outputs_scan(), options, float(interval_sec))

    def stop_outputs_watch(self) -> None:
        """End `watch_outputs`."""
        watch, self._watch = self._watch, None
        if watch is not None:
            watch.stop()

    @property
    def _archive(self) -> str:
        return os.path.join(self._record.root, "archive")

    def _outputs_scan(self) -> OutputsScan:
        from .outputs_scan import OutputsScan

        if self._scan is None:
            workspace = read_json(self._record.file("meta.json")).get("workspace_root")
            self._scan = OutputsScan(self._record, workspace if isinstance(workspace, str) else os.getcwd())
        return self._scan


def _scan_options(given: Mapping[str, Any]) -> Any:
    from .outputs_scan import ScanOptions

    options = ScanOptions(**{name: given[name] for name in ScanOptions._fields})
    if options.mode != "rolling":
        given["record"].tell("mode", f'outputs are kept in the mode "rolling", not {options.mode!r:.80}')
    return options
