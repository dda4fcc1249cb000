"""The same calls to the real SummaryWriters and to ours; TensorBoard's own reader says what should be there."""

import io
import json
import os
import unittest

import matplotlib
import numpy as np
from adapter_test import AdapterTest, curve, events, status
from PIL import Image
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from tensorboard.util.tensor_util import make_ndarray
from tensorboardX import SummaryWriter as XWriter

import runicorn as rn
from runicorn.tensorboard import SummaryWriter

matplotlib.use("Agg")
from matplotlib import pyplot as plt  # noqa: E402

try:
    import torch
    from torch.utils.tensorboard import SummaryWriter as TorchWriter
except ImportError:
    torch = None


def scalars(writer):
    draw = np.random.default_rng(3)
    for step in range(0, 50, 5):
        writer.add_scalar("loss", 1 / (step + 1), step)
        writer.add_scalar("train/acc", np.float32(step / 50), step)
        writer.add_scalar("epoch", step // 10, global_step=np.int64(step))
        writer.add_scalar("zero_dim", np.array(draw.random()), step)
        if torch is not None:
            writer.add_scalar("tensor", torch.tensor(float(step), requires_grad=True), step)
            writer.add_scalar("one", torch.tensor([step]), step)
    writer.add_scalar("loss", float("nan"), 50)
    writer.add_scalar("loss", float("inf"), 51, 1234567890.5)


def media(writer):
    draw = np.random.default_rng(4)
    writer.add_image("chw", draw.random((3, 5, 7)), 1)
    writer.add_image("hwc", draw.random((5, 7, 3)), 1, dataformats="HWC")
    writer.add_image("hw", draw.random((5, 7)), 2, dataformats="HW")
    writer.add_image("gray", draw.random((1, 5, 7)), 2)
    writer.add_image("bytes", draw.integers(0, 256, (5, 7, 3), dtype=np.uint8), 2, dataformats="HWC")
    outside = draw.random((3, 5, 7)) * 3 - 1
    # tensorboardX has such values overflow.
    if not isinstance(getattr(writer, "real", None), XWriter):
        writer.add_image("outside", outside, 2)
    writer.add_images("grid", draw.random((11, 3, 5, 7)), 3)
    writer.add_images("nhwc", draw.random((2, 5, 7, 3)), 3, dataformats="NHWC")
    writer.add_histogram("normal", draw.normal(size=1000), 4)
    writer.add_histogram("edges", draw.random(100), 4, bins=np.linspace(0, 1, 6))
    counts, limits = np.histogram(draw.random(1000) * 50, bins=20)
    raw = dict(min=0.0, max=50.0, num=1000, sum=25000.0, sum_squares=1.0)
    writer.add_histogram_raw(
        "raw", **raw, bucket_limits=limits[1:].tolist(), bucket_counts=counts.tolist(), global_step=5
    )
    writer.add_text("note", "a **bold** word", 6)
    labels, scores = draw.integers(0, 2, 200), draw.random(200)
    writer.add_pr_curve("pr", labels, scores, 7, num_thresholds=20)
    writer.add_audio("sound", np.sin(np.arange(800) / 10).astype(np.float32)[None, :], 8, sample_rate=8000)


class Writers(AdapterTest):
    def both(self, real, calls):
        """What TensorBoard reads of the real writer's files, and our run."""
        with real("theirs") as writer:
            calls(writer)
        with SummaryWriter("runs/ours") as writer:
            calls(writer)
        everything = dict.fromkeys(("scalars", "images", "histograms", "tensors", "audio"), 0)
        reader = EventAccumulator("theirs", size_guidance=everything)
        reader.Reload()
        return reader, self.runs()[0]

    def pixels(self, run, key):
        [image] = events(run, "image", key)
        return image["step"], np.asarray(Image.open(os.path.join(run, image["path"])).convert("RGB"))

    def compare_scalars(self, real):
        theirs, ours = self.both(real, scalars)
        self.assertGreater(len(theirs.Tags()["scalars"]), 3)
        for tag in theirs.Tags()["scalars"]:
            points = [(point.step, point.value) for point in theirs.Scalars(tag)]
            recorded = curve(ours, tag)
            self.assertEqual([step for step, _ in recorded], [step for step, _ in points])
            np.testing.assert_allclose([value for _, value in recorded], [value for _, value in points], rtol=1e-6)
        self.assertEqual(status(ours), "finished")
        with open(os.path.join(ours, "events.jsonl")) as file:
            self.assertEqual(json.loads(file.read().splitlines()[-1])["ts"], 1234567890.5)
        self.assertEqual(os.listdir("runs/ours"), [])

    def test_scalars_are_those_of_tensorboardx(self):
        self.compare_scalars(XWriter)

    @unittest.skipIf(torch is None, "torch is not installed")
    def test_scalars_are_those_of_torch(self):
        self.compare_scalars(TorchWriter)

    def compare_images(self, real, count):
        theirs, ours = self.both(real, lambda writer: media(Silent(writer)))
        self.assertEqual(len(theirs.Tags()["images"]), count)
        for tag in theirs.Tags()["images"]:
            [image] = theirs.Images(tag)
            expected = np.asarray(Image.open(io.BytesIO(image.encoded_image_string)).convert("RGB"))
            step, recorded = self.pixels(ours, tag)
            self.assertEqual(step, image.step)
            np.testing.assert_array_equal(recorded, expected, tag)

    def test_images_have_the_pixels_of_tensorboardx(self):
        self.compare_images(XWriter, 7)

    @unittest.skipIf(torch is None, "torch is not installed")
    def test_images_have_the_pixels_of_torch(self):
        self.compare_images(TorchWriter, 8)

    def test_histograms_hold_the_same_values(self):
        theirs, ours = self.both(XWriter, lambda writer: media(Silent(writer)))
        for tag in ("normal", "edges"):
            [histogram] = theirs.Histograms(tag)
            [recorded] = events(ours, "histogram", tag)
            value = histogram.histogram_value
            self.assertEqual((recorded["step"], sum(recorded["counts"])), (histogram.step, value.num))
            if tag == "normal":
                found = [recorded["min"], recorded["max"], recorded["sum"]]
                np.testing.assert_allclose(found, [value.min, value.max, value.sum], rtol=1e-6)
        [raw] = theirs.Histograms("raw")
        [recorded] = events(ours, "histogram", "raw")
        np.testing.assert_allclose(recorded["edges"][1:], list(raw.histogram_value.bucket_limit)[-20:])
        self.assertEqual(recorded["counts"], list(raw.histogram_value.bucket)[-20:])

    def test_texts_and_curves_are_the_same(self):
        theirs, ours = self.both(XWriter, lambda writer: media(Silent(writer)))
        [text] = theirs.Tensors("note/text_summary")
        [recorded] = events(ours, "text", "note")
        self.assertEqual(
            (recorded["step"], recorded["text"]), (text.step, make_ndarray(text.tensor_proto).item().decode())
        )
        [point] = theirs.Tensors("pr")
        [table] = events(ours, "table", "pr")
        self.assertEqual(table["columns"], ["threshold", "tp", "fp", "tn", "fn", "precision", "recall"])
        self.assertEqual(table["step"], point.step)
        np.testing.assert_allclose(np.array(table["rows"]).T[1:], make_ndarray(point.tensor_proto), atol=1e-6)
        [sound] = events(ours, "audio", "sound")
        self.assertEqual((sound["step"], sound["sample_rate"]), (8, 8000))

    def test_figures_and_videos_are_recorded(self):
        with SummaryWriter() as writer:
            figure = plt.figure(figsize=(2, 1), dpi=50)
            figure.gca().plot([1, 2, 3])
            writer.add_figure("figure", figure, 3)
            writer.add_video("video", np.random.default_rng(1).random((1, 4, 3, 16, 16)), 4, fps=2)
        self.assertEqual(plt.get_fignums(), [])
        step, pixels = self.pixels(self.runs()[0], "figure")
        self.assertEqual((step, pixels.shape), (3, (50, 100, 3)))
        [video] = events(self.runs()[0], "video")
        self.assertEqual((video["step"], video["fps"], video["frames"]), (4, 2, 4))

    def test_a_training_in_the_style_of_the_pytorch_tutorial(self):
        if torch is None:
            self.skipTest("torch is not installed")
        torch.manual_seed(0)
        writer = SummaryWriter(comment="_linear")
        x = torch.arange(-5, 5, 0.1).view(-1, 1)
        y = -5 * x + 0.1 * torch.randn(x.size())
        model = torch.nn.Linear(1, 1)
        optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
        for epoch in range(10):
            loss = torch.nn.functional.mse_loss(model(x), y)
            writer.add_scalar("Loss/train", loss, epoch)
            for name, weights in model.named_parameters():
                writer.add_histogram(name, weights, epoch)
                writer.add_histogram(f"{name}.grad", weights.bfloat16(), epoch)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        writer.add_graph(model, x)
        writer.add_hparams({"lr": 0.1, "bsize": 100}, {"hparam/loss": loss.item()})
        writer.flush()
        self.assertEqual(rn.get_active_run(), writer.run)
        writer.close()
        [run] = self.runs()
        losses = [value for _, value in curve(run, "Loss/train")]
        self.assertEqual(len(losses), 10)
        self.assertLess(losses[-1], losses[0])
        self.assertEqual(len(events(run, "histogram")), 40)
        self.assertEqual(self.args_of(run), {"lr": 0.1, "bsize": 100})
        self.assertIn(os.path.join("default", "linear", "runs"), run)


class Silent:
    """A writer without audio, for which tensorboardX wants another package."""

    def __init__(self, writer):
        self.real = writer

    def __getattr__(self, name):
        if name == "add_audio" and isinstance(self.real, XWriter):
            return lambda *_, **__: None
        return getattr(self.real, name)


if __name__ == "__main__":
    unittest.main()
