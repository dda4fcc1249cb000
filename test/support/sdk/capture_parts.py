"""Answers with parts of what the Python SDK captures: what a JSON document on stdin asks for."""

import base64
import json
import os
import sys
import time

from runicorn.capture.environment import environment_document
from runicorn.capture.missing import Missing
from runicorn.capture.previous_run import previous_run
from runicorn.capture.repository import Repository
from runicorn.capture.source_hash import source_hash
from runicorn.capture.untracked_sources import copy_sources


def main(asked):
    seconds = asked.get("seconds", 10)
    missing = Missing(lambda: False, time.monotonic() + seconds)
    if "hashes" in asked:
        return [source_hash(asked["lines"], line) for line in asked["hashes"]]
    if "previous" in asked:
        return [previous_run(run, asked["root"], asked["entry"]) for run in asked["previous"]]
    if "copy" in asked:
        return copy_sources(asked["copy"], asked["root"], asked["folder"])
    if "environment" in asked:
        return environment_document(None, missing)
    answers = []
    for folder in asked["repositories"]:
        repository = Repository(folder, os.path.join(folder, ".runicorn"), Missing(lambda: False, time.monotonic() + seconds))
        repository.read()
        patch = None if repository.patch is None else base64.b64encode(repository.patch).decode()
        answers.append({"document": repository.document, "patch": patch, "missing": repository._missing.items})
    return answers


print(json.dumps(main(json.load(sys.stdin))))
