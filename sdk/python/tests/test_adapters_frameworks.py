import contextlib
import io
import os
from types import SimpleNamespace

import runicorn as rn
from tests.stand_in import absent, stand_in
from tests.support import StoreTest, document, rows


class Base:
    """What the frameworks' base classes have in common: an __init__."""

    def __init__(self, *_):
        self.model, self.params = None, None


class Model:
    """A model and its optimizer, as both frameworks know them."""

    name = "tiny"
    built = True
    loss = "mse"
    layers = (1, 2)

    def __init__(self, rate=0.5):
        self.optimizer = SimpleNamespace(learning_rate=rate, iterations=3, get_config=lambda: {"learning_rate": 0.5})
        self.config = SimpleNamespace(to_dict=lambda: {"n_embd": 16})

    def count_params(self):
        return 41

    def num_parameters(self):
        return 41


class AdapterTest(StoreTest):
    def setUp(self):
        super().setUp()
        os.environ["RUNICORN_DIR"] = self.root
        self.addCleanup(os.chdir, os.getcwd())
        os.chdir(self.folder)
        self.said = io.StringIO()
        quiet = contextlib.redirect_stderr(self.said)
        quiet.__enter__()
        self.addCleanup(quiet.__exit__, None, None, None)

    def data(self, run):
        records = [row["data"] for row in rows(run.run_dir) if row["type"] == "metrics"]
        return [{key: value for key, value in record.items() if key != "time"} for record in records]

    def status(self, run):
        return document(run.run_dir, "status.json")["status"]

    def args_of(self, run):
        return document(run.run_dir, "assets.json")["config"]["args"]


class Missing(AdapterTest):
    def test_a_missing_framework_is_told_when_the_adapter_is_made(self):
        for adapter, name, module in (
            ("huggingface", "RunicornCallback", "transformers"),
            ("keras", "RunicornCallback", "keras"),
            ("lightning", "RunicornLogger", "lightning"),
            ("accelerate", "RunicornTracker", "accelerate"),
        ):
            # Two frameworks have a second place to look at.
            found = getattr(absent(f"runicorn.{adapter}", module, "pytorch_lightning", "tf_keras"), name)
            with self.assertRaisesRegex(ImportError, f"pip install {module}$"):
                found(project="x")

    def test_importing_the_package_imports_no_framework(self):
        done = self.train(
            "import sys, runicorn.tensorboard\n"
            "print([name for name in ('numpy', 'torch', 'tensorboard', 'keras', 'PIL') if name in sys.modules])"
        )
        self.assertEqual((done.stdout, done.stderr), ("[]\n", ""))


class HuggingFace(AdapterTest):
    def setUp(self):
        super().setUp()
        members = {"TrainerCallback": Base}
        context = stand_in("runicorn.huggingface", transformers=members)
        self.Callback = context.__enter__().RunicornCallback
        self.addCleanup(context.__exit__, None, None, None)
        self.args = SimpleNamespace(
            output_dir="out/bert", run_name="out/bert", metric_for_best_model=None, greater_is_better=None
        )
        self.args.to_dict = lambda: {"learning_rate": 0.1, "hub_token": "<HUB_TOKEN>"}
        self.state = SimpleNamespace(
            is_world_process_zero=True, is_hyper_param_search=False, trial_name=None, trial_params=None
        )
        self.state.global_step, self.state.best_metric, self.state.best_model_checkpoint = 0, None, None

    def tell(self, callback, event, **more):
        getattr(callback, event)(self.args, self.state, object(), model=Model(), **more)

    def test_a_training(self):
        callback = self.Callback("nlp")
        self.args.metric_for_best_model = "f1"
        self.args.greater_is_better = True
        self.assertIsNone(callback.run)
        self.tell(callback, "on_train_begin")
        for step, logs in (
            (5, {"loss": 1.5, "epoch": 0.5}),
            (5, {"eval_f1": 0.7, "epoch": 0.5}),
            (9, {"eval_f1": 0.6}),
        ):
            self.state.global_step = step
            self.tell(callback, "on_log", logs=logs)
        self.tell(callback, "on_log", logs={"train_runtime": 3.0, "total_flos": 9.0, "epoch": 1.0})
        self.tell(callback, "on_train_end")
        run = callback.run
        self.assertEqual(
            self.data(run),
            [
                {"train/loss": 1.5, "epoch": 0.5, "global_step": 5},
                {"eval/f1": 0.7, "epoch": 0.5, "global_step": 5},
                {"eval/f1": 0.6, "global_step": 9},
            ],
        )
        summary = document(run.run_dir, "summary.json")
        self.assertEqual((summary["train_runtime"], summary["best_metric_value"]), (3.0, 0.7))
        self.assertEqual((run.path, self.status(run)), ("nlp/out/bert", "finished"))
        args = self.args_of(run)
        self.assertEqual((args["learning_rate"], args["model"], args["model_parameters"]), (0.1, {"n_embd": 16}, 41))

    def test_an_evaluation_afterwards_goes_on_with_the_run(self):
        callback = self.Callback(name="given")
        self.tell(callback, "on_train_begin")
        self.tell(callback, "on_train_end")
        first = callback.run.id
        self.state.global_step = 4
        self.tell(callback, "on_log", logs={"eval_loss": 2.0})
        self.assertEqual(self.status(callback.run), "running")
        self.tell(callback, "on_evaluate", metrics={"eval_loss": 2.0})
        self.tell(callback, "on_predict", metrics={"test_loss": 3.0})
        self.assertEqual(
            (callback.run.id, callback.run.name, self.status(callback.run)), (first, "given", "finished")
        )
        self.assertEqual(self.data(callback.run), [{"eval/loss": 2.0, "global_step": 4}])
        self.assertEqual(document(callback.run.run_dir, "summary.json"), {"test/loss": 3.0})

    def test_trials_are_runs_and_unended_ones_interrupted(self):
        callback = self.Callback("search")
        runs = []
        with rn.init("mine") as outer:
            for number in range(2):
                self.state.is_hyper_param_search = True
                self.state.trial_name, self.state.trial_params = f"trial-{number}", {"lr": number}
                self.tell(callback, "on_train_begin")
                runs.append(callback.run)
            self.tell(callback, "on_train_end")
        self.assertNotIn(outer.id, [run.id for run in runs])
        self.assertEqual([run.name for run in runs], ["trial-0", "trial-1"])
        self.assertEqual([document(run.run_dir, "meta.json")["parent"] for run in runs], [outer.id, outer.id])
        self.assertEqual([self.status(run) for run in runs], ["interrupted", "finished"])
        self.assertEqual([self.args_of(run)["trial"] for run in runs], [{"lr": 0}, {"lr": 1}])

    def test_only_the_first_process_records(self):
        callback = self.Callback()
        self.state.is_world_process_zero = False
        for event in ("on_train_begin", "on_log", "on_save", "on_evaluate", "on_predict", "on_train_end"):
            self.tell(callback, event)
        self.assertFalse(os.path.exists(self.root))

    def test_nothing_raises(self):
        callback = self.Callback()
        self.state = SimpleNamespace(is_world_process_zero=True)
        for event in ("on_train_begin", "on_log", "on_save", "on_evaluate", "on_predict", "on_train_end"):
            self.tell(callback, event)
        self.assertIn("RunicornCallback.on_train_begin did not record something", self.said.getvalue())


class Keras(AdapterTest):
    def setUp(self):
        super().setUp()
        context = stand_in("runicorn.keras", keras__callbacks={"Callback": Base})
        self.Callback = context.__enter__().RunicornCallback
        self.addCleanup(context.__exit__, None, None, None)

    def fit(self, callback, epochs=2, model=None):
        callback.model, callback.params = model or Model(), {"epochs": epochs, "steps": 2, "verbose": 0}
        callback.on_train_begin()
        for epoch in range(epochs):
            for batch in range(2):
                callback.on_train_batch_end(batch, {"loss": 9.0 - epoch * 2 - batch})
            callback.on_test_end({"loss": 1.0})
            callback.on_epoch_end(epoch, {"loss": 8.0, "val_loss": 7.0, "time": 1.0})

    def test_a_training(self):
        callback = self.Callback("vision", log_every=3)
        self.fit(callback)
        callback.on_train_end({})
        run = callback.run
        epoch = {"loss": 8.0, "val_loss": 7.0, "time_": 1.0, "learning_rate": 0.5}
        self.assertEqual(
            self.data(run),
            [
                {"batch/loss": 9.0, "global_step": 0},
                {**epoch, "epoch": 0, "global_step": 0},
                {"batch/loss": 6.0, "global_step": 3},
                {**epoch, "epoch": 1, "global_step": 1},
            ],
        )
        args = self.args_of(run)
        self.assertEqual((args["epochs"], args["loss"], args["optimizer"]["learning_rate"]), (2, "mse", 0.5))
        self.assertEqual(args["model"], {"name": "tiny", "class": "Model", "layers": 2, "parameters": 41})
        self.assertEqual(self.status(run), "finished")
        callback.on_test_end({"loss": 4.0})
        self.assertEqual(document(run.run_dir, "summary.json"), {"test/loss": 4.0})
        self.assertEqual(self.status(run), "finished")

    def test_a_schedule_of_the_optimizer_is_asked(self):
        callback = self.Callback()
        self.fit(callback, 1, Model(lambda iterations: iterations / 10))
        callback.on_train_end()
        self.assertEqual(self.data(callback.run)[0]["learning_rate"], 0.3)

    def test_an_interrupted_training_has_failed_once_the_next_begins(self):
        callback = self.Callback()
        self.fit(callback)
        first = callback.run
        self.fit(callback)
        callback.on_train_end()
        self.assertEqual([self.status(run) for run in (first, callback.run)], ["failed", "finished"])


class Lightning(AdapterTest):
    def setUp(self):
        super().setUp()
        self.rank = SimpleNamespace(rank=0)
        members = {
            "lightning__pytorch__loggers": {"Logger": Base},
            "lightning_utilities__core__rank_zero": {"rank_zero_only": self.rank},
        }
        context = stand_in("runicorn.lightning", **members)
        self.Logger = context.__enter__().RunicornLogger
        self.addCleanup(context.__exit__, None, None, None)

    def test_a_training_and_a_test(self):
        logger = self.Logger("cv", "resnet", prefix="a/", save_dir="ckpt")
        self.assertEqual((logger.name, logger.save_dir, os.path.exists(self.root)), ("resnet", "ckpt", False))
        logger.log_hyperparams(SimpleNamespace(lr=0.1), {"start": 1})
        logger.log_graph(object())
        logger.log_metrics({"loss": 1.0, "epoch": 0}, 3)
        logger.log_text("note", "hello", step=3)
        logger.save()
        version, folder = logger.version, logger.log_dir
        logger.finalize("success")
        self.assertEqual(document(folder, "status.json")["status"], "finished")
        self.assertEqual((logger.version, logger.log_dir), (version, folder))
        self.assertEqual(document(folder, "status.json")["status"], "finished")
        logger.log_metrics({"test": 2.0}, 4)
        logger.finalize("success")
        run = logger._target.known
        self.assertEqual(
            self.data(run), [{"a/loss": 1.0, "a/epoch": 0, "global_step": 3}, {"a/test": 2.0, "global_step": 4}]
        )
        self.assertEqual((run.id, self.status(run), self.args_of(run)), (version, "finished", {"lr": 0.1}))
        self.assertEqual(document(folder, "summary.json"), {"start": 1})

    def test_says_how_a_training_ended(self):
        endings = []
        for error in (ValueError("x"), KeyboardInterrupt(), None):
            logger = self.Logger()
            folder = logger.log_dir
            try:
                if error is not None:
                    raise error
                logger.finalize("failed")
            except BaseException:
                logger.finalize("failed")
            endings.append(document(folder, "status.json")["status"])
        self.assertEqual(endings, ["failed", "interrupted", "failed"])

    def test_only_the_first_process_records(self):
        self.rank.rank = 1
        logger = self.Logger()
        logger.log_hyperparams({"lr": 1})
        logger.log_metrics({"loss": 1.0}, 1)
        logger.after_save_checkpoint(SimpleNamespace(best_model_path="x", best_model_score=1))
        logger.finalize("success")
        self.assertEqual((logger.version, logger.log_dir, logger.experiment.status), ("disabled", None, "disabled"))
        self.assertFalse(os.path.exists(self.root))

    def test_the_best_checkpoint_is_a_result(self):
        logger = self.Logger(log_model=True)
        with open("best.ckpt", "wb") as file:
            file.write(b"weights")
        checkpoint = SimpleNamespace(best_model_path="best.ckpt", best_model_score=0.25, monitor="val_loss")
        logger.after_save_checkpoint(checkpoint)
        logger.after_save_checkpoint(checkpoint)
        logger.finalize("success")
        summary = document(logger.log_dir, "summary.json")
        self.assertEqual(summary, {"best_model_path": "best.ckpt", "best_model_score": 0.25})
        [artifact] = document(logger.log_dir, "artifacts_created.json")["artifacts"]
        self.assertEqual((artifact["type"], artifact["version"], artifact["num_files"]), ("model", 1, 1))


class Accelerate(AdapterTest):
    def test_a_training(self):
        members = {"GeneralTracker": Base, "on_main_process": lambda function: function}
        with stand_in("runicorn.accelerate", accelerate__tracking=members) as adapter:
            tracker = adapter.RunicornTracker("loop")
            tracker.start()
            tracker.store_init_configuration({"lr": 0.1})
            tracker.log({"loss": 1.0, "time": 2.0, "many": {"a": 3}, "note": "text"}, step=7)
            tracker.finish()
        run = tracker.tracker
        self.assertEqual(self.data(run), [{"loss": 1.0, "time_": 2.0, "many/a": 3, "global_step": 7}])
        self.assertEqual((run.name, self.status(run), self.args_of(run)), ("loop", "finished", {"lr": 0.1}))
