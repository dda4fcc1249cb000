"""`MetricsExporter`: a run's metrics in other formats."""

from __future__ import annotations

import csv
import io
import os
import sys
from importlib import import_module
from typing import Any, Iterator

from ..json_file import read_json
from .report import html_report, markdown_report
from .run_metrics import MetricRow, metric_names, metric_rows

# A spreadsheet runs a cell that begins like this.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class MetricsExporter:
    """Reads one run's directory. Methods raise OSError when they cannot write."""

    def __init__(self, run_dir: str | os.PathLike[str]) -> None:
        self.run_dir = os.path.abspath(run_dir)

    def to_csv(self, output_path: str | os.PathLike[str] | None = None, include_metadata: bool = True) -> str | None:
        """One line per record: `global_step`, `time`, then the metrics by name. None when `output_path` has the text.

        `include_metadata` begins with lines that start with `#`.
        """
        rows = list(metric_rows(self.run_dir))
        text = io.StringIO()
        if include_metadata:
            meta = read_json(os.path.join(self.run_dir, "meta.json"))
            about = (("Project", meta.get("project")), ("Experiment", meta.get("name")), ("Run ID", meta.get("id")))
            lines = ["Runicorn Export", *(f"{label}: {value}" for label, value in about), ""]
            text.writelines("# {}".format(" ".join(line.split())).rstrip() + "\n" for line in lines)
        csv.writer(text, lineterminator="\n").writerows(_table(rows))
        if output_path is None:
            return text.getvalue()
        with open(output_path, "w", encoding="utf-8", newline="") as file:
            file.write(text.getvalue())
        return None

    def to_excel(self, output_path: str | os.PathLike[str], include_charts: bool = True) -> bool:
        """A workbook with the sheets Metrics and Summary, and a chart of each metric. False without `openpyxl`."""
        openpyxl = _importable("openpyxl")
        if openpyxl is None:
            return _lacks("to_excel", "openpyxl")
        rows = list(metric_rows(self.run_dir))
        book = openpyxl.Workbook()
        sheet = book.active
        sheet.title = "Metrics"
        for line in _table(rows):
            sheet.append(line)
        summary = book.create_sheet("Summary")
        for key, value in read_json(os.path.join(self.run_dir, "summary.json")).items():
            summary.append([_safe(key), _safe(value)])
        if include_charts and rows:
            _add_charts(sheet, metric_names(rows), len(rows) + 1)
        book.save(os.fspath(output_path))
        return True

    def to_tensorboard(self, output_dir: str | os.PathLike[str]) -> bool:
        """Event files for TensorBoard. False without `torch` and `tensorboard`, or `tensorboardX`."""
        module = _importable("torch.utils.tensorboard") or _importable("tensorboardX")
        if module is None:
            return _lacks("to_tensorboard", "torch with tensorboard, or tensorboardX")
        writer = module.SummaryWriter(os.fspath(output_dir))
        try:
            for row in metric_rows(self.run_dir):
                for name, value in row.values.items():
                    if isinstance(value, (int, float)) and not isinstance(value, bool):
                        writer.add_scalar(name, value, row.step, row.time)
        finally:
            writer.close()
        return True

    def generate_report(self, output_path: str | os.PathLike[str], format: str = "markdown") -> bool:
        """A page about the run; `format` is markdown or html. False for others, such as pdf."""
        reports = {"markdown": markdown_report, "md": markdown_report, "html": html_report}
        report = reports.get(str(format).lower())
        if report is None:
            sys.stderr.write(f'runicorn: generate_report: format is "markdown" or "html", not {format!r:.80}\n')
            return False
        text = report(self.run_dir, list(metric_rows(self.run_dir)))
        with open(output_path, "w", encoding="utf-8", errors="replace") as file:
            file.write(text)
        return True


def _table(rows: list[MetricRow]) -> Iterator[list[Any]]:
    names = metric_names(rows)
    yield ["global_step", "time", *map(_safe, names)]
    for row in rows:
        yield [row.step, row.time, *(_safe(row.values.get(name)) for name in names)]


def _safe(value: Any) -> Any:
    if value is None or isinstance(value, (bool, int, float)):
        # A workbook has no word for these.
        return str(value) if isinstance(value, float) and value - value != 0.0 else value
    text = str(value)
    return "'" + text if text.startswith(_FORMULA) else text


def _add_charts(sheet: Any, names: list[str], last_row: int) -> None:
    chart = import_module("openpyxl.chart")
    for position, name in enumerate(names[:20]):
        line = chart.LineChart()
        line.title = name
        column = position + 3
        line.add_data(chart.Reference(sheet, min_col=column, min_row=1, max_row=last_row), titles_from_data=True)
        line.set_categories(chart.Reference(sheet, min_col=1, min_row=2, max_row=last_row))
        sheet.add_chart(line, sheet.cell(row=2 + 16 * position, column=len(names) + 5).coordinate)


def _importable(name: str) -> Any:
    try:
        return import_module(name)
    except Exception:
        # Absent, or broken: then it cannot be used either.
        return None


def _lacks(method: str, package: str) -> bool:
    sys.stderr.write(f"runicorn: {method} needs {package}\n")
    return False
