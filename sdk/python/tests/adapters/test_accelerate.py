"""The tracker in a training loop of accelerate."""

import unittest

import torch
from accelerate import Accelerator
from adapter_test import AdapterTest, curve, events, status

from runicorn.accelerate import RunicornTracker
from tests.support import document


class Accelerate(AdapterTest):
    def test_records_what_the_accelerator_logs(self):
        accelerator = Accelerator(cpu=True, log_with=RunicornTracker("loop", "accelerate"))
        accelerator.init_trackers("ignored", config={"lr": 0.1})
        model = torch.nn.Linear(2, 1)
        optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
        model, optimizer = accelerator.prepare(model, optimizer)
        for step in range(5):
            loss = model(torch.ones(4, 2)).square().mean()
            accelerator.backward(loss)
            optimizer.step()
            optimizer.zero_grad()
            accelerator.log({"loss": loss, "rates": {"lr": 0.1}}, step=step)
        accelerator.log({"note": "done"}, step=5)
        self.assertEqual(accelerator.get_tracker("runicorn", unwrap=True).status, "running")
        accelerator.end_training()
        [run] = self.runs()
        self.assertEqual([step for step, _ in curve(run, "loss")], [0, 1, 2, 3, 4])
        self.assertEqual(curve(run, "rates/lr")[-1], (4, 0.1))
        self.assertEqual(events(run, "text", "note")[0]["text"], "done")
        self.assertEqual(self.args_of(run), {"lr": 0.1})
        self.assertEqual((status(run), document(run, "meta.json")["path"]), ("finished", "accelerate/loop"))


if __name__ == "__main__":
    unittest.main()
