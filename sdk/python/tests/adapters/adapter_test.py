"""What the tests with real frameworks share. They are no package, so that `npm test` does not look for them here."""

import os

from tests.support import StoreTest, document, rows


class AdapterTest(StoreTest):
    """A test in an empty working directory, whose runs go to an empty store."""

    def setUp(self):
        super().setUp()
        os.environ["RUNICORN_DIR"] = self.root
        os.environ["HF_HUB_OFFLINE"] = "1"
        work = os.path.join(self.folder, "work")
        os.mkdir(work)
        self.addCleanup(os.chdir, os.getcwd())
        os.chdir(work)

    def runs(self):
        """Directories of all runs, the first one begun first."""
        found = []
        for directory, folders, _ in os.walk(self.root):
            if os.path.basename(directory) == "runs":
                found += [os.path.join(directory, name) for name in folders]
                folders.clear()
        return sorted(found, key=lambda run: document(run, "meta.json")["created_at"])

    def args_of(self, run):
        """Hyper-parameters of a run."""
        return document(run, "assets.json")["config"]["args"]


def status(run):
    """How a run ended."""
    return document(run, "status.json")["status"]


def curve(run, key):
    """Steps and values of a metric."""
    records = [row["data"] for row in rows(run) if row["type"] == "metrics"]
    return [(record["global_step"], record[key]) for record in records if key in record]


def events(run, kind, key=None):
    """What was recorded of a kind other than metrics."""
    found = [row["data"] for row in rows(run) if row["type"] == kind]
    return [data for data in found if key in (None, data["key"])]
