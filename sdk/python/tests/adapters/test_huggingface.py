"""The callback in real trainings of the Hugging Face Trainer, with a tiny language model of random weights."""

import os
import unittest

import torch
from adapter_test import AdapterTest, curve, status
from transformers import GPT2Config, GPT2LMHeadModel, Trainer, TrainerCallback, TrainingArguments

import runicorn as rn
from runicorn.huggingface import RunicornCallback
from tests.support import document


class Words(torch.utils.data.Dataset):
    def __len__(self):
        return 32

    def __getitem__(self, index):
        tokens = torch.arange(index, index + 8) % 32
        return {"input_ids": tokens, "labels": tokens}


def tiny():
    torch.manual_seed(0)
    return GPT2LMHeadModel(GPT2Config(n_layer=1, n_head=2, n_embd=16, vocab_size=32, n_positions=8))


def trainer(callback, model=None, callbacks=(), **arguments):
    settings = dict(
        output_dir="out/tiny",
        max_steps=8,
        logging_steps=2,
        eval_strategy="steps",
        eval_steps=4,
        save_strategy="steps",
        save_steps=4,
        per_device_train_batch_size=4,
        learning_rate=1e-2,
        use_cpu=True,
        report_to="none",
        disable_tqdm=True,
    )
    settings.update(arguments)
    return Trainer(
        model=None if "model_init" in settings else model or tiny(),
        model_init=settings.pop("model_init", None),
        args=TrainingArguments(**settings),
        train_dataset=Words(),
        eval_dataset=Words(),
        callbacks=[callback, *callbacks],
    )


class HuggingFace(AdapterTest):
    def test_records_what_the_trainer_logs(self):
        callback = RunicornCallback("lm")
        best = dict(metric_for_best_model="loss", load_best_model_at_end=True)
        training = trainer(callback, **best)
        training.train()
        [run] = self.runs()
        history = training.state.log_history
        for theirs, ours in (
            ("loss", "train/loss"),
            ("learning_rate", "train/learning_rate"),
            ("eval_loss", "eval/loss"),
        ):
            expected = [(entry["step"], entry[theirs]) for entry in history if theirs in entry]
            self.assertEqual(curve(run, ours), expected)
        self.assertEqual([step for step, _ in curve(run, "train/loss")], [2, 4, 6, 8])
        self.assertEqual([step for step, _ in curve(run, "eval/loss")], [4, 8])
        self.assertEqual(curve(run, "epoch")[-1], (8, 1.0))
        summary = document(run, "summary.json")
        self.assertEqual(summary["best_metric_name"], "eval/loss")
        self.assertEqual(summary["best_metric_value"], training.state.best_metric)
        self.assertEqual(summary["best_metric_mode"], "min")
        self.assertIn("train_runtime", summary)
        self.assertTrue(summary["best_model_checkpoint"].startswith(os.path.join("out/tiny", "checkpoint-")))
        args = self.args_of(run)
        self.assertEqual((args["learning_rate"], args["max_steps"]), (1e-2, 8))
        self.assertEqual((args["model"]["n_embd"], args["model_parameters"]), (16, training.model.num_parameters()))
        self.assertEqual((status(run), document(run, "meta.json")["path"]), ("finished", "lm/out/tiny"))
        self.assertIsNone(rn.get_active_run())

    def test_evaluations_and_predictions_afterwards_are_of_the_same_run(self):
        training = trainer(RunicornCallback(), run_name="named", save_strategy="no")
        training.train()
        found = training.evaluate()
        training.predict(Words())
        [run] = self.runs()
        self.assertEqual(curve(run, "eval/loss")[-1], (8, found["eval_loss"]))
        self.assertIn("test/loss", document(run, "summary.json"))
        self.assertEqual((status(run), document(run, "meta.json")["path"]), ("finished", "default/named"))

    def test_an_evaluation_alone_is_a_run(self):
        trainer(RunicornCallback()).evaluate()
        [run] = self.runs()
        self.assertEqual((len(curve(run, "eval/loss")), status(run)), (1, "finished"))

    def test_the_active_run_is_used_and_left_open(self):
        with rn.init("mine", config={"mine": 1}) as run:
            trainer(RunicornCallback("other"), save_strategy="no").train()
            self.assertEqual(run.status, "running")
        self.assertEqual(self.runs(), [run.run_dir])
        args = self.args_of(run.run_dir)
        self.assertEqual((args["mine"], args["max_steps"]), (1, 8))

    def test_each_training_is_a_run_and_one_that_raises_has_failed(self):
        class Stops(TrainerCallback):
            def on_step_end(self, args, state, control, **_):
                if state.global_step == 3:
                    raise RuntimeError("enough")

        callback = RunicornCallback()
        training = trainer(callback, callbacks=[Stops()], save_strategy="no")
        with self.assertRaises(RuntimeError):
            training.train()
        training.remove_callback(Stops)
        training.train()
        self.assertEqual([status(run) for run in self.runs()], ["failed", "finished"])

    def test_trials_of_a_search_are_runs(self):
        callback = RunicornCallback("search", "rates")
        training = trainer(callback, model_init=lambda _: tiny(), save_strategy="no")

        class Trial:
            def __init__(self, number):
                self.number = number

        # What the Trainer's search backends do for each trial.
        for number, rate in enumerate((1e-3, 1e-2)):
            training.hp_name = lambda trial: f"trial-{trial.number}"
            training._trial = Trial(number)
            training.args.learning_rate = rate
            training.callback_handler.on_train_begin(
                training.args, self.search_state(training, number, rate), training.control
            )
            training.callback_handler.on_log(
                training.args, self.search_state(training, number, rate), training.control, {"loss": 1.0}
            )
        training.callback_handler.on_train_end(training.args, training.state, training.control)
        paths = [document(run, "meta.json")["path"] for run in self.runs()]
        self.assertEqual(paths, ["search/rates/trial-0", "search/rates/trial-1"])
        self.assertEqual([self.args_of(run)["trial"] for run in self.runs()], [{"lr": 1e-3}, {"lr": 1e-2}])
        self.assertEqual([status(run) for run in self.runs()], ["interrupted", "finished"])

    def search_state(self, training, number, rate):
        state = training.state
        state.is_hyper_param_search, state.is_world_process_zero = True, True
        state.trial_name, state.trial_params = f"trial-{number}", {"lr": rate}
        return state

    def test_checkpoints_become_artifacts_where_asked_for(self):
        callback = RunicornCallback(log_checkpoints=True)
        trainer(callback).train()
        [run] = self.runs()
        created = document(run, "artifacts_created.json")["artifacts"]
        self.assertEqual([artifact["version"] for artifact in created], [1, 2])
        self.assertEqual({artifact["type"] for artifact in created}, {"model"})

    def test_other_processes_record_nothing(self):
        callback = RunicornCallback()
        training = trainer(callback, save_strategy="no")
        training.state.is_world_process_zero = False
        for event in ("on_train_begin", "on_train_end", "on_evaluate", "on_save"):
            getattr(callback, event)(training.args, training.state, training.control)
        callback.on_log(training.args, training.state, training.control, logs={"loss": 1})
        self.assertEqual(self.runs(), [])


if __name__ == "__main__":
    unittest.main()
