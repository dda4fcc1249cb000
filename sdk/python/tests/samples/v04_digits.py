"""A training as the guide of Runicorn 0.4 shows it: project and name, calls of the module, artifacts."""

import math
import os
import random
import sys
from pathlib import Path

import runicorn as rn
from runicorn.monitors import create_monitor_callback

work = sys.argv[1]

run = rn.init("digits", None, None, "baseline", True)
print(f"Run {run.id} in {run.run_dir}")
rn.set_primary_metric("accuracy", mode="max")

weights = os.path.join(work, "weights.bin")
random.seed(7)
for epoch in range(1, 6):
    loss = math.exp(-epoch / 3) + random.random() / 100
    rn.log({"loss": loss, "accuracy": 1 - loss / 2}, step=epoch, stage="train")
    rn.log(learning_rate=0.1 / epoch)
    rn.log_text(f"epoch {epoch}: loss {loss:.4f}")
    with open(weights, "w") as file:
        file.write(str(loss))

rn.log_image("sample", b"\x89PNG\r\n\x1a\nrest", step=5, caption="a digit", format="png", quality=90)
rn.log({"loss": float("nan")})
rn.summary({"epochs": 5, "note": "baseline"})

data = rn.Artifact("digits-data", type="dataset", description="all of it", metadata={"rows": 1797})
data.add_reference("s3://bucket/digits", checksum="sha256:0", size=9, name="digits", region="eu")
assert run.log_artifact(data) == 1
model = rn.Artifact("digits-model", type=rn.ArtifactType.MODEL.value)
model.add_file(weights, name="weights/last.bin").add_metadata({"loss": loss}).add_tags("baseline", "small")
assert model.full_name == "digits-model:unstaged" and not model.is_loaded and model.version is None
version = run.log_artifact(model)
assert version == 1 and model.is_loaded and model.full_name == "digits-model:v1"

used = run.use_artifact("digits-model:latest")
folder = used.download(os.path.join(work, "downloaded"))
with open(os.path.join(str(folder), "weights", "last.bin")) as file:
    assert float(file.read()) == loss
assert used.get_metadata().num_files == 1 and used.get_manifest().total_size > 0
assert used.get_file_path("weights/last.bin").exists() and used.get_file_path("none") is None
assert run.use_artifact("digits-data:v1").get_references()[0].uri == "s3://bucket/digits"

seen = []
monitor = rn.MetricMonitor(window_size=10)
monitor.add_rule(
    rn.AlertRule("loss", "gt", threshold=2.0, consecutive_count=2, callback=lambda text, value: seen.append(value))
)
check = create_monitor_callback(monitor)
for value in (1.0, 3.0, 4.0):
    check({"loss": value})
assert seen == [4.0], seen
assert monitor.get_statistics("loss")["max"] == 4.0
detector = rn.AnomalyDetector(sensitivity=2.0)
detector.update_baseline("loss", [1.0, 1.1, 0.9, 1.0])
assert detector.is_anomaly("loss", 5.0) and not detector.is_anomaly("loss", 1.0)
assert detector.detect_trend_anomaly([1, 1, 1, 1, 1, 1, 1, 1, 1, 100], window=5)

root = Path(str(run.run_dir)).parent.parent.parent.parent
manager = rn.ExperimentManager(root)
manager.add_experiment(run.id, "digits", "baseline", tags=["first"], description="the first")
assert manager.tag_experiment(run.id, ["good"], append=True)
assert isinstance(manager.search_experiments(project="digits", tags=["good"], text="first")[0], rn.ExperimentMetadata)
assert manager.pin_experiment(run.id, pin=True) and manager.archive_experiment(run.id, archive=True)
assert manager.get_experiment_stats()["total"] == 1

assert rn.get_active_run() is run
rn.finish(status="finished")

exporter = rn.MetricsExporter(Path(run.run_dir))
assert exporter.to_csv(include_metadata=True).splitlines()[5].startswith("global_step,time,")
exporter.to_csv(Path(work, "metrics.csv"))
assert exporter.generate_report(Path(work, "report.md"), format="markdown")
assert exporter.generate_report(Path(work, "report.html"), format="html")
exporter.to_excel(Path(work, "metrics.xlsx"), include_charts=True)
exporter.to_tensorboard(Path(work, "tensorboard"))
environment = rn.EnvironmentCapture().capture_all()
assert isinstance(environment, rn.EnvironmentInfo) and environment.to_dict()["python_version"]
environment.save(Path(work, "environment.json"))
