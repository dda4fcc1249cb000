"""Credentials of public formats with generated bodies, put together from the pieces they are kept in."""

import json
from pathlib import Path

FILE = Path(__file__).resolve().parents[3] / "test/fixtures/redaction/corpus.json"
CORPUS = json.loads(FILE.read_text("utf-8"))


class Secret:
    """`text` is the secret in what it is found in; of `traces` none may be found anywhere."""

    def __init__(self, stored):
        lines = ["".join(parts) for parts in stored.get("lines", [stored.get("parts")])]
        value = "\n".join(lines)
        self.name = stored["name"]
        self.text = stored.get("lead", "") + value + stored.get("tail", "")
        if "variable" in stored:
            self.text = stored["variable"] + "=" + self.text
        self.traces = [line for line in lines if not line.startswith("-----")]


SECRETS = [Secret(stored) for stored in CORPUS["secrets"]]
