"""A training as the guide of Runicorn 0.6 shows it: paths, assets, outputs, console, compatibility classes."""

import argparse
import logging
import os
import sys
import time
from pathlib import Path

import runicorn as rn
from runicorn.log_compat.torchvision import MetricLogger, SmoothedValue

work = Path(sys.argv[1]).resolve()
workspace = work / "project"
(workspace / "data" / "train").mkdir(parents=True)
(workspace / "outputs").mkdir()
(workspace / "train.py").write_text("print('training')\n")
(workspace / ".env").write_text("TOKEN=nothing\n")
(workspace / "notes.tmp").write_text("notes")
(workspace / ".rnignore").write_text("*.tmp\noutputs/\n")
(workspace / "data" / "train" / "a.csv").write_text("1,2\n")
(workspace / "data" / "b.csv").write_text("3\n")
(workspace / "config.yaml").write_text("lr: 0.1\n")
(workspace / "backbone.pth").write_text("weights")
os.chdir(str(workspace))

rn.set_enabled(enabled=True)
assert rn.is_enabled()
rn.reset_enabled()
with rn.enabled(False):
    nothing = rn.init(path="cv/detection")
    assert nothing.id == "disabled" and type(nothing).__name__ in ("NoOpRun", "DisabledRun")
    nothing.log({"x": 1})
    nothing.log_config(args={})
    nothing.log_dataset("d", "data")
    nothing.log_pretrained("p", path_or_uri="x")
    nothing.summary({})
    nothing.scan_outputs_once(output_dirs=["outputs"])
    nothing.watch_outputs(output_dirs=["outputs"])
    nothing.stop_outputs_watch()
    nothing.finish()

run = rn.init(
    path="cv/detection",
    storage=str(work / "store"),
    run_id="20260203_040506_0a1b2c",
    alias="first",
    capture_env=True,
    snapshot_code=True,
    workspace_root=str(workspace),
    snapshot_format="zip",
    force_snapshot=False,
    capture_console=True,
    tqdm_mode="smart",
)
print("a line on the console")
run.set_primary_metric("map", mode="max")
run.log_config(
    args=argparse.Namespace(lr=0.1, layers=[1, 2]),
    extra={"seed": 7},
    config_files=["config.yaml", workspace / "other.yaml"],
)
run.log_dataset("kept", "data", context="train", save=True, description="small", force_save=False)
run.log_dataset("named", workspace / "data" / "b.csv", context="val")
run.log_dataset("file", "data/b.csv", save=True, max_archive_bytes=100, max_archive_files=2)
run.log_dataset("far", {"hub": "coco", "split": "val"}, context="test")
run.log_pretrained("backbone", path_or_uri="backbone.pth", save=True, source_type="local", description="pretrained")
run.log_pretrained("hub", path_or_uri="hf://org/model", source_type="huggingface")
run.log_pretrained("unknown")

handler = run.get_logging_handler(level=logging.INFO, fmt=None)
logger = logging.getLogger("train")
logger.setLevel(logging.INFO)
logger.addHandler(handler)
logger.info("through logging")
logger.removeHandler(handler)

meters = MetricLogger(delimiter="  ")
meters.add_meter("lr", SmoothedValue(window_size=1, fmt="{value:.6f}"))
for index in meters.log_every(range(4), 2, header="Epoch: [0]"):
    meters.update(loss=1.0 / (index + 1), lr=0.1)
assert meters.loss.count == 4 and abs(meters.loss.global_avg - (1 + 1 / 2 + 1 / 3 + 1 / 4) / 4) < 1e-9
assert "loss" in str(meters)
run.log({"map": 0.5}, step=20, stage="val")
run.log_text("a text")
run.log_image("boxes", b"\x89PNG\r\n\x1a\n", step=20)

(workspace / "outputs" / "best.pth").write_text("best")
(workspace / "outputs" / "train.log").write_text("log")
past = time.time() - 60
for output in (workspace / "outputs").iterdir():
    os.utime(str(output), (past, past))
options = dict(
    patterns=["*.pth", "*.log"],
    stable_required=2,
    min_age_sec=1.0,
    mode="rolling",
    log_snapshot_interval_sec=60,
    state_gc_after_sec=7 * 24 * 3600,
)
first = run.scan_outputs_once(output_dirs=["outputs"], **options)
second = run.scan_outputs_once(output_dirs=["outputs"], **options)
assert (first["archived"], second["archived"]) == (1, 1), (first, second)
run.watch_outputs(output_dirs=["outputs"], interval_sec=0.2, **options)
run.stop_outputs_watch()

report = rn.snapshot_workspace(workspace, work / "snapshot.zip", ignore_file=".rnignore", extra_excludes=["data/"])
assert report["format"] == "zip" and report["file_count"] >= 3
assert isinstance(rn.get_effective_rnconfig(str(workspace)), dict)
try:
    rn.get_config("none.such")
except KeyError:
    pass
assert rn.get_active_run() is run
run.summary({"map": 0.5})
run.finish(status="finished")
