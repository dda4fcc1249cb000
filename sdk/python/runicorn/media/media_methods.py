"""The part of a Run that records rich values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Sequence

from ..log_lines import log_lines
from .attempt import INLINE_BYTES, attempt, words, write_file
from .shown import shown
from .tell import Tell

if TYPE_CHECKING:
    import logging

    from ..run_record import RunRecord

MAX_ALERT = 10_000
_LEVELS = {"info": "info", "warning": "warning", "warn": "warning", "error": "error", "critical": "error"}


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
        """Record a picture; the path of its file relative to the run, or "" when it could not be recorded.

        Encoded bytes, an open file or a path are kept as they are. A picture of Pillow, a figure of matplotlib or
        plotly, and arrays, tensors or nested lists of shape (H, W), (H, W, C) or (C, H, W) are written as `format`;
        several, (N, …), become a grid. Integers are 0…255, floats 0…1. `quality` is 1…100, for jpg and webp; formats
        other than png need Pillow for arrays. At most 64 MiB.
        """

        def write(tell: Tell) -> str:
            from .image_content import image_content

            content = image_content(image, format, quality, tell)
            size = {} if content.size is None else {"width": content.size[0], "height": content.size[1]}
            facts = {"caption": words(caption), **size, "format": content.format}
            return write_file(self._record, "image", key, content.format, content.source.pieces, facts, step)

        return attempt(self._record, "log_image", key, write)

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
        """Record sound; the path of its file relative to the run, or "".

        Encoded bytes, an open file or a path are kept as they are. Samples of shape (N,), (N, channels) or
        (channels, N) are written as 16-bit WAV of `sample_rate` Hz: floats are -1…1, integers 16 bits. At most
        256 MiB.
        """

        def write(tell: Tell) -> str:
            from .audio_content import audio_content

            content = audio_content(audio, sample_rate, format, tell)
            facts: dict[str, Any] = {"caption": words(caption)}
            if content.sample_rate is not None:
                facts["sample_rate"] = content.sample_rate
            if content.duration is not None:
                facts["duration"] = content.duration
            facts["format"] = content.format
            return write_file(self._record, "audio", key, content.format, content.source.pieces, facts, step)

        return attempt(self._record, "log_audio", key, write)

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
        """Record moving pictures; the path of their file relative to the run, or "".

        Encoded bytes, an open file or a path are kept as they are. An array of shape (T, H, W), (T, H, W, C) or
        (T, C, H, W) is written as an animated PNG with `fps` pictures per second, 10 if not given. At most 1 GiB.
        """

        def write(tell: Tell) -> str:
            from .video_content import video_content

            content = video_content(video, fps, format, tell)
            facts: dict[str, Any] = {"caption": words(caption)}
            if content.fps is not None:
                facts["fps"] = content.fps
            if content.size is not None:
                facts["width"], facts["height"] = content.size
            if content.frames is not None:
                facts["frames"] = content.frames
            facts["format"] = content.format
            return write_file(self._record, "video", key, content.format, content.source.pieces, facts, step)

        return attempt(self._record, "log_video", key, write)

    def log_table(
        self,
        key: str,
        data: Any,
        columns: Sequence[str] | None = None,
        step: int | None = None,
    ) -> None:
        """Record a table: a list of rows or of mappings, a mapping of columns, a data frame, a two-dimensional array.

        `columns` names the columns; of mappings and frames it chooses some. Cells become numbers, texts or null,
        dates ISO text. At most 1,000,000 cells and 64 MiB.
        """

        def write(tell: Tell) -> str:
            from .table import table_of
            from .table_json import table_json

            table = table_of(data, columns, tell)
            pieces = table_json(table, tell)
            facts: dict[str, Any] = {"columns": table.columns, "row_count": table.row_count}
            if sum(map(len, pieces)) > INLINE_BYTES:
                return write_file(self._record, "table", key, "json", pieces, facts, step)
            self._record.event("table", {"key": words(key), **facts, "rows": table.rows}, step)
            return ""

        attempt(self._record, "log_table", key, write)

    def log_histogram(
        self,
        key: str,
        values: Any = None,
        step: int | None = None,
        *,
        bins: int | Sequence[float] = 64,
        counts: Sequence[float] | None = None,
        edges: Sequence[float] | None = None,
    ) -> None:
        """Record how the values of an array, a tensor or nested lists are distributed.

        `bins` is the number of equal bins from the least to the greatest value, 1 to 4096, or their edges. What was
        counted elsewhere is given by `counts` and `edges`, one more than counts. Non-finite values are counted apart.
        """

        def write(tell: Tell) -> str:
            from .histogram import counted, histogram

            if counts is not None or edges is not None:
                result = counted(counts, edges)
            else:
                result = histogram(values, bins, tell)
            self._record.event("histogram", {"key": words(key), **vars(result)}, step)
            return ""

        attempt(self._record, "log_histogram", key, write)

    def alert(self, text: str, level: str = "warning", title: str | None = None, step: int | None = None) -> None:
        """Tell the people who watch the run. `level` is "info", "warning" or "error"."""

        def write(tell: Tell) -> str:
            known = _LEVELS.get(str(getattr(level, "value", level)).lower())
            if known is None:
                tell("level", f'{shown(level)} is no level; it is "info", "warning" or "error"')
            message = words(text, MAX_ALERT) or ""
            heading = words(title)
            data = {"level": known or "warning", "title": heading, "text": message}
            self._record.event("alert", data, step)
            self._record.append_log(log_lines("⚠️ Alert: " + (f"{heading}: {message}" if heading else message)))
            return ""

        attempt(self._record, "alert", level, write)

    def define_metric(
        self,
        key: str,
        mode: str | None = None,
        x: str | None = None,
        unit: str | None = None,
        description: str | None = None,
    ) -> None:
        """Say how a metric, or all that match a glob such as `train/*`, is to be read.

        `mode` is "min" or "max", whichever is better; `x` is the metric it is drawn over.
        """

        def write(tell: Tell) -> str:
            if mode not in (None, "min", "max"):
                tell("mode", f'mode is "min" or "max", not {shown(mode)}')
            data = {
                "key": words(key),
                "mode": mode if mode in ("min", "max") else None,
                "x": words(x),
                "unit": words(unit),
                "description": words(description),
            }
            self._record.event("define_metric", data)
            return ""

        attempt(self._record, "define_metric", key, write)

    def get_logging_handler(self, level: int = 20, fmt: str | None = None) -> logging.Handler:
        """A handler of `logging` for the run's log: `HH:MM:SS | LEVEL | logger | message`, or as `fmt` says."""
        from ..logging_handler import RunLogHandler

        return RunLogHandler(self._record, level, fmt)
