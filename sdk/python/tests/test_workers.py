import copy
import multiprocessing
import os
import pickle

import runicorn as rn

from .support import StoreTest, document, rows

WORKERS = """
import multiprocessing, os, sys, warnings
warnings.simplefilter('ignore', DeprecationWarning)  # Python 3.12: a fork beside a thread, here of the pool's own.

class Dataset:
    def __init__(self, run): self.run = run
    def load(self, i):
        self.run.log({'i': i}); rn.log({'active': i}); self.run.log_text(f'item {i}')
        return self.run.id

def begin_own(how):
    run = rn.init(name='own', storage=sys.argv[-1])
    run.log({'own': 1})
    if how == 'raise': raise ValueError('in the worker')
    if how == 'exit': sys.exit(5)

if __name__ == '__main__':
    context = multiprocessing.get_context(os.environ['METHOD'])
"""


class Workers(StoreTest):
    METHODS = multiprocessing.get_all_start_methods()

    def each_method(self, script):
        for method in self.METHODS:
            with self.subTest(method=method):
                self.root = os.path.join(self.folder, method)
                process = self.train_file(WORKERS + script, METHOD=method)
                self.assertEqual(process.returncode, 0, process.stderr)
                yield process

    def test_add_to_a_run_that_they_are_handed(self):
        for process in self.each_method(
            "    run = rn.init()\n"
            "    with context.Pool(3) as pool:\n"
            "        ids = pool.map(Dataset(run).load, range(30))\n"
            "        pool.close(); pool.join()\n"
            "    assert set(ids) == {run.id}, ids\n"
            "    assert run.status == 'running'\n"
        ):
            self.assertEqual(process.stderr, "")
            data = [row["data"] for row in rows(self.only_run())]
            for key in ("i", "active"):
                self.assertEqual(sorted(row[key] for row in data if key in row), list(range(30)))
            self.assertEqual(document(self.only_run(), "status.json")["status"], "finished")
            with open(os.path.join(self.only_run(), "logs.txt")) as file:
                self.assertEqual(len(file.readlines()), 30)

    def test_end_the_runs_that_they_begin(self):
        for how, status, code in (
            ("return", "finished", 0),
            ("raise", "failed", 1),
            ("exit", "failed", 5),
        ):
            for _ in self.each_method(
                f"    sys.argv.append(os.environ['RUNICORN_DIR'] + '/{how}')\n"
                f"    process = context.Process(target=begin_own, args=({how!r},))\n"
                "    process.start(); process.join()\n"
            ):
                self.root = os.path.join(self.root, how)
                ended = document(self.only_run(), "status.json")
                self.assertEqual((ended["status"], ended.get("exit_code")), (status, code), ended)

    def test_may_be_many_and_short_lived_and_deferred(self):
        for process in self.each_method(
            "    run = rn.init(deferred=True)\n"
            "    for epoch in range(3):\n"
            "        workers = [context.Process(target=Dataset(run).load, args=(i,)) for i in range(2)]\n"
            "        for worker in workers: worker.start()\n"
            "        for worker in workers: worker.join()\n"
            "        rn.log({'epoch': epoch})\n"
        ):
            self.assertEqual(process.stderr, "")
            self.assertEqual(len(rows(self.only_run())), 3 * (2 * 2 + 1))


class Handing(StoreTest):
    def test_a_run_on_within_its_process_gives_the_run(self):
        run = rn.init(storage=self.root)
        for same in (pickle.loads(pickle.dumps(run)), copy.copy(run), copy.deepcopy({"run": run})["run"]):
            self.assertIs(same, run)
        run.finish()

    def test_a_run_on_to_a_process_that_outlives_its_own(self):
        run = rn.init(storage=self.root)
        run.log({"a": 1})
        script = f"import pickle, time\nrun = pickle.loads({pickle.dumps(run)!r})\nrun.log(a=2)\n"
        self.train(script)
        self.assertEqual(document(run.run_dir, "status.json")["status"], "running")
        process = self.train(
            "import os, pickle\nprint(pickle.dumps(rn.init(run_id='gone')).hex(), flush=True)\nos._exit(0)"
        )
        self.train(f"import pickle\nrun = pickle.loads(bytes.fromhex({process.stdout.strip()!r}))\nrun.log(a=2)")
        alone = os.path.join(self.root, "default", "default", "runs", "gone")
        self.assertEqual(document(alone, "status.json")["status"], "finished")
        run.finish()
        self.assertEqual([row["data"]["global_step"] for row in rows(run.run_dir)], [1, 2])

    def test_a_run_on_that_has_ended(self):
        run = rn.init(storage=self.root)
        run.finish()
        handed = pickle.loads(pickle.dumps(run))
        handed.log(a=1)
        self.assertEqual((handed.id, os.listdir(run.run_dir).count("events.jsonl")), (run.id, 0))

    def test_a_run_on_where_recording_is_switched_off(self):
        run = rn.init(storage=self.root)
        pickled = pickle.dumps(run)
        run.finish()
        with rn.enabled(False):
            pickle.loads(pickled).log(a=1)
        self.assertFalse(os.path.exists(os.path.join(run.run_dir, "events.jsonl")))
