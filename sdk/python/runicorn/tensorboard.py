"""`SummaryWriter` in place of the one of torch.utils.tensorboard or tensorboardX.

Change the import, nothing else:

    from runicorn.tensorboard import SummaryWriter
"""

from __future__ import annotations

import os
import sys
from typing import Any, Mapping

from .adapters.adapter_run import AdapterRun, AnyRun
from .adapters.array_of import array_of
from .adapters.harmless import harmless
from .adapters.histogram_buckets import bucket_edges
from .adapters.image_layout import to_hwc, to_thwc
from .adapters.log_dir_name import log_dir_name
from .adapters.metric_key import metric_key
from .adapters.not_recorded import NotRecorded
from .adapters.pr_curve import COLUMNS, curve_rows, pr_curve
from .adapters.writer_runs import WriterRuns
from .create_run import init
from .run import Run

BINS = 64
# One per process, like the active run it looks at.
_WRITER_RUNS = WriterRuns()


class SummaryWriter(NotRecorded):
    """Records what a program writes for TensorBoard. No `add_` method raises.

    It records into the active run; without one it begins a run, named after `log_dir`, that `close` ends. Several
    writers at once have a run each, or, in one active run, tags of their own. A tag without `global_step` counts up
    from 0. `walltime` is honoured for scalars.
    """

    def __init__(
        self,
        log_dir: str | os.PathLike[str] | None = None,
        comment: str = "",
        purge_step: int | None = None,
        max_queue: int = 10,
        flush_secs: int = 120,
        filename_suffix: str = "",
        *,
        logdir: str | os.PathLike[str] | None = None,
        project: str | None = None,
        storage: str | os.PathLike[str] | None = None,
        run: AnyRun | None = None,
        **_: Any,
    ) -> None:
        """`project`, `storage` and `run` are ours: as in `runicorn.init`, and a run to record into.

        The rest is accepted as there is nothing to purge, no queue and no file name. `log_dir` is made, empty, since
        programs put files of their own into it.
        """
        super().__init__()
        given = str(log_dir or logdir or "")
        name = log_dir_name(given, comment)
        self._target = AdapterRun(run, joins=_WRITER_RUNS.joins, project=project, name=name, storage=storage)
        if self._target.is_own:
            _WRITER_RUNS.begun(self.run)
        self._prefix = "" if self._target.is_own else _WRITER_RUNS.prefix(self.run, name)
        self._steps: dict[str, int] = {}
        self._hparams: Any = None
        self.log_dir: str = given or (self.run.run_dir if isinstance(self.run, Run) else os.curdir)
        self._make_log_dir()

    @property
    def run(self) -> AnyRun:
        """The run that is recorded into."""
        return self._target.known

    @property
    def file_writer(self) -> SummaryWriter:
        """What takes ready-made TensorBoard messages: this, which does not record them."""
        return self

    def get_logdir(self) -> str:
        """`log_dir` as given, else the directory of the run."""
        return self.log_dir

    @harmless
    def add_scalar(
        self,
        tag: str,
        scalar_value: Any,
        global_step: Any = None,
        walltime: float | None = None,
        *_: Any,
        **__: Any,
    ) -> None:
        """One number, or a tensor that holds one."""
        self._log({self._key(tag): scalar_value}, self._step(tag, global_step), walltime)

    @harmless
    def add_scalars(
        self,
        main_tag: str,
        tag_scalar_dict: Mapping[str, Any],
        global_step: Any = None,
        walltime: float | None = None,
    ) -> None:
        """Several numbers as `main_tag/tag`, in one record."""
        values = {self._key(f"{main_tag}/{tag}"): value for tag, value in tag_scalar_dict.items()}
        self._log(values, self._step(main_tag, global_step), walltime)

    @harmless
    def add_histogram(
        self,
        tag: str,
        values: Any,
        global_step: Any = None,
        bins: Any = "tensorflow",
        walltime: float | None = None,
        max_bins: int | None = None,
    ) -> None:
        """Distribution of all values of an array. `bins` is a number or edges; every named rule means 64 bins."""
        key, step = self._key(tag), self._step(tag, global_step)
        if hasattr(bins, "__len__") and not isinstance(bins, str):
            counts, edges = sys.modules["numpy"].histogram(array_of(values), bins=array_of(bins))
            self._open().log_histogram(key, None, step=step, counts=counts.tolist(), edges=edges.tolist())
        else:
            self._open().log_histogram(
                key, values, step=step, bins=bins if isinstance(bins, int) else max_bins or BINS
            )

    @harmless
    def add_histogram_raw(
        self,
        tag: str,
        min: Any,
        max: Any,
        num: Any,
        sum: Any,
        sum_squares: Any,
        bucket_limits: Any,
        bucket_counts: Any,
        global_step: Any = None,
        walltime: float | None = None,
    ) -> None:
        """Distribution of counted values. `bucket_limits` are the upper edges."""
        edges, counts = bucket_edges(float(min), float(max), bucket_limits, bucket_counts)
        self._open().log_histogram(
            self._key(tag), None, step=self._step(tag, global_step), counts=counts, edges=edges
        )

    @harmless
    def add_image(
        self,
        tag: str,
        img_tensor: Any,
        global_step: Any = None,
        walltime: float | None = None,
        dataformats: str = "CHW",
        **_: Any,
    ) -> None:
        """An image as array or tensor: uint8, or between 0 and 1."""
        self._open().log_image(self._key(tag), to_hwc(img_tensor, dataformats), step=self._step(tag, global_step))

    def add_images(
        self,
        tag: str,
        img_tensor: Any,
        global_step: Any = None,
        walltime: float | None = None,
        dataformats: str = "NCHW",
        **_: Any,
    ) -> None:
        """Several images of one size as a grid, eight in a row."""
        self.add_image(tag, img_tensor, global_step, walltime, dataformats)

    def add_image_with_boxes(
        self,
        tag: str,
        img_tensor: Any,
        box_tensor: Any = None,
        global_step: Any = None,
        walltime: float | None = None,
        *args: Any,
        dataformats: str = "CHW",
        **__: Any,
    ) -> None:
        """The image. Its boxes are not drawn."""
        # torch has `rescale` before the layout, tensorboardX has not.
        layouts = [arg for arg in args if isinstance(arg, str)]
        self.add_image(tag, img_tensor, global_step, walltime, layouts[0] if layouts else dataformats)

    @harmless
    def add_figure(
        self, tag: str, figure: Any, global_step: Any = None, close: bool = True, walltime: float | None = None
    ) -> None:
        """A matplotlib figure, or a list of them."""
        step = self._step(tag, global_step)
        for one in figure if isinstance(figure, (list, tuple)) else [figure]:
            self._open().log_image(self._key(tag), one, step=step)
            pyplot = sys.modules.get("matplotlib.pyplot")
            if close and pyplot is not None:
                pyplot.close(one)

    @harmless
    def add_video(
        self,
        tag: str,
        vid_tensor: Any,
        global_step: Any = None,
        fps: float = 4,
        walltime: float | None = None,
        dataformats: str = "NTCHW",
    ) -> None:
        """Videos as an array: uint8, or between 0 and 1. Several become one, side by side."""
        step = self._step(tag, global_step)
        self._open().log_video(self._key(tag), to_thwc(vid_tensor, dataformats), step=step, fps=fps)

    @harmless
    def add_audio(
        self,
        tag: str,
        snd_tensor: Any,
        global_step: Any = None,
        sample_rate: int = 44100,
        walltime: float | None = None,
    ) -> None:
        """Sound as samples between -1 and 1: [n], [1, n] or [n, channels]."""
        sound = array_of(snd_tensor).squeeze()
        self._open().log_audio(self._key(tag), sound, step=self._step(tag, global_step), sample_rate=sample_rate)

    @harmless
    def add_text(
        self, tag: str, text_string: Any, global_step: Any = None, walltime: float | None = None, **_: Any
    ) -> None:
        """A text with a step."""
        self._open().log_text(text_string, key=self._key(tag), step=self._step(tag, global_step))

    @harmless
    def add_pr_curve(
        self,
        tag: str,
        labels: Any,
        predictions: Any,
        global_step: Any = None,
        num_thresholds: int = 127,
        weights: Any = None,
        walltime: float | None = None,
    ) -> None:
        """Precision and recall over thresholds, as a table."""
        rows = pr_curve(labels, predictions, num_thresholds, weights)
        self._open().log_table(self._key(tag), rows, columns=COLUMNS, step=self._step(tag, global_step))

    @harmless
    def add_pr_curve_raw(
        self,
        tag: str,
        true_positive_counts: Any,
        false_positive_counts: Any,
        true_negative_counts: Any,
        false_negative_counts: Any,
        precision: Any,
        recall: Any,
        global_step: Any = None,
        num_thresholds: int = 127,
        weights: Any = None,
        walltime: float | None = None,
    ) -> None:
        """`add_pr_curve` for what is counted already."""
        counts = (true_positive_counts, false_positive_counts, true_negative_counts, false_negative_counts)
        rows = curve_rows(*counts, precision, recall)
        self._open().log_table(self._key(tag), rows, columns=COLUMNS, step=self._step(tag, global_step))

    @harmless
    def add_hparams(
        self,
        hparam_dict: Mapping[str, Any],
        metric_dict: Mapping[str, Any] | None = None,
        hparam_domain_discrete: Any = None,
        run_name: str | None = None,
        global_step: Any = None,
        **_: Any,
    ) -> None:
        """Hyper-parameters and what came out of them: config and summary of the run.

        Each further call with other hyper-parameters is a run of its own, as in TensorBoard.
        """
        metrics = dict(metric_dict or {})
        if self._hparams is None or self._hparams == hparam_dict:
            self._hparams = dict(hparam_dict)
            self._target.config(self._hparams)
            self._open().summary(metrics)
            if global_step is not None and metrics:
                self._open().log({self._key(key): value for key, value in metrics.items()}, step=global_step)
            return
        name = "/".join(part for part in (getattr(self.run, "name", ""), run_name) if part)
        project = getattr(self.run, "project", None)
        run = init(project, name, config=hparam_dict, parent=self.run.id, capture_env=False, capture_code=False)
        run.summary(metrics)
        run.finish()

    def flush(self) -> None:
        """All that was added is in the files."""
        self.run.flush()

    def close(self) -> None:
        """Write everything, and end the run if this writer has begun it."""
        self._target.finish()

    def reopen(self) -> None:
        """Nothing: writing after `close` goes on with the run."""

    def __enter__(self) -> SummaryWriter:
        return self

    def __exit__(self, kind: Any, error: Any, trace: Any) -> None:
        self._target.leave(kind, error, trace)

    def _get_file_writer(self) -> SummaryWriter:
        return self

    def _open(self) -> AnyRun:
        """The run, which goes on where it was closed."""
        run = self._target.run
        if self._target.is_own:
            _WRITER_RUNS.begun(run)
        return run

    def _log(self, values: dict[str, Any], step: int, walltime: float | None) -> None:
        run = self._open()
        if walltime is None or not isinstance(run, Run):
            run.log(values, step=step)
        else:
            run._record.log(values, step, None, {}, float(walltime))

    def _key(self, tag: Any) -> str:
        return metric_key(self._prefix + str(tag))

    def _step(self, tag: Any, step: Any) -> int:
        key = str(tag)
        number = self._steps.get(key, -1) + 1 if step is None else int(step)
        self._steps[key] = number
        return number

    @harmless
    def _make_log_dir(self) -> None:
        os.makedirs(self.log_dir, exist_ok=True)
