"""What a program's records must read back to, worked out from the description of the files alone."""

import hashlib
import math

STATUSES = {"completed": "finished", "killed": "interrupted"}


class Expected:
    """One run's records."""

    def __init__(self, program):
        self.metrics = []
        self.images = []
        self.log = []
        self.summary = {}
        self.best = None
        self.status = ""
        self._step = 0
        for call in program["calls"]:
            getattr(self, "_" + call["call"])(call)

    def _log(self, call):
        data = {key: untag(value) for key, value in call["data"].items()}
        self._step = call.get("step", self._step + 1)
        stage = call.get("stage", data.get("stage"))
        row = {key: value for key, value in data.items() if key not in ("step", "global_step", "time", "stage")}
        row["global_step"] = self._step
        if stage is not None:
            row["stage"] = stage
        self.metrics.append(row)
        if self.best is not None and self.best["name"] in data:
            self._follow(data[self.best["name"]])

    def _follow(self, value):
        best = self.best
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
            return
        better = best["value"] is None or (value > best["value"] if best["mode"] == "max" else value < best["value"])
        if better:
            best.update(value=value, step=self._step)

    def _text(self, call):
        self.log += call["text"].split("\n")

    def _summary(self, call):
        self.summary.update(call["data"])

    def _primary(self, call):
        self.best = {"name": call["name"], "mode": call["mode"], "value": None, "step": None}

    def _image(self, call):
        self.images.append({key: call[key] for key in ("key", "step", "caption")})

    def _artifact(self, call):
        pass

    def _use(self, call):
        pass

    def _finish(self, call):
        self.status = STATUSES.get(call["status"], call["status"])


class ExpectedArtifacts:
    """All artifacts of a store, of programs that ran one after the other."""

    def __init__(self, programs):
        self.versions = {}
        self.aliases = {}
        self.created = {}
        self.used = {}
        for program in programs:
            run_id = program["init"]["run_id"]
            created, used = self.created.setdefault(run_id, []), self.used.setdefault(run_id, [])
            for call in program["calls"]:
                if call["call"] == "artifact":
                    self._log(call, created)
                elif call["call"] == "use":
                    self._use(call["spec"], used)

    def _log(self, call, created):
        key = (call["type"], call["name"])
        content = {path: text.encode() for path, text in call["files"].items()}
        versions = self.versions.setdefault(key, [])
        references = [(entry["uri"], entry["size"]) for entry in call["references"]]
        if not versions or versions[-1] != (content, references):
            versions.append((content, references))
            created.append((call["name"], call["type"], len(versions)))
            self.aliases.setdefault(key, {})["latest"] = len(versions)
        for alias in call["aliases"]:
            self.aliases[key][alias] = len(versions)

    def _use(self, spec, used):
        name, _, wanted = spec.partition(":")
        kinds = sorted(
            (kind for kind, other in self.versions if other == name), key=lambda kind: (kind != "model", kind)
        )
        if not kinds:
            return
        key = (kinds[0], name)
        version = int(wanted[1:]) if wanted[1:].isdigit() else self.aliases[key].get(wanted or "latest")
        if version is not None and version <= len(self.versions[key]):
            used.append((name, kinds[0], version))


def untag(value):
    """The value that a tag stands for."""
    if isinstance(value, list):
        return [untag(item) for item in value]
    if not isinstance(value, dict):
        return value
    if "$float" in value:
        return float(value["$float"])
    return {key: untag(item) for key, item in value.items()}


def same(one, other):
    """Whether two JSON values are the same, where NaN is NaN, and 1.0 is 1 as in JSON, but True is not."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, float) and isinstance(other, float) and math.isnan(one):
        return math.isnan(other)
    return one == other and isinstance(one, bool) == isinstance(other, bool)


def image_bytes(key):
    """What the programs log as a picture of that name."""
    return b"\x89PNG\r\n\x1a\n" + hashlib.sha256(key.encode()).digest()
