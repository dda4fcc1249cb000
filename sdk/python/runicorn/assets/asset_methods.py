"""The part of a Run that says what it uses and keeps what it puts out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Mapping, Sequence

if TYPE_CHECKING:
    import os

    from ..run_record import RunRecord

MAX_ARCHIVE_BYTES = 5 * 1024**3
MAX_ARCHIVE_FILES = 2_000_000


class AssetMethods:
    """Configuration, data sets, pretrained weights and output files."""

    _record: RunRecord

    def log_config(
        self,
        *,
        args: Any | None = None,
        extra: Mapping[str, Any] | None = None,
        config_files: Sequence[str | os.PathLike[str]] | None = None,
    ) -> None:
        """Add hyper-parameters and configuration files to assets.json."""

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
        """Say which data the run uses; with `save` a copy is kept."""

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
        """Say which weights the run starts from; with `save` a copy is kept."""

    def scan_outputs_once(self, *, output_dirs: Any, **options: Any) -> int:
        """Keep the output files that no longer change; how many were kept."""
        return 0

    def watch_outputs(self, *, output_dirs: Any, interval_sec: float = 10, **options: Any) -> None:
        """Keep output files every `interval_sec` seconds until the run ends."""

    def stop_outputs_watch(self) -> None:
        """End `watch_outputs`."""
