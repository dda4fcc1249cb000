"""Reads a store as the description of Runicorn 0.4 to 0.7's files says, slowly and strictly.

Written from that description alone; it shares no code with the SDK. Whatever a file must hold and does not, or holds
in another way, is a `NotCompatible`. Keys beyond those described are fine only where older readers take them.
"""

import hashlib
import json
import os
import re
import stat

NUMBER = (int, float)
TEXT_OR_NONE = (str, type(None))
RUN_ID = re.compile(r"[0-9]{8}_[0-9]{6}_[0-9a-f]{6}\Z")
LOG_LINES = (
    re.compile(r"\d\d:\d\d:\d\d \| [A-Z]+ \| [^|]* \| .*\Z", re.S),
    re.compile(r"\d\d:\d\d:\d\d \| .*\Z", re.S),
    re.compile(r"\[\d\d:\d\d:\d\d\] .*\Z", re.S),
)
STATUSES = ("running", "finished", "failed", "interrupted")
MEDIA = re.compile(r"media/\d{13}_[0-9a-f]{6}_[^/\\]+\Z")
VERSION_KEYS = {"version", "created_at", "created_by_run", "size_bytes", "num_files", "status", "aliases"}
FILE_KEYS = {"path", "size", "digest", "modified_at"}
REFERENCE_KEYS = {"uri", "checksum", "size", "metadata"}
METADATA = {
    "name": str,
    "type": str,
    "version": int,
    "created_at": NUMBER,
    "updated_at": NUMBER,
    "created_by_run": TEXT_OR_NONE,
    "created_by_user": TEXT_OR_NONE,
    "size_bytes": int,
    "num_files": int,
    "num_references": int,
    "status": str,
    "metadata": dict,
    "description": str,
    "tags": list,
    "aliases": list,
    "parent_artifacts": list,
    "manifest_digest": str,
}
ENVIRONMENT = {
    "python_version": TEXT_OR_NONE,
    "platform": str,
    "platform_details": dict,
    "pip_packages": (list, type(None)),
    "conda_packages": (list, type(None)),
    "conda_env": TEXT_OR_NONE,
    "git_info": (dict, type(None)),
    "env_variables": dict,
    "gpu_info": (list, type(None)),
}


class NotCompatible(Exception):
    """A file is not as the description says."""


class StoredRun:
    """What a run's files say."""

    def __init__(self, directory, root):
        self.directory = directory
        self.root = root
        self.meta = self._meta()
        self.status = self._status()
        self.summary = self._summary()
        self.metrics, self.images, self.others = self._events()
        self.log = self._log()
        self.assets = self._assets()
        self.created = self._noted("artifacts_created.json", "created_at", {"num_references"})
        self.used = self._noted("artifacts_used.json", "used_at", set())
        self._environment()

    def _document(self, name, optional=False):
        return document(os.path.join(self.directory, name), optional)

    def _meta(self):
        meta = self._document("meta.json")
        keys = {
            "id": str,
            "path": str,
            "alias": TEXT_OR_NONE,
            "created_at": NUMBER,
            "platform": str,
            "hostname": str,
            "pid": int,
            "storage_dir": str,
            "workspace_root": TEXT_OR_NONE,
            "project": str,
            "name": str,
        }
        check_keys(meta, keys, self.directory + "/meta.json")
        require(isinstance(meta.get("python", meta.get("node")), str), self.directory, "neither python nor node")
        require(meta["id"] == os.path.basename(self.directory), self.directory, "id is not the directory's name")
        require(RUN_ID.match(meta["id"]) is not None, self.directory, "id has another form")
        relative = os.path.relpath(self.directory, self.root).replace(os.sep, "/")
        place = f"{meta['project']}/{meta['name']}"
        require(
            relative == f"{place}/runs/{meta['id']}" and meta["path"] == place, self.directory, "is not at its path"
        )
        require(os.path.isabs(meta["storage_dir"]), self.directory, "storage_dir is not absolute")
        require(all(isinstance(tag, str) for tag in meta.get("tags", [])), self.directory, "a tag is no text")
        return meta

    def _status(self):
        status = self._document("status.json")
        check_keys(status, {"status": str, "started_at": NUMBER}, self.directory + "/status.json")
        require(status["status"] in STATUSES, self.directory, f"status {status['status']}")
        if status["status"] != "running":
            require(isinstance(status.get("ended_at"), NUMBER), self.directory, "has no end")
            require(status["ended_at"] >= status["started_at"], self.directory, "ended before it began")
        return status

    def _summary(self):
        summary = self._document("summary.json", optional=True) or {}
        best = {
            "best_metric_value": NUMBER,
            "best_metric_name": str,
            "best_metric_step": int,
            "best_metric_mode": str,
        }
        if best.keys() & summary.keys():
            check_keys(summary, best, self.directory + "/summary.json")
            require(summary["best_metric_mode"] in ("max", "min"), self.directory, "best_metric_mode")
        return summary

    def _events(self):
        metrics, images, others = [], [], []
        for record in lines_of(os.path.join(self.directory, "events.jsonl")):
            where = f"{self.directory}/events.jsonl: {record!r:.200}"
            check_keys(record, {"ts": NUMBER, "type": str, "data": dict}, where, exact=True)
            data = record["data"]
            if record["type"] == "metrics":
                check_keys(data, {"global_step": int, "time": NUMBER}, where)
                require(data["time"] == record["ts"], where, "time is not ts")
                require("step" not in data, where, "step is in the data")
                metrics.append(data)
            elif record["type"] == "image":
                keys = {"key": str, "path": str, "step": (int, type(None)), "caption": TEXT_OR_NONE}
                check_keys(data, keys, where)
                require(MEDIA.match(data["path"]) is not None, where, "path of another form")
                require(os.path.isfile(os.path.join(self.directory, data["path"])), where, "file is missing")
                images.append(data)
            else:
                # Skipped by older readers.
                others.append(record)
        return metrics, images, others

    def _log(self):
        path = os.path.join(self.directory, "logs.txt")
        if not os.path.exists(path):
            return []
        with open(path, "rb") as file:
            content = file.read().decode("utf-8")
        require(content.endswith("\n") or not content, path, "the last line is open")
        lines = content.split("\n")[:-1]
        for line in lines:
            require(any(form.match(line) for form in LOG_LINES), path, f"a line of another form: {line!r:.100}")
        return lines

    def _assets(self):
        where = self.directory + "/assets.json"
        assets = self._document("assets.json")
        keys = {"code": dict, "config": dict, "datasets": list, "pretrained": list, "outputs": list}
        check_keys(assets, keys, where, exact=True)
        check_keys(assets["config"], {"args": dict, "extra": dict, "config_files": list}, where)
        snapshot = assets["code"].get("snapshot")
        if snapshot is not None:
            keys = {"saved": bool, "workspace_root": str, "format": str, "created_at": int, "archive_path": str}
            check_keys(snapshot, {**keys, "fingerprint_kind": str, "fingerprint": str}, where)
            check_content(snapshot)
        for entry in assets["datasets"]:
            keys = {"name": str, "context": str, "uri": (str, dict), "description": TEXT_OR_NONE, "saved": bool}
            check_keys(entry, {**keys, "fingerprint": (str, dict, type(None))}, where)
            self._check_kept(entry, entry["saved"])
        for entry in assets["pretrained"]:
            keys = {"name": str, "source_type": str, "path_or_uri": (str, dict, type(None)), "saved": bool}
            check_keys(entry, {**keys, "description": TEXT_OR_NONE}, where)
            self._check_kept(entry, entry["saved"])
        for entry in assets["outputs"]:
            keys = {
                "key": str,
                "name": str,
                "kind": str,
                "path": str,
                "saved": bool,
                "archive_path": str,
                "mode": str,
            }
            check_keys(entry, {**keys, "fingerprint_kind": str, "fingerprint": str, "archived_at": int}, where)
            name = f"{hashlib.sha1(entry['key'].encode()).hexdigest()}_{entry['name']}"
            place = os.path.join(self.root, "archive", "outputs", "rolling", self.meta["id"], name)
            require(entry["archive_path"] == place, where, f"an output is not at {place}")
            if entry["fingerprint_kind"] == "sha256":
                check_content(entry)
            else:
                check_keys(json.loads(entry["fingerprint"]), {"mtime": NUMBER, "size_bytes": int}, where, exact=True)
        return assets

    def _check_kept(self, entry, saved):
        if saved and entry["fingerprint_kind"] == "sha256":
            sha256 = entry["fingerprint"]
            place = os.path.join(self.root, "archive", "blobs", sha256[:2], sha256)
            require(entry["archive_path"] == place, place, "a copy is elsewhere")
            check_content(entry)
        elif saved:
            require(entry["archive_path"] == entry["manifest_path"], str(entry), "two manifests")
            check_archive_manifest(entry, self.root)

    def _noted(self, name, time_key, more):
        noted = self._document(name, optional=True)
        if noted is None:
            return []
        check_keys(noted, {"artifacts": list}, name, exact=True)
        for entry in noted["artifacts"]:
            keys = {"name", "type", "version", time_key, "size_bytes", "num_files"} | more
            require(set(entry) == keys, self.directory + name, f"keys {sorted(entry)}")
        return [(entry["name"], entry["type"], entry["version"]) for entry in noted["artifacts"]]

    def _environment(self):
        environment = self._document("environment.json", optional=True)
        if environment is not None:
            check_keys(environment, ENVIRONMENT, self.directory + "/environment.json")
            require(
                all(isinstance(v, str) for v in environment["env_variables"].values()), self.directory, "variables"
            )


class StoredVersion:
    """A version of an artifact."""

    def __init__(self, directory, pool):
        self.metadata = document(os.path.join(directory, "metadata.json"))
        check_keys(self.metadata, METADATA, directory, exact=True)
        manifest = document(os.path.join(directory, "manifest.json"))
        keys = {"files": list, "references": list, "total_size": int, "total_files": int, "total_references": int}
        check_keys(manifest, {**keys, "created_at": NUMBER}, directory)
        self.contents = {}
        for entry in manifest["files"]:
            require(set(entry) == FILE_KEYS, directory, f"keys {sorted(entry)}")
            path = os.path.join(directory, "files", *entry["path"].split("/"))
            content = read_regular(path)
            sha256 = hashlib.sha256(content).hexdigest()
            require(entry["digest"] == "sha256:" + sha256 and entry["size"] == len(content), path, "is another file")
            pooled = os.path.join(pool, sha256[:2], sha256)
            require(read_regular(pooled) == content, pooled, "the pool has another content")
            self.contents[entry["path"]] = content
        for entry in manifest["references"]:
            require(set(entry) == REFERENCE_KEYS, directory, f"keys {sorted(entry)}")
        counts = (sum(map(len, self.contents.values())), len(self.contents), len(manifest["references"]))
        totals = (manifest["total_size"], manifest["total_files"], manifest["total_references"])
        said = tuple(self.metadata[key] for key in ("size_bytes", "num_files", "num_references"))
        require(counts == totals == said, directory, f"counts {counts}, totals {totals}, metadata {said}")


def read_runs(root):
    """Every run below a store's root, by its id."""
    found = {}
    for directory, folders, files in os.walk(root):
        if "meta.json" in files or "status.json" in files:
            folders.clear()
            run = StoredRun(directory, root)
            found[run.meta["id"]] = run
        elif directory == root:
            folders[:] = [name for name in folders if name not in ("archive", "artifacts", "index")]
    return found


def read_artifacts(root):
    """Every artifact by (type, name): its versions by number, and the aliases."""
    found = {}
    artifacts = os.path.join(root, "artifacts")
    for kind in sorted(os.listdir(artifacts)) if os.path.isdir(artifacts) else []:
        if kind == ".dedup":
            continue
        for name in sorted(os.listdir(os.path.join(artifacts, kind))):
            folder = os.path.join(artifacts, kind, name)
            found[(kind, name)] = _artifact(folder, kind, name, os.path.join(artifacts, ".dedup"))
    return found


def _artifact(folder, kind, name, pool):
    index = document(os.path.join(folder, "versions.json"))
    keys = {"artifact_name": str, "artifact_type": str, "versions": list, "aliases": dict}
    check_keys(index, {**keys, "created_at": NUMBER, "updated_at": NUMBER}, folder)
    require((index["artifact_name"], index["artifact_type"]) == (name, kind), folder, "is of another name")
    numbers = [entry["version"] for entry in index["versions"]]
    require(len(set(numbers)) == len(numbers), folder, "a number was given twice")
    require(index["aliases"].get("latest") == max(numbers), folder, "latest is not the latest")
    directories = {entry for entry in os.listdir(folder) if entry.startswith(("v", ".")) and entry != "versions.json"}
    # What a killed writer leaves of a file that was not yet in place is no version.
    directories = {name for name in directories if not name.endswith(".tmp")}
    require(directories == {f"v{number}" for number in numbers}, folder, f"directories {sorted(directories)}")
    versions = {}
    for entry in index["versions"]:
        require(set(entry) == VERSION_KEYS, folder, f"keys {sorted(entry)}")
        pointing = {alias for alias, number in index["aliases"].items() if number == entry["version"]}
        version = StoredVersion(os.path.join(folder, f"v{entry['version']}"), pool)
        listed = (set(entry["aliases"]), set(version.metadata["aliases"]))
        require(listed == (pointing, pointing), folder, f"aliases {listed}, pointing {pointing}")
        for key in ("version", "size_bytes", "num_files", "created_by_run", "status"):
            require(entry[key] == version.metadata[key], folder, key)
        versions[entry["version"]] = version
    return versions, index["aliases"]


def document(path, optional=False):
    """An object in a JSON file: UTF-8, indented by two, nothing escaped that need not be, no newline at the end."""
    if optional and not os.path.exists(path):
        return None
    text = read_regular(path).decode("utf-8")
    value = json.loads(text, parse_constant=lambda word: refuse(path, f"a bare {word}"))
    require(isinstance(value, dict), path, "is no object")
    require(not text.endswith("\n"), path, "ends with a newline")
    require(not value or text.startswith('{\n  "'), path, "is not indented by two")
    require(re.search(r"\\u00[a-f89]|\\u[1-9a-c]", text) is None, path, "escapes what need not be")
    return value


def lines_of(path):
    """The records of a file with one JSON object per line; NaN and infinities may be bare."""
    if not os.path.exists(path):
        return []
    content = read_regular(path).decode("utf-8")
    require(content.endswith("\n") or not content, path, "the last line is open")
    records = [json.loads(line) for line in content.split("\n")[:-1]]
    require(all(isinstance(record, dict) for record in records), path, "a line is no object")
    return records


def check_keys(value, keys, where, exact=False):
    """Whether an object has keys of these types, and with `exact` no others."""
    for key, kinds in keys.items():
        require(key in value, where, f"has no {key}")
        is_bool = isinstance(value[key], bool)
        require(isinstance(value[key], kinds) and is_bool == (kinds is bool), where, f"{key} is {value[key]!r:.80}")
    require(not exact or set(value) == set(keys), where, f"keys {sorted(value)}")


def check_content(entry):
    """Whether an archived file has the content its entry says."""
    path = entry["archive_path"]
    require(os.path.isabs(path), path, "is not absolute")
    require(hashlib.sha256(read_regular(path)).hexdigest() == entry["fingerprint"], path, "is another file")


def check_archive_manifest(entry, root):
    """Whether a directory's manifest and all its contents are there."""
    manifest = document(entry["archive_path"])
    keys = {"created_at": NUMBER, "source_path": str, "fingerprint": str, "total_size_bytes": int, "file_count": int}
    check_keys(manifest, {**keys, "files": dict}, entry["archive_path"], exact=True)
    hashed = hashlib.sha256()
    total = 0
    for name in sorted(manifest["files"]):
        file = manifest["files"][name]
        check_keys(file, {"sha256": str, "size_bytes": int}, name, exact=True)
        content = read_regular(os.path.join(root, "archive", "blobs", file["sha256"][:2], file["sha256"]))
        require(hashlib.sha256(content).hexdigest() == file["sha256"], name, "is another content")
        hashed.update(f"{name}\0{file['sha256']}\0".encode())
        total += len(content)
    said = (manifest["fingerprint"], manifest["file_count"], manifest["total_size_bytes"])
    require(said == (hashed.hexdigest(), len(manifest["files"]), total), entry["archive_path"], "does not add up")
    require(
        said == (entry["fingerprint"], entry["file_count"], entry["total_size_bytes"]), str(entry), "says otherwise"
    )


def read_regular(path):
    """The bytes of a regular file."""
    require(stat.S_ISREG(os.lstat(path).st_mode), path, "is no regular file")
    with open(path, "rb") as file:
        return file.read()


def require(condition, where, why):
    """Refuse what is not so."""
    if not condition:
        refuse(where, why)


def refuse(where, why):
    """Raises NotCompatible."""
    raise NotCompatible(f"{where}: {why}")
