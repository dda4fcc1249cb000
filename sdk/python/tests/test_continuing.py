import contextlib
import io
import os
from pathlib import Path
from unittest import mock

import runicorn as rn
from runicorn.ranks import rank_of_process

from .support import StoreTest, document, rows, steps


class Continuing(StoreTest):
    def begin(self, **options):
        run = rn.init(**{"storage": self.root, **options})
        self.addCleanup(run.finish)
        return run


class Fork(Continuing):
    def test_goes_on_with_steps_and_configuration(self):
        base = self.begin(project="p", name="a/b", config={"lr": 1, "layers": 3}, tags=["base"])
        base.log({"loss": 1}, step=41)
        fork = base.fork(config={"lr": 2})
        self.assertIs(rn.get_active_run(), fork)
        rn.log({"loss": 2})
        base.log({"loss": 3})
        self.assertEqual((steps(fork.run_dir), steps(base.run_dir)), ([42], [41, 42]))
        meta = document(fork.run_dir, "meta.json")
        self.assertEqual((meta["parent"], meta["forked_from"]), (base.id, {"run": base.id, "step": 41}))
        self.assertEqual((fork.path, meta["tags"]), ("p/a/b", []))
        self.assertEqual(document(fork.run_dir, "assets.json")["config"]["args"], {"lr": 2, "layers": 3})
        fork.finish()
        self.assertIs(rn.get_active_run(), base)

    def test_takes_what_init_takes(self):
        base = self.begin(project="p", name="n")
        with base.fork(name="other", tags=["x"], run_id="mine", deferred=True) as fork:
            fork.log(a=1)
        self.assertEqual((fork.id, fork.path, base.status), ("mine", "p/other", "running"))
        self.assertEqual(steps(fork.run_dir), [1])
        with contextlib.redirect_stderr(io.StringIO()) as said:
            self.assertEqual(base.fork(wings=2).status, "running")
        self.assertIn("ignored wings", said.getvalue())
        rn.finish()

    def test_of_a_finished_run_and_of_none(self):
        base = self.begin()
        base.log(a=1)
        base.finish()
        with rn.fork() as none:
            self.assertEqual(none.id, "disabled")
        with base.fork() as fork:
            fork.log(a=2)
        self.assertEqual(steps(fork.run_dir), [2])


class Resume(Continuing):
    def test_finds_the_run_by_its_id(self):
        run = self.begin(project="p", name="a/b/c", config={"lr": 1})
        run.log({"x": 1}, step=7)
        run.finish()
        self.begin(project="q", name="a").finish()
        again = self.begin(run_id=run.id, resume=True)
        again.log(x=2)
        self.assertEqual((again.run_dir, again.path), (run.run_dir, "p/a/b/c"))
        self.assertEqual((again.project, again.name), ("p", "a/b/c"))
        self.assertEqual(steps(run.run_dir), [7, 8])
        self.assertEqual(document(run.run_dir, "meta.json")["path"], "p/a/b/c")

    def test_of_an_unknown_id_begins_that_run(self):
        run = self.begin(run_id="new", resume=True)
        self.assertEqual((run.id, run.path), ("new", "default/default"))

    def test_forgets_how_the_run_ended_before(self):
        self.train("rn.init(run_id='mine')\nraise ValueError('x')")
        self.assertIn("traceback", document(self.only_run(), "status.json"))
        self.begin(run_id="mine", resume=True).finish()
        status = document(self.only_run(), "status.json")
        self.assertEqual(set(status), {"status", "started_at", "heartbeat_at", "ended_at"})

    def test_looks_in_a_large_store_for_a_short_time(self):
        for number in range(300):
            os.makedirs(os.path.join(self.root, f"p{number % 20}", f"n{number}", "runs", f"r{number}"))
        run = self.begin(run_id="r7", resume=True)
        # A folder without meta.json is no run.
        self.assertEqual(run.path, "default/default")

    def test_that_takes_a_run_over_is_the_only_one_to_tell_how_it_goes(self):
        run = self.begin(run_id="mine")
        run.log(a=1)
        writer = Path(run.run_dir, ".writer.json")
        writer.write_text(writer.read_text().replace('"nonce": "', '"nonce": "other'))
        before = document(run.run_dir, "status.json")
        with contextlib.redirect_stderr(io.StringIO()) as said:
            run._life._beat()
            run.finish()
        self.assertEqual(document(run.run_dir, "status.json"), before)
        self.assertTrue(writer.exists())
        self.assertIn("took over", said.getvalue())

    def test_through_a_damaged_root(self):
        Path(self.root).mkdir()
        os.symlink(self.root, os.path.join(self.root, "loop"))
        self.assertEqual(self.begin(run_id="mine", resume=True).id, "mine")


class Ranks(Continuing):
    def rank(self, number, world_size=3, **options):
        os.environ.update(RANK=str(number), WORLD_SIZE=str(world_size), LOCAL_RANK=str(number))
        return self.begin(**options)

    def test_but_the_first_are_silent(self):
        runs = [self.rank(number, config={"lr": 1}) for number in range(3)]
        self.assertEqual([run.id for run in runs[1:]], ["rank1", "rank2"])
        for run in runs:
            run.log({"a": 1})
            run.summary(a=1)
        self.assertEqual(self.only_run(), runs[0].run_dir)
        meta = document(self.only_run(), "meta.json")
        self.assertEqual((meta["rank"], meta["world_size"], len(rows(self.only_run()))), (0, 3, 1))

    def test_are_runs_of_their_own_where_they_only_happen_to_be_started_together(self):
        runs = [self.rank(number, ranks="each") for number in range(2)]
        self.assertEqual(len({run.run_dir for run in runs}), 2)
        for number, run in enumerate(runs):
            run.log(a=number)
            self.assertEqual(rows(run.run_dir)[0]["data"]["a"], number)

    def test_are_those_of_the_launcher(self):
        for names in (
            {"OMPI_COMM_WORLD_RANK": "2", "OMPI_COMM_WORLD_SIZE": "4"},
            {"PMI_RANK": "1", "PMI_SIZE": "2"},
            {"SLURM_PROCID": "1", "SLURM_NTASKS": "2"},
        ):
            os.environ.update(names)
            self.assertIn(self.begin().id, ("rank1", "rank2"))
            for name in names:
                del os.environ[name]

    def test_that_mean_nothing_are_none(self):
        for names in (
            {"SLURM_PROCID": "0", "SLURM_NTASKS": "1"},
            {"RANK": "1"},
            {"RANK": "7", "WORLD_SIZE": "2"},
            {"RANK": "-1", "WORLD_SIZE": "²"},
            {"RANK": "one", "WORLD_SIZE": "two"},
        ):
            os.environ.update(names)
            run = self.begin()
            self.assertEqual(run.status, "running")
            self.assertNotIn("rank", document(run.run_dir, "meta.json"))
            for name in names:
                del os.environ[name]

    def test_write_files_of_their_own_when_all_are_asked_to(self):
        for order in ((0, 1, 2), (2, 1, 0)):
            with self.subTest(order=order):
                run_id = f"r{order[0]}"
                said = io.StringIO()
                with contextlib.redirect_stderr(said):
                    runs = {n: self.rank(n, ranks="all", run_id=run_id, config={"lr": 1}) for n in order}
                self.assertEqual(said.getvalue(), "")
                for number, run in runs.items():
                    run.log({"rank": number})
                    run.log_text(f"rank {number}")
                    run.summary(rank=number)
                for number in order:
                    runs[number].finish("failed" if number else "finished")
                directory = runs[0].run_dir
                self.assertEqual({run.run_dir for run in runs.values()}, {directory})
                names = sorted(name for name in os.listdir(directory) if name.startswith(("events", "logs")))
                self.assertEqual(
                    names,
                    [
                        f"{kind}.rank{n}.{end}"
                        for kind, end in (("events", "jsonl"), ("logs", "txt"))
                        for n in range(3)
                    ],
                )
                self.assertEqual(document(directory, "summary.json"), {"rank": 0})
                self.assertEqual(document(directory, "status.json")["status"], "finished")
                meta = document(directory, "meta.json")
                self.assertEqual((meta["id"], meta["rank"], meta["path"]), (run_id, 0, "default/default"))
                self.assertEqual(document(directory, "assets.json")["config"]["args"], {"lr": 1})

    def test_go_on_each_from_its_own_last_step(self):
        for _ in range(2):
            for number in range(2):
                run = self.rank(number, ranks="all", run_id="r", resume=True)
                for _ in range(number + 1):
                    run.log(a=1)
                run.finish()
        written = [
            [row["data"]["global_step"] for row in rows(run.run_dir, f"events.rank{number}.jsonl")]
            for number in range(2)
        ]
        self.assertEqual(written, [[1, 2], [1, 2, 3, 4]])

    def test_need_a_common_name(self):
        with contextlib.redirect_stderr(io.StringIO()) as said:
            self.assertEqual(self.rank(1, ranks="all").id, "rank1")
            self.assertEqual(self.rank(0, ranks="all").status, "running")
        self.assertEqual(said.getvalue().count("needs run_id"), 2)
        os.environ["RUNICORN_RUN_ID"] = "common"
        self.assertEqual(self.rank(1, ranks="all").id, "common")

    def test_of_one_are_a_usual_run(self):
        run = self.begin(ranks="all")
        run.log(a=1)
        self.assertEqual(steps(run.run_dir), [1])
        os.environ["RUNICORN_RUN_ID"] = "common"
        self.assertEqual(self.begin(ranks="all").id, "common")
        self.assertNotEqual(self.begin().id, "common")

    def test_are_reckoned_where_a_process_knows_only_its_machine(self):
        for given, wanted in (
            ({}, (0, 1)),
            ({"LOCAL_RANK": "0"}, (0, 1)),
            ({"LOCAL_RANK": "0", "WORLD_SIZE": "1"}, (0, 1)),
            ({"LOCAL_RANK": "0", "NODE_RANK": "0", "WORLD_SIZE": "2"}, (0, 2)),
            ({"LOCAL_RANK": "1", "NODE_RANK": "0", "WORLD_SIZE": "2"}, (1, 2)),
            ({"LOCAL_RANK": "1"}, (1, 2)),
            ({"LOCAL_RANK": "1", "NODE_RANK": "2", "LOCAL_WORLD_SIZE": "4", "WORLD_SIZE": "16"}, (9, 16)),
            ({"LOCAL_RANK": "1", "RANK": "3", "NODE_RANK": "2", "WORLD_SIZE": "4"}, (3, 4)),
            ({"LOCAL_RANK": "0", "RANK": "0", "NODE_RANK": "1", "WORLD_SIZE": "1"}, (0, 1)),
        ):
            with self.subTest(given=given), mock.patch.dict(os.environ, given):
                rank = rank_of_process()
                self.assertEqual((rank.rank, rank.world_size), wanted)
        unknown = set()
        for node, local in ((0, 0), (0, 1), (1, 0), (1, 1)):
            with mock.patch.dict(os.environ, {"NODE_RANK": str(node), "LOCAL_RANK": str(local), "WORLD_SIZE": "4"}):
                unknown.add(rank_of_process().rank)
        self.assertEqual((len(unknown), min(unknown)), (4, 0), "one is the first, and none is another")
