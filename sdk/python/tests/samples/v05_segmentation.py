"""A training as the guide of Runicorn 0.5 shows it: methods of the run, artifacts with directories."""

import os
import sys

import runicorn as rn
from runicorn.artifacts import Artifact, ArtifactType
from runicorn.extensions import MetricMonitor, MetricsExporter
from runicorn.extensions.monitors import AlertRule

work, store = sys.argv[1], sys.argv[2]

run = rn.init(project="segmentation", name="unet", storage=store, run_id="20260102_030405_abcdef", capture_env=True)
run.set_primary_metric(metric_name="iou", mode="max")
for step, iou in enumerate((0.2, 0.6, 0.5)):
    run.log({"iou": iou, "epoch": step}, stage="train")
run.log(iou=0.7, step=10)
run.log_text("two\nlines")
picture = os.path.join(work, "mask.png")
with open(picture, "wb") as file:
    file.write(b"\x89PNG\r\n\x1a\n")
path = run.log_image("mask", picture, step=10, caption=None)
assert path.startswith("media/") and os.path.exists(os.path.join(str(run.run_dir), path))

checkpoint = os.path.join(work, "checkpoint")
os.makedirs(os.path.join(checkpoint, "optimizer"), exist_ok=True)
for name in ("model.bin", "optimizer/state.bin", "model.tmp"):
    with open(os.path.join(checkpoint, name), "w") as file:
        file.write(name)
artifact = Artifact("unet", type="model", description="weights", metadata={"iou": 0.7})
artifact.add_dir(checkpoint, name="checkpoint", exclude_patterns=["*.tmp"])
artifact.add_tags("unet")
assert run.log_artifact(artifact) == 1
with open(os.path.join(checkpoint, "model.bin"), "w") as file:
    file.write("better")
better = Artifact("unet", type=ArtifactType.MODEL.value)
better.add_dir(checkpoint)
assert run.log_artifact(better) == 2
for spec, files in (("unet:v1", 2), ("unet:v2", 3), ("unet:latest", 3)):
    used = run.use_artifact(spec)
    assert used.get_manifest().total_files == files, spec
    assert sum(len(names) for _, _, names in os.walk(str(used.download()))) == files

monitor = MetricMonitor()
monitor.add_rule(AlertRule(metric_name="iou", condition="lt", threshold=0.1))
assert monitor.check_metrics({"iou": 0.05})[0].endswith("iou=0.05 lt 0.1")
run.summary({"iou": 0.7})
run.finish(status="finished")

assert "iou" in MetricsExporter(run.run_dir).to_csv()
