"""Logs and uses artifacts with the Python SDK as a list of orders says, then prints what came of each."""

import json
import sys

import runicorn as rn


def main(root, orders):
    run = rn.init("artifacts", "python", storage=root, capture_env=False, capture_code=False, system_metrics=False)
    results = []
    for order in json.loads(orders):
        if "use" in order:
            artifact = run.use_artifact(order["use"])
            directory = str(artifact.download(order["target"]))
            results.append({"version": artifact.version, "directory": directory, "tags": artifact.tags})
            continue
        artifact = rn.Artifact(order["log"], metadata={"by": "either"}).add_tags("ü")
        artifact.add_dir(order["directory"], name="data").add_reference("s3://b/☃", size=3)
        results.append({"version": run.log_artifact(artifact, aliases=order.get("aliases"))})
    run.finish()
    print(json.dumps(results))


main(*sys.argv[1:])
