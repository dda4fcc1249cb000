"""A run in Trackio's database, and what its charts ask of it: `trackioViews.py write <events.jsonl>` or `… view`.

The folder is TRACKIO_DIR's. `view` prints the seconds one view took, and the points it gave.
"""

import json
import sqlite3
import sys
import time
from datetime import datetime, timezone

from trackio.sqlite_storage import SQLiteStorage

PROJECT, RUN = "bench", "big"


def write(events):
    """As SQLiteStorage.bulk_log does, but for what it looks for in each value: it would take minutes."""
    SQLiteStorage.bulk_log(PROJECT, RUN, [{"first": 1.0}], steps=[0])
    database = sqlite3.connect(SQLiteStorage.get_project_db_path(PROJECT), isolation_level=None)
    # For writing only; afterwards it is in the mode that it has always.
    (mode,) = database.execute("PRAGMA journal_mode").fetchone()
    for pragma in ("journal_mode = OFF", "synchronous = OFF", "cache_size = -400000"):
        database.execute(f"PRAGMA {pragma}")
    database.execute("BEGIN")
    database.execute("DELETE FROM metrics")
    database.executemany(
        "INSERT INTO metrics (timestamp, run_id, run_name, step, metrics) VALUES (?, ?, ?, ?, ?)",
        rows(events),
    )
    database.execute("COMMIT")
    database.execute(f"PRAGMA journal_mode = {mode}")
    database.close()


def rows(events):
    with open(events, encoding="utf-8") as lines:
        for line in lines:
            # The text of the metrics alone: parsing all would take longer than what is measured.
            data = line[line.index('"data": ') + 8 :]
            values, rest = data.split(', "global_step": ')
            step, written = rest.split(', "time": ')
            at = datetime.fromtimestamp(float(written.rstrip("}\n")), timezone.utc)
            yield at.isoformat(), RUN, RUN, int(step), (values + "}").encode()


def view():
    began = time.perf_counter()
    (found,) = SQLiteStorage.get_logs_batch(PROJECT, [{"run": RUN}], max_points=3000, scalar_only=True)
    print(json.dumps({"seconds": time.perf_counter() - began, "points": len(found["logs"])}))


if sys.argv[1] == "write":
    write(sys.argv[2])
else:
    view()
