import argparse
import json
import os
import threading
import time
from pathlib import Path
from unittest import mock

import runicorn as rn
from runicorn.background import Background
from runicorn.process_identity import identity
from runicorn.store_root import store_root, user_config_dir
from runicorn.writer_file import SILENCE_SECONDS, claim_run, new_writer

from .support import StoreTest, document, rows, steps


class Init(StoreTest):
    def begin(self, **options):
        run = rn.init(**{"storage": self.root, **options})
        self.addCleanup(run.finish)
        self.assertIsNotNone(run.run_dir)
        return run

    def test_leaves_a_whole_run_and_nothing_else(self):
        run = self.begin(project="p", name="a/b", config={"lr": 0.1}, tags="one")
        self.assertEqual(
            sorted(os.listdir(run.run_dir)),
            [".writer.json", "assets.json", "media", "meta.json", "status.json"],
        )
        self.assertEqual(os.listdir(os.path.join(self.root, "p", "a", "b")), ["runs"])
        writer = document(run.run_dir, ".writer.json")
        self.assertEqual({**writer, "nonce": None}, {**identity(), "nonce": None})
        self.assertEqual(document(run.run_dir, "meta.json")["tags"], ["one"])
        self.assertIs(rn.get_active_run(), run)

    def test_records_though_what_is_said_about_the_run_has_no_text(self):
        class Hostile:
            def __str__(self):
                raise RuntimeError("no text")

            __repr__ = __str__

        with mock.patch("sys.stderr"):
            run = self.begin(
                project=Hostile(), name=Hostile(), tags=(tag for tag in "ab"), alias=Hostile(), notes="kept"
            )
            run.log({Hostile(): 1, "a": 2})
            run.finish(Hostile())
            self.assertFalse(run.use_artifact(Hostile()).is_loaded)
            rn.Artifact(Hostile(), Hostile(), Hostile())
        meta = document(run.run_dir, "meta.json")
        self.assertEqual((meta["tags"], meta["alias"], meta["notes"]), (["a", "b"], None, "kept"))
        self.assertEqual([row["data"]["a"] for row in rows(run.run_dir)], [2])
        self.assertEqual(document(run.run_dir, "status.json")["dropped_values"], 1)

    def test_gives_the_run_back_at_its_end(self):
        run = self.begin()
        run.finish()
        self.assertNotIn(".writer.json", os.listdir(run.run_dir))
        self.assertIsNone(rn.get_active_run())
        self.assertEqual(run.status, "finished")

    def test_keeps_what_it_does_not_know_when_a_run_goes_on(self):
        run = self.begin(run_id="mine", notes="before", config={"a": 1})
        run.log({"x": 1}, step=41)
        run.finish("failed")
        meta = document(run.run_dir, "meta.json")
        Path(run.run_dir, "meta.json").write_text(json.dumps({**meta, "pinned": True, "tags": ["edited"]}))

        again = self.begin(run_id="mine", resume=True, config={"b": 2})
        again.log(x=2)
        resumed = document(run.run_dir, "meta.json")
        self.assertEqual((resumed["pinned"], resumed["tags"], resumed["notes"]), (True, ["edited"], "before"))
        self.assertEqual(resumed["created_at"], meta["created_at"])
        self.assertEqual(document(run.run_dir, "assets.json")["config"]["args"], {"a": 1, "b": 2})
        self.assertEqual(document(run.run_dir, "status.json")["status"], "running")
        self.assertNotIn("ended_at", document(run.run_dir, "status.json"))
        self.assertEqual(steps(run.run_dir), [41, 42])

    def test_works_where_the_working_directory_is_gone(self):
        self.train("import os, tempfile\nos.chdir(tempfile.mkdtemp()); os.rmdir(os.getcwd())\nrn.init().log(a=1)")
        self.assertEqual(steps(self.only_run()), [1])
        self.assertIsNone(document(self.only_run(), "meta.json")["workspace_root"])

    def test_works_where_no_thread_can_be_started(self):
        with mock.patch("threading.Thread.start", side_effect=RuntimeError("can't start new thread")):
            run = self.begin()
        run.log({"a": 1})
        self.assertEqual(steps(run.run_dir), [1])

    def test_takes_nothing_impossible_from_a_damaged_run(self):
        run = self.begin(run_id="mine")
        run.log({"acc": 1}, step=7)
        run.finish()
        with open(os.path.join(run.run_dir, "events.jsonl"), "a") as events:
            events.write('{"type":"metrics","data":{"global_step":Infinity}}\n')
        summary = {"best_metric_name": "acc", "best_metric_mode": "max", "best_metric_value": "high"}
        Path(run.run_dir, "summary.json").write_text(json.dumps(summary))
        again = self.begin(run_id="mine", resume=True)
        again.set_primary_metric("acc")
        again.log({"acc": 2})
        self.assertEqual(steps(run.run_dir)[-1], 8)

    def test_finds_the_root_as_the_contracts_say(self):
        self.assertEqual(store_root(), os.path.join(os.getcwd(), ".runicorn"))
        os.makedirs(user_config_dir())
        Path(user_config_dir(), "config.json").write_text(json.dumps({"user_root_dir": "~/configured"}))
        self.assertEqual(store_root(), os.path.join(self.folder, "configured"))
        os.environ["RUNICORN_DIR"] = os.path.join(self.folder, "env")
        self.assertEqual(store_root(), os.path.join(self.folder, "env"))
        self.assertEqual(store_root(Path(self.folder, "argument")), os.path.join(self.folder, "argument"))

    def test_tells_the_editor_about_the_root(self):
        def listed():
            roots = document(user_config_dir(), "roots.json")["roots"]
            return [os.path.basename(root["path"]) for root in roots]

        for name in ("one", "two", "one"):
            self.begin(storage=os.path.join(self.folder, name))
        self.assertEqual(listed(), ["one", "two"])
        os.environ["RUNICORN_NO_REGISTER"] = "1"
        self.begin(storage=os.path.join(self.folder, "three"))
        self.assertEqual(listed(), ["one", "two"])

    def test_understands_the_older_spelling(self):
        self.assertEqual(self.begin(path="cv/yolo/s").path, "cv/yolo/s")
        self.assertEqual(self.begin(project="cv/yolo").path, "cv/yolo")
        self.assertEqual(self.begin(path=None).path, "default/default")

    def test_ignores_keywords_of_other_versions(self):
        self.begin(snapshot_code=True, tqdm_mode="smart").log(a=1)

    def test_takes_parameters_in_many_shapes(self):
        namespace = argparse.Namespace(lr=0.1, path=Path("x"), nested={"a": [1, object]})
        args = document(self.begin(config=namespace).run_dir, "assets.json")["config"]["args"]
        self.assertEqual((args["lr"], args["path"], args["nested"]["a"][0]), (0.1, "x", 1))

    def test_records_nothing_when_switched_off(self):
        with rn.enabled(False), rn.init(storage=self.root) as run:
            run.log({"a": 1})
            rn.log({"a": 1})
        os.environ["RUNICORN_ON"] = "0"
        rn.init(storage=self.root).summary({"a": 1})
        self.assertFalse(os.path.exists(self.root))

    def test_keeps_every_record_of_eight_threads(self):
        run = self.begin()

        def work(number):
            for index in range(500):
                run.log({"thread": number, "index": index})

        threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(sorted(steps(run.run_dir)), list(range(1, 4001)))
        seen = {(row["data"]["thread"], row["data"]["index"]) for row in rows(run.run_dir)}
        self.assertEqual(len(seen), 4000)


class Liveness(StoreTest):
    def claim(self, age, **changes):
        """Whether a run is given to us whose writer is as told, and that last showed life `age` seconds ago."""
        directory = os.path.join(self.folder, "run")
        os.makedirs(directory, exist_ok=True)
        writer = {**identity(), "pid": os.getppid(), "process_start": None, "nonce": "other", **changes}
        Path(directory, ".writer.json").write_text(json.dumps(writer))
        Path(directory, "status.json").write_text(json.dumps({"heartbeat_at": time.time() - age}))
        return claim_run(directory, new_writer())

    def test_of_a_process_here_is_asked_of_the_system(self):
        self.assertFalse(self.claim(age=1000))
        self.assertTrue(self.claim(age=0, process_start="1"), "another process has its number now")
        self.assertTrue(self.claim(age=0, pid=2**22 + 1))
        self.assertTrue(self.claim(age=0, boot_id="an earlier boot"))

    def test_of_a_living_writer_is_asked_without_a_trace(self):
        with mock.patch("runicorn.writer_file.write_new_file", side_effect=AssertionError):
            self.assertFalse(self.claim(age=0))

    def test_of_a_process_elsewhere_is_its_heartbeat(self):
        self.assertFalse(self.claim(age=1, host="elsewhere"))
        self.assertTrue(self.claim(age=SILENCE_SECONDS + 1, host="elsewhere"))
        self.assertFalse(self.claim(age=1, pid_namespace="another container"))

    def test_is_shown_every_few_seconds(self):
        beats = threading.Semaphore(0)
        background = Background(self.fail)
        background.every(0.01, beats.release)
        self.assertTrue(beats.acquire(timeout=5) and beats.acquire(timeout=5))
        background.stop()
        os.environ["RUNICORN_THREADS"] = "0"
        before = threading.active_count()
        Background(self.fail).every(0.01, beats.release)
        self.assertLessEqual(threading.active_count(), before)
