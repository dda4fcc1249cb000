"""A run as a page for people."""

from __future__ import annotations

import html
import os
import time
from typing import Any

from ..json_file import read_json
from .run_metrics import MetricRow, finite_values, metric_names


def markdown_report(run_dir: str, rows: list[MetricRow]) -> str:
    """What the run was, how it ended, its summary and statistics of its metrics, in Markdown."""

    def document(name: str) -> dict[str, Any]:
        return read_json(os.path.join(run_dir, name))

    meta, status = document("meta.json"), document("status.json")
    lines = ["# Experiment Report", "", f"Generated: {_time(time.time())}", "", "## Experiment Information", ""]
    for label, value in (
        ("Project", meta.get("project")),
        ("Experiment", meta.get("name", meta.get("path"))),
        ("Run ID", meta.get("id", os.path.basename(run_dir))),
        ("Alias", meta.get("alias")),
        ("Created", _time(meta.get("created_at"))),
        ("Platform", meta.get("platform")),
        ("Python", meta.get("python")),
        ("Node", meta.get("node")),
    ):
        if value:
            lines.append(f"- **{label}**: {_cell(value)}")
    lines += ["", "## Run Status", "", f"- **Status**: {_cell(status.get('status', 'unknown'))}"]
    for label, key in (("Started", "started_at"), ("Ended", "ended_at")):
        if status.get(key):
            lines.append(f"- **{label}**: {_time(status[key])}")
    lines += ["", "## Summary Metrics", "", "| Metric | Value |", "|--------|-------|"]
    lines += [f"| {_cell(key)} | {_cell(value)} |" for key, value in document("summary.json").items()]
    lines += ["", "## Metrics Overview", "", f"Total events recorded: {len(rows)}", "", "### Metric Statistics", ""]
    lines += ["| Metric | Min | Max | Mean | Last |", "|--------|-----|-----|------|------|"]
    for name in metric_names(rows):
        values = finite_values(rows, name)
        if values:
            figures = (min(values), max(values), sum(values) / len(values), values[-1])
            lines.append(f"| {_cell(name)} | " + " | ".join(f"{figure:.6g}" for figure in figures) + " |")
    return "\n".join(lines) + "\n"


def html_report(run_dir: str, rows: list[MetricRow]) -> str:
    """The same as a page of HTML that loads nothing."""
    text = html.escape(markdown_report(run_dir, rows))
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="UTF-8">\n<title>Experiment Report</title>\n'
        "<style>body { font-family: sans-serif; margin: 40px; } pre { white-space: pre-wrap; }</style>\n"
        f"</head>\n<body>\n<pre>{text}</pre>\n</body>\n</html>\n"
    )


def _cell(value: Any) -> str:
    # A name with a line break or a bar must not become a part of the table.
    return " ".join(str(value).split()).replace("\\", "\\\\").replace("|", "\\|")[:1000]


def _time(value: Any) -> str:
    try:
        return time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(value))
    except (TypeError, ValueError, OverflowError, OSError):
        return ""
