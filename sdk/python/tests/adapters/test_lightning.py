"""The logger in real trainings of Lightning."""

import os
import unittest

import lightning
import torch
from adapter_test import AdapterTest, curve, events, status
from lightning.pytorch import LightningModule, Trainer
from lightning.pytorch.callbacks import LearningRateMonitor, ModelCheckpoint

import runicorn as rn
from runicorn.lightning import RunicornLogger
from tests.support import document


class Module(LightningModule):
    def __init__(self, lr=0.1, width=3):
        super().__init__()
        self.save_hyperparameters()
        self.layer = torch.nn.Linear(2, 1)
        self.seen = []
        self.stop = None

    def training_step(self, batch, index):
        loss = self.layer(batch[0]).square().mean()
        self.log("train/loss", loss, on_step=True, on_epoch=True)
        self.seen.append((self.global_step, loss.item()))
        if self.stop is not None and self.global_step == 2:
            raise self.stop
        return loss

    def validation_step(self, batch, index):
        self.log("val_loss", self.layer(batch[0]).square().mean())

    def on_validation_end(self):
        self.logger.log_image("picture", [torch.rand(3, 4, 5), torch.rand(3, 4, 5)], step=self.global_step)
        self.logger.log_text("note", "seen", step=self.global_step)

    def test_step(self, batch, index):
        self.log("test_loss", self.layer(batch[0]).square().mean())

    def configure_optimizers(self):
        optimizer = torch.optim.SGD(self.parameters(), lr=self.hparams.lr)
        return {"optimizer": optimizer, "lr_scheduler": torch.optim.lr_scheduler.StepLR(optimizer, 1)}


def loader():
    return torch.utils.data.DataLoader(torch.utils.data.TensorDataset(torch.ones(8, 2)), batch_size=2)


def trainer(logger, **settings):
    quiet = dict(enable_progress_bar=False, enable_model_summary=False, accelerator="cpu", logger=logger)
    return Trainer(**{**quiet, "max_epochs": 2, "log_every_n_steps": 1, "num_sanity_val_steps": 0, **settings})


class Lightning(AdapterTest):
    def test_records_what_the_module_logs(self):
        torch.manual_seed(0)
        logger = RunicornLogger("cv", "tiny", log_model=True)
        module = Module()
        checkpoints = ModelCheckpoint(monitor="val_loss")
        training = trainer(logger, callbacks=[checkpoints, LearningRateMonitor("epoch")])
        training.fit(module, loader(), loader())
        training.test(module, loader(), verbose=False)
        [run] = self.runs()
        self.assertEqual([step for step, _ in curve(run, "train/loss_step")], list(range(8)))
        for (_, value), (_, expected) in zip(curve(run, "train/loss_step"), module.seen):
            self.assertAlmostEqual(value, expected, 6)
        self.assertEqual([step for step, _ in curve(run, "val_loss")], [3, 7])
        self.assertEqual(curve(run, "epoch")[-1][1], 2)
        self.assertEqual([step for step, _ in curve(run, "test_loss")], [8])
        self.assertAlmostEqual(curve(run, "lr-SGD")[-1][1], 0.01)
        self.assertEqual(self.args_of(run), {"lr": 0.1, "width": 3})
        self.assertEqual(len(events(run, "image", "picture")), 4)
        self.assertEqual([text["step"] for text in events(run, "text", "note")], [4, 8])
        summary = document(run, "summary.json")
        self.assertEqual(summary["best_model_path"], checkpoints.best_model_path)
        self.assertAlmostEqual(summary["best_model_score"], checkpoints.best_model_score.item(), 6)
        # Below name and version, as with Lightning's own loggers.
        below = os.path.join(os.getcwd(), "tiny", os.path.basename(run), "checkpoints")
        self.assertEqual(os.path.dirname(checkpoints.best_model_path), below)
        self.assertEqual(
            document(run, "artifacts_created.json")["artifacts"][0]["name"], f"model-{os.path.basename(run)}"
        )
        self.assertEqual((status(run), document(run, "meta.json")["path"]), ("finished", "cv/tiny"))
        self.assertIsNone(rn.get_active_run())

    def test_says_how_a_training_ended(self):
        for error, expected in ((RuntimeError("enough"), "failed"), (KeyboardInterrupt(), "interrupted")):
            module = Module()
            module.stop = error
            with self.assertRaises((RuntimeError, SystemExit)):
                trainer(RunicornLogger(), enable_checkpointing=False).fit(module, loader(), loader())
            self.assertEqual(status(self.runs()[-1]), expected)
        self.assertEqual(len(self.runs()), 2)

    def test_the_active_run_is_used_and_left_open(self):
        with rn.init("mine") as run:
            trainer(RunicornLogger("other"), enable_checkpointing=False).fit(Module(), loader(), loader())
            self.assertEqual(run.status, "running")
        self.assertEqual(self.runs(), [run.run_dir])

    def test_sits_beside_another_logger(self):
        csv = lightning.pytorch.loggers.CSVLogger("csv")
        trainer([RunicornLogger(), csv], enable_checkpointing=False).fit(Module(), loader(), loader())
        self.assertEqual(len(curve(self.runs()[0], "val_loss")), 2)

    def test_nothing_is_begun_before_the_training(self):
        logger = RunicornLogger("cv", "tiny")
        trainer(logger)
        self.assertEqual((self.runs(), logger.name), ([], "tiny"))

    def test_fabric_logs_too(self):
        logger = RunicornLogger("fabric")
        fabric = lightning.Fabric(accelerator="cpu", loggers=logger)
        for step in range(3):
            fabric.log("loss", torch.tensor(1.0 / (step + 1)), step=step)
        logger.finalize("success")
        [run] = self.runs()
        self.assertEqual([step for step, _ in curve(run, "loss")], [0, 1, 2])
        self.assertEqual(status(run), "finished")

    def test_pytorch_lightning_is_served_as_well(self):
        import pytorch_lightning

        class Old(pytorch_lightning.LightningModule):
            training_step, configure_optimizers = Module.training_step, Module.configure_optimizers

            def __init__(self):
                super().__init__()
                self.save_hyperparameters({"lr": 0.1})
                self.layer, self.seen, self.stop = torch.nn.Linear(2, 1), [], None

        quiet = dict(enable_progress_bar=False, enable_model_summary=False, enable_checkpointing=False)
        training = pytorch_lightning.Trainer(
            max_epochs=1, accelerator="cpu", log_every_n_steps=1, logger=RunicornLogger(), **quiet
        )
        training.fit(Old(), loader())
        [run] = self.runs()
        self.assertEqual([step for step, _ in curve(run, "train/loss_step")], [0, 1, 2, 3])
        self.assertEqual((status(run), self.args_of(run)), ("finished", {"lr": 0.1}))


if __name__ == "__main__":
    unittest.main()
