"""A run in Trackio's database, and what its charts ask of it: `trackioViews.py write <events.jsonl>` or `… view`.

The folder is TRACKIO_DIR's. `view` prints the seconds one view took, and the points it gave.
"""

import json
import sys
import time
from datetime import datetime, timezone

from trackio.sqlite_storage import SQLiteStorage

PROJECT, RUN = "bench", "big"


def write(events):
    """As SQLiteStorage.bulk_log does, but for what it looks for in each value: it would take minutes."""
    SQLiteStorage.bulk_log(PROJECT, RUN, [{"first": 1.0}], steps=[0])
    with SQLiteStorage._get_connection(SQLiteStorage.get_project_db_path(PROJECT)) as database:
        database.execute("DELETE FROM metrics")
        database.executemany(
            "INSERT INTO metrics (timestamp, run_id, run_name, step, metrics) VALUES (?, ?, ?, ?, ?)",
            rows(events),
        )
        database.commit()


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
