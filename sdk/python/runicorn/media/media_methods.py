"""The part of a Run that records rich values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Iterable, Sequence

if TYPE_CHECKING:
    import logging

    from ..run_record import RunRecord


class MediaMethods:
    """Pictures, sound, video, tables, histograms, alerts and what is said about metrics."""

    _record: RunRecord

    def log_image(
        self,
        key: str,
        image: Any,
        step: int | None = None,
        caption: str | None = None,
        format: str = "png",
        quality: int = 90,
    ) -> str:
        """Record a picture; the path of its file relative to the run, or "" when it could not be recorded."""
        return ""

    def log_audio(
        self,
        key: str,
        audio: Any,
        step: int | None = None,
        caption: str | None = None,
        *,
        sample_rate: int | None = None,
        format: str | None = None,
    ) -> str:
        """Record sound; the path of its file relative to the run, or ""."""
        return ""

    def log_video(
        self,
        key: str,
        video: Any,
        step: int | None = None,
        caption: str | None = None,
        *,
        fps: float | None = None,
        format: str | None = None,
    ) -> str:
        """Record moving pictures; the path of their file relative to the run, or ""."""
        return ""

    def log_table(
        self,
        key: str,
        data: Any,
        columns: Sequence[str] | None = None,
        step: int | None = None,
    ) -> None:
        """Record a table: rows, a mapping of columns, or a data frame."""

    def log_histogram(
        self,
        key: str,
        values: Any,
        step: int | None = None,
        *,
        bins: int | Iterable[float] = 64,
    ) -> None:
        """Record how values are distributed."""

    def alert(self, text: str, level: str = "warning", title: str | None = None) -> None:
        """Tell the people who watch the run. `level` is "info", "warning" or "error"."""

    def define_metric(
        self,
        key: str,
        mode: str | None = None,
        x: str | None = None,
        unit: str | None = None,
        description: str | None = None,
    ) -> None:
        """Say how a metric, or all that match a glob such as `train/*`, is to be read."""

    def get_logging_handler(self, level: int = 20, fmt: str | None = None) -> logging.Handler:
        """A handler for `logging` that writes to the run's log."""
        import logging

        return logging.NullHandler(level)
