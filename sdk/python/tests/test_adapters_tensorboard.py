import contextlib
import io
import os

import runicorn as rn
from runicorn.adapters.histogram_buckets import bucket_edges
from runicorn.adapters.log_dir_name import log_dir_name
from runicorn.adapters.pr_curve import COLUMNS, pr_curve
from runicorn.tensorboard import SummaryWriter
from tests.support import StoreTest, document, rows


class Item:
    """Like a tensor that holds one number."""

    def __init__(self, value):
        self.value = value

    def item(self):
        return self.value


class Refuses:
    """An object that raises whenever it is looked at."""

    def __getattr__(self, name):
        raise RuntimeError(name)

    def __str__(self):
        raise RuntimeError("str")

    __repr__ = __str__


class Writers(StoreTest):
    def setUp(self):
        super().setUp()
        os.environ["RUNICORN_DIR"] = self.root
        self.addCleanup(os.chdir, os.getcwd())
        os.chdir(self.folder)
        self.said = io.StringIO()
        self.quiet = contextlib.ExitStack()
        self.quiet.enter_context(contextlib.redirect_stderr(self.said))
        self.addCleanup(self.quiet.close)

    def points(self, run, key):
        records = [row["data"] for row in rows(run.run_dir) if row["type"] == "metrics"]
        return [(record["global_step"], record[key]) for record in records if key in record]

    def kinds(self, run):
        return [row["type"] for row in rows(run.run_dir)]

    def status(self, run):
        return document(run.run_dir, "status.json")["status"]

    def test_a_run_begins_with_the_writer_and_ends_with_it(self):
        writer = SummaryWriter("runs/resnet/lr0.1", "", None, 10, 120, ".suffix")
        run = writer.run
        self.assertIs(rn.get_active_run(), run)
        writer.add_scalar("loss", Item(0.5), 3)
        writer.add_scalars("both", {"train": 1, "val": Item(2.0)}, 4)
        writer.close()
        writer.close()
        self.assertEqual((run.project, run.name), ("default", "resnet/lr0.1"))
        self.assertEqual(self.points(run, "loss"), [(3, 0.5)])
        self.assertEqual([row["data"]["both/val"] for row in rows(run.run_dir)[1:]], [2.0])
        self.assertEqual(self.status(run), "finished")
        self.assertIsNone(rn.get_active_run())
        self.assertEqual(self.said.getvalue(), "")

    def test_a_tag_without_step_counts_from_zero(self):
        with SummaryWriter() as writer:
            for value in (5, 6):
                writer.add_scalar("a", value)
                writer.add_scalar("b", value)
            writer.add_scalar("a", 7, 10)
            writer.add_scalar("a", 8)
        self.assertEqual(self.points(writer.run, "a"), [(0, 5), (1, 6), (10, 7), (11, 8)])
        self.assertEqual(self.points(writer.run, "b"), [(0, 5), (1, 6)])

    def test_tags_at_one_step_keep_that_step(self):
        with SummaryWriter() as writer:
            for step in range(3):
                for tag in ("a", "b", "time", "step"):
                    writer.add_scalar(tag, step, step * 100)
        for key in ("a", "b", "time_", "step_"):
            self.assertEqual(self.points(writer.run, key), [(0, 0), (100, 1), (200, 2)])

    def test_the_time_of_a_value_may_be_given(self):
        with SummaryWriter() as writer:
            writer.add_scalar("a", 1, 5, 1234.5)
            writer.add_scalars("b", {"c": 2}, 6, walltime=1235.5)
            writer.add_scalar("a", 3, 7)
        told = [(row["ts"], row["data"]["time"]) for row in rows(writer.run.run_dir)]
        self.assertEqual(told[:2], [(1234.5, 1234.5), (1235.5, 1235.5)])
        self.assertGreater(told[2][0], 1e9)

    def test_the_active_run_is_used_and_left_open(self):
        with rn.init("mine", "outer") as run:
            with SummaryWriter("runs/x") as writer:
                writer.add_scalar("a", 1, 1)
            self.assertEqual(run.status, "running")
            rn.log({"b": 2}, step=2)
        self.assertEqual((self.points(run, "a"), self.points(run, "b")), ([(1, 1)], [(2, 2)]))
        self.assertIs(writer.run, run)

    def test_several_writers_have_a_run_each(self):
        train, val = SummaryWriter("runs/exp/train"), SummaryWriter("runs/exp/val")
        for step in range(2):
            train.add_scalar("loss", 1, step)
            val.add_scalar("loss", 2, step)
        val.close()
        train.add_scalar("loss", 1, 2)
        train.close()
        self.assertEqual((train.run.name, val.run.name), ("exp/train", "exp/val"))
        self.assertEqual(self.points(train.run, "loss"), [(0, 1), (1, 1), (2, 1)])
        self.assertEqual(self.points(val.run, "loss"), [(0, 2), (1, 2)])

    def test_several_writers_in_one_run_have_tags_of_their_own(self):
        with rn.init() as run:
            for name in ("runs/train", "runs/val", "runs/other/val", "runs/train"):
                SummaryWriter(name).add_scalar("loss", 1, 0)
        recorded = [next(iter(row["data"])) for row in rows(run.run_dir)]
        self.assertEqual(recorded, ["loss", "val/loss", "other/val/loss", "loss"])

    def test_writing_after_close_goes_on_with_the_run(self):
        writer = SummaryWriter("runs/x")
        writer.add_scalar("a", 1, 1)
        writer.close()
        first = writer.run.id
        writer.add_scalar("a", 2, 2)
        self.assertEqual((writer.run.id, self.status(writer.run)), (first, "running"))
        writer.close()
        self.assertEqual(self.points(writer.run, "a"), [(1, 1), (2, 2)])
        self.assertEqual(self.status(writer.run), "finished")

    def test_an_exception_in_the_with_block_is_a_failure(self):
        with self.assertRaises(ValueError), SummaryWriter() as writer:
            raise ValueError("x")
        self.assertEqual(self.status(writer.run), "failed")

    def test_the_log_dir_is_there_and_empty(self):
        with SummaryWriter("runs/x") as writer:
            writer.add_scalar("a", 1, 1)
            self.assertEqual((writer.get_logdir(), writer.log_dir), ("runs/x", "runs/x"))
        self.assertEqual(os.listdir("runs/x"), [])
        with SummaryWriter() as writer:
            self.assertEqual(writer.get_logdir(), writer.run.run_dir)

    def test_hyper_parameters_are_config_and_results_summary(self):
        with SummaryWriter(project="p") as writer:
            writer.add_hparams({"lr": 0.1}, {"hparam/acc": 0.9}, None, "name", 7)
        args = document(writer.run.run_dir, "assets.json")["config"]["args"]
        self.assertEqual(args, {"lr": 0.1})
        self.assertEqual(document(writer.run.run_dir, "summary.json"), {"hparam/acc": 0.9})
        self.assertEqual(self.points(writer.run, "hparam/acc"), [(7, 0.9)])

    def test_further_hyper_parameters_are_further_runs(self):
        with SummaryWriter("grid") as writer:
            for lr in (1, 2, 3):
                writer.add_hparams({"lr": lr}, {"acc": lr / 10}, run_name=f"lr{lr}")
            self.assertIs(rn.get_active_run(), writer.run)
        found = {}
        for folder, _, names in os.walk(self.root):
            if "assets.json" in names:
                meta = document(folder, "meta.json")
                lr = document(folder, "assets.json")["config"]["args"]["lr"]
                found[lr] = (meta["path"], meta["parent"], document(folder, "summary.json")["acc"])
        first = writer.run.id
        self.assertEqual(
            found,
            {
                1: ("default/grid", None, 0.1),
                2: ("default/grid/lr2", first, 0.2),
                3: ("default/grid/lr3", first, 0.3),
            },
        )

    def test_texts_tables_and_distributions(self):
        with SummaryWriter() as writer:
            writer.add_text("note", "hello", 1)
            writer.add_histogram("h", [1.0, 2.0, float("nan")], 2)
            writer.add_histogram("h", [1.0, 2.0], 3, bins=4)
            writer.add_histogram_raw("raw", 0, 3, 6, 9, 20, [1, 2, 3], [1, 2, 3], 4)
            writer.add_pr_curve("pr", [0, 1, 1], [0.1, 0.4, 0.9], 5, num_thresholds=3)
            writer.add_pr_curve_raw("pr", [2, 1], [1, 0], [0, 1], [0, 1], [0.6, 1], [1, 0.5], 6)
        data = [row["data"] for row in rows(writer.run.run_dir)]
        self.assertEqual(self.kinds(writer.run), ["text"] + ["histogram"] * 3 + ["table"] * 2)
        self.assertEqual([one["step"] for one in data], [1, 2, 3, 4, 5, 6])
        self.assertEqual((data[0]["text"], data[1]["nan"], len(data[2]["counts"])), ("hello", 1, 4))
        self.assertEqual((data[3]["edges"], data[3]["counts"]), ([0, 1, 2, 3], [1, 2, 3]))
        self.assertEqual([one["columns"] for one in data[4:]], [COLUMNS, COLUMNS])
        self.assertEqual(data[5]["rows"], [[0, 2, 1, 0, 0, 0.6, 1], [1, 1, 0, 1, 1, 1, 0.5]])

    def test_what_cannot_be_recorded_is_told_once(self):
        with SummaryWriter() as writer:
            for _ in range(2):
                writer.add_graph(object(), (1, 2))
                writer.add_mesh("m", vertices=[1])
                writer.add_embedding([[1]], tag="e", global_step=1)
                writer.add_custom_scalars({"a": {}})
                writer.file_writer.add_summary(object(), 3)
            writer._get_file_writer().add_event(object())
        said = self.said.getvalue().splitlines()
        self.assertEqual(len(said), 6, said)
        self.assertEqual(rows(writer.run.run_dir) if os.path.exists(f"{writer.run.run_dir}/events.jsonl") else [], [])

    def test_nothing_raises(self):
        with SummaryWriter(max_queue=Refuses(), unknown=1) as writer:
            bad = Refuses()
            writer.add_scalar(bad, bad, bad)
            writer.add_scalars(bad, bad, bad)
            writer.add_scalar("a", bad, 1)
            writer.add_histogram("a", bad)
            writer.add_histogram_raw("a", 1, 2, 3, 4, 5, [3, 2], [1, 1])
            writer.add_image("a", bad)
            writer.add_image_with_boxes("a", bad, bad, 1, None, 1, "CHW")
            writer.add_images("a", bad)
            writer.add_figure("a", bad)
            writer.add_video("a", bad)
            writer.add_audio("a", bad)
            writer.add_text("a", bad)
            writer.add_pr_curve("a", bad, bad)
            writer.add_hparams(bad, bad)
            writer.add_scalar("good", 1, 1)
        self.assertEqual(self.points(writer.run, "good"), [(1, 1)])
        self.assertEqual(self.status(writer.run), "finished")

    def test_switched_off_it_records_nothing(self):
        with rn.enabled(False), SummaryWriter("runs/off") as writer:
            writer.add_scalar("a", 1, 1)
            writer.add_hparams({}, {})
            writer.flush()
        self.assertFalse(os.path.exists(self.root))

    def test_a_directory_names_the_run(self):
        here = os.getcwd()
        for log_dir, comment, name in (
            (None, "", None),
            (None, "_lr0.1", "lr0.1"),
            ("runs", "", None),
            ("runs/exp1/", "ignored", "exp1"),
            ("./runs/a/../b", "", "b"),
            ("../logs/a", "", "logs/a"),
            (os.path.join(here, "out", "tb"), "", "out/tb"),
            ("/data/exps/resnet/tb", "", "resnet/tb"),
            ("a/b/c/d/e/f/g/h/i", "", "b/c/d/e/f/g/h/i"),
        ):
            self.assertEqual(log_dir_name(log_dir, comment), name, log_dir)

    def test_buckets_become_edges(self):
        self.assertEqual(bucket_edges(0, 9, [1, 2, 3], [1, 0, 2]), ([0, 1, 2, 3], [1, 0, 2]))
        self.assertEqual(bucket_edges(1.5, 2, [1, 2, 3, 1.8e308], [0, 4, 0, 0]), ([1, 2], [4]))
        self.assertEqual(bucket_edges(5, 8, [1, 1.7e308], [0, 4]), ([1, 8], [4]))
        self.assertEqual(bucket_edges(2, 2, [2], [4]), ([1, 2], [4]))
        for limits, counts in (([1], [0]), ([2, 1], [1, 1]), ([1, 2], [1])):
            with self.assertRaises(ValueError):
                bucket_edges(0, 1, limits, counts)

    def test_precision_and_recall_by_hand(self):
        found = [row[1:] for row in pr_curve([True, False, True, True], [0.9, 0.9, 0.1, 0.5], 2)]
        self.assertEqual(found[0], (3, 1, 0, 0, 0.75, 1))
        weighed = pr_curve([1, 0], [1.0, 0.0], 3, weights=[2, 3])
        self.assertEqual([row[:3] for row in weighed], [(0, 2, 3), (0.5, 2, 0), (1, 2, 0)])
