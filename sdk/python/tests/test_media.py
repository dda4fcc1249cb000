import io
import os
import shutil
import struct
import sys
import unittest
import wave
import zlib
from contextlib import redirect_stderr
from pathlib import Path
from unittest import mock

import runicorn as rn
from runicorn.media.media_file import media_name

from .stand_ins import PNG_HEAD, Array, Axes, Figure, Hostile, Picture, Tensor
from .support import StoreTest, rows

try:
    import numpy
except ImportError:
    numpy = None

try:
    import PIL.Image as pillow
except ImportError:
    pillow = None
try:
    import matplotlib.figure as figures
except ImportError:
    figures = None
try:
    import torch
except ImportError:
    torch = None

GIF = b"GIF89a\x05\0\x06\0"
RGB = [[[255, 0, 7], [255, 1, 8]], [[0, 255, 9], [0, 2, 10]]]
RGB_BYTES = bytes([255, 0, 7, 255, 1, 8, 0, 255, 9, 0, 2, 10])


def decoded(content):
    """Width, height and the pixels of every frame of a PNG whose rows have no filter."""
    assert content.startswith(b"\x89PNG\r\n\x1a\n")
    at, frames, width, height, channels = 8, [], 0, 0, 0
    while at < len(content):
        length, kind = struct.unpack_from(">I4s", content, at)
        body = content[at + 8 : at + 8 + length]
        assert struct.unpack_from(">I", content, at + 8 + length)[0] == zlib.crc32(kind + body)
        if kind == b"IHDR":
            width, height, _, color = struct.unpack_from(">IIBB", body)
            channels = {0: 1, 2: 3, 6: 4}[color]
        if kind in (b"IDAT", b"fdAT"):
            data = zlib.decompress(body if kind == b"IDAT" else body[4:])
            stride = width * channels + 1
            assert len(data) == stride * height
            assert not any(data[::stride])
            frames.append(b"".join(data[row + 1 : row + stride] for row in range(0, len(data), stride)))
        at += 12 + length
    return width, height, frames


class MediaTest(StoreTest):
    def setUp(self):
        super().setUp()
        self.told = io.StringIO()
        redirect = redirect_stderr(self.told)
        redirect.__enter__()
        self.addCleanup(redirect.__exit__, None, None, None)
        self.run_ = rn.init(storage=self.root)
        self.addCleanup(self.run_.finish)

    def content(self, relative):
        self.assertRegex(relative, r"^media/\d{13}_[0-9a-f]{6}_[^/]+\.[a-z0-9]+$")
        return Path(self.run_.run_dir, relative).read_bytes()

    def pixels(self, image, **options):
        return decoded(self.content(self.run_.log_image("image", image, **options)))

    def data(self):
        return [row["data"] for row in rows(self.run_.run_dir)]


class Images(MediaTest):
    def test_a_step_that_is_none_is_told_with_what_is_done(self):
        with redirect_stderr(io.StringIO()) as told:
            self.run_.log_text("said", key="a", step="soon")
        self.assertEqual(told.getvalue(), "runicorn: text: a value of type str is no step; it is recorded without one\n")
        self.assertIsNone(rows(self.run_.run_dir)[-1]["data"]["step"])

    def test_encoded_are_kept_as_they_are(self):
        path = os.path.join(self.folder, "a.gif")
        Path(path).write_bytes(GIF)
        buffer = io.BytesIO()
        buffer.write(GIF)
        with open(path, "rb") as file:
            for image in (GIF, bytearray(GIF), buffer, file, path, Path(path)):
                self.assertEqual(self.content(self.run_.log_image("gif", image)), GIF)
        self.assertEqual({(data["format"], data["width"], data["height"]) for data in self.data()}, {("gif", 5, 6)})

    def test_arrays_of_any_kind_are_pictures(self):
        for image in (
            RGB,
            Array(RGB, "uint8"),
            Array(RGB, "int64"),
            Tensor(RGB, "torch.uint8"),
            Tensor([[[value / 255 for value in pixel] for pixel in row] for row in RGB]),
            Tensor([[[RGB[y][x][c] for x in range(2)] for y in range(2)] for c in range(3)], "torch.uint8"),
        ):
            self.assertEqual(self.pixels(image), (2, 2, [RGB_BYTES]))
        self.assertEqual(self.pixels([[True, False]]), (2, 1, [b"\xff\0"]))
        self.assertEqual(self.pixels(Array([[0, 1]], "int64")), (2, 1, [b"\0\xff"]))
        self.assertEqual(self.pixels(Array([[0, 1]], "uint8")), (2, 1, [b"\0\x01"]))
        self.assertEqual(self.told.getvalue(), "")

    def test_of_torch_have_their_channels_first(self):
        ambiguous = [[[1], [2], [3]], [[4], [5], [6]], [[7], [8], [9]]]
        self.assertEqual(self.pixels(Tensor(ambiguous, "torch.uint8"))[:2], (1, 3))
        self.assertEqual(self.pixels(Array(ambiguous, "uint8"))[:2], (3, 3))

    def test_several_become_a_grid(self):
        width, height, frames = self.pixels([RGB] * 5)
        self.assertEqual((width, height), (10, 6))
        self.assertEqual(frames[0][:18], RGB_BYTES[:6] + bytes(6) + RGB_BYTES[:6])
        self.assertEqual(self.pixels([RGB] * 70)[0], 30)
        self.assertIn("only the first 64 of 70 pictures", self.told.getvalue())

    def test_outside_the_range_are_clipped_and_it_is_told(self):
        values = [[-1.0, 0.5, float("nan"), float("inf"), 1.0]]
        self.assertEqual(self.pixels(values), (5, 1, [b"\0\x80\0\xff\xff"]))
        self.assertIn("values outside 0…1 are clipped", self.told.getvalue())
        self.assertEqual(self.pixels([[0.0, 127.6, 255.0]]), (3, 1, [b"\0\x80\xff"]))
        self.assertIn("floats beyond 1 are taken for 0…255", self.told.getvalue())

    def test_of_libraries_encode_themselves(self):
        for image in (Figure(), Axes(), Picture()):
            self.assertEqual(self.content(self.run_.log_image("p", image)), PNG_HEAD)
        self.assertEqual(self.content(self.run_.log_image("p", Figure(), format="svg")), b"<svg></svg>")
        self.assertEqual(
            self.content(self.run_.log_image("p", Picture(), format="jpg", quality=7)), b"\xff\xd8\xff\x07"
        )
        self.assertTrue(self.run_.log_image("p", Picture(), format="JPEG").endswith(".jpg"))
        self.assertTrue(self.run_.log_image("p", Picture(), format="webp").endswith(".webp"))
        self.assertTrue(self.run_.log_image("p", Figure(), format="jpg").endswith(".png"))
        self.assertIn("jpg could not be written, png is", self.told.getvalue())

    def test_of_arrays_are_png_where_pillow_is_not_installed(self):
        with mock.patch.dict(sys.modules, {"PIL": None, "PIL.Image": None}):
            path = self.run_.log_image("a", RGB, format="jpg")
        self.assertEqual(decoded(self.content(path)), (2, 2, [RGB_BYTES]))
        self.assertIn("jpg could not be written, png is", self.told.getvalue())

    @unittest.skipIf(pillow is None, "Pillow is not installed")
    def test_of_pillow_itself_take_every_mode_and_format(self):
        for mode in ("1", "L", "P", "RGB", "RGBA", "CMYK", "I", "F", "LA"):
            for form in ("png", "jpg", "webp", "gif"):
                path = self.run_.log_image("p", pillow.new(mode, (5, 6)), format=form)
                with pillow.open(io.BytesIO(self.content(path))) as picture:
                    self.assertEqual(picture.size, (5, 6), (mode, form))
        self.assertTrue(self.run_.log_image("a", RGB, format="jpg").endswith(".jpg"))
        self.assertEqual({(data["width"], data["height"]) for data in self.data()}, {(5, 6), (2, 2)})

    @unittest.skipIf(figures is None, "matplotlib is not installed")
    def test_of_matplotlib_itself_are_its_figures(self):
        figure = figures.Figure(figsize=(2, 1), dpi=50)
        axes = figure.subplots()
        axes.plot([1, 2])
        for image in (figure, axes):
            self.content(self.run_.log_image("f", image))
        self.assertEqual({(data["width"], data["height"]) for data in self.data()}, {(100, 50)})

    @unittest.skipIf(torch is None, "torch is not installed")
    def test_of_torch_itself_are_pictures(self):
        tensor = torch.tensor(RGB, dtype=torch.uint8)
        planes = tensor.permute(2, 0, 1)
        unit = (planes / 255).requires_grad_()
        for image in (tensor, planes, unit, unit.bfloat16(), unit.half()):
            self.assertEqual(self.pixels(image)[:2], (2, 2))
        self.assertEqual(self.pixels(planes), (2, 2, [RGB_BYTES]))
        self.assertEqual(self.pixels(torch.stack([planes] * 4))[:2], (6, 6))

    def test_call_and_record_are_those_of_0_6(self):
        path = self.run_.log_image("sample", GIF, 3, "caption", "png", 90)
        (data,) = self.data()
        self.assertEqual(
            {key: data[key] for key in ("key", "path", "step", "caption")},
            {"key": "sample", "path": path, "step": 3, "caption": "caption"},
        )

    def test_names_are_safe_on_every_file_system(self):
        name = media_name(1, "abcdef", '../..\\:*?"<>|\0\n ü☃🦄\ud800' * 20, "png")
        self.assertRegex(name, r'^1_abcdef_\.\._\.\.[^\\/:*?"<>|\x00-\x20]*\.png$')
        self.assertLessEqual(len(name.encode()), 114)
        self.content(self.run_.log_image("a/b\0ü" + "x" * 300, GIF))

    def test_that_cannot_be_recorded_cost_only_themselves(self):
        pipe = os.path.join(self.folder, "pipe")
        os.mkfifo(pipe)
        bad = [
            pipe,
            "/dev/zero",
            self.folder,
            "/no/such.png",
            "",
            "a\0b",
            b"",
            object(),
            Hostile(),
            None,
            5,
            "x" * 9999,
            [[1, 2], [3]],
            [],
            [[]],
            [1, 2],
            [["a"]],
            [[[1, 2]], [[3, 4]]],
            io.StringIO("text"),
            {"a": 1},
            Array([[1, 2]], "complex128") if numpy is None else numpy.zeros((2, 2), "complex128"),
        ]
        expected = 0
        for value in bad:
            for log in (self.run_.log_image, self.run_.log_audio, self.run_.log_video):
                with self.subTest(value=type(value), log=log.__name__):
                    dropped = self.run_.dropped_values
                    if log("bad", value) == "":
                        self.assertEqual(self.run_.dropped_values, dropped + 1)
                        expected += 1
        self.assertGreater(expected, 50)
        self.assertEqual(self.run_.dropped_records, 0)
        self.assertEqual(self.told.getvalue().count("is not recorded"), 1)

    def test_keys_and_captions_that_raise_cost_only_their_record(self):
        for call in (
            lambda: self.run_.log_image(Hostile(), GIF),
            lambda: self.run_.log_image("a", GIF, caption=Hostile()),
            lambda: self.run_.log_image("a", GIF, quality=Hostile()),
            lambda: self.run_.log_image("a", GIF, format=Hostile()),
            lambda: self.run_.log_table("a", [[Hostile()]], columns=[Hostile()]),
            lambda: self.run_.log_table("a", Hostile()),
            lambda: self.run_.log_histogram("a", Hostile(), bins=Hostile()),
            lambda: self.run_.log_histogram("a", counts=Hostile(), edges=Hostile()),
            lambda: self.run_.log_text(Hostile(), key="a"),
            lambda: self.run_.alert(Hostile(), level=Hostile(), title=Hostile()),
            lambda: self.run_.define_metric(Hostile(), mode=Hostile()),
        ):
            call()
        self.run_.log({"after": 1})
        self.assertEqual(self.data()[-1]["after"], 1)

    def test_the_disk_refuses_cost_one_record_each(self):
        folder = Path(self.run_.run_dir, "media")
        shutil.rmtree(folder, ignore_errors=True)
        folder.write_bytes(b"in the way")
        self.assertEqual(self.run_.log_image("lost", GIF), "")
        self.assertEqual((self.run_.dropped_records, self.run_.dropped_values), (1, 0))
        folder.unlink()
        self.content(self.run_.log_image("kept", GIF))
        self.assertEqual([data["key"] for data in self.data()], ["kept"])

    def test_after_the_end_leave_no_file(self):
        self.run_.finish()
        self.assertEqual(self.run_.log_image("late", GIF), "")
        self.assertEqual(list(Path(self.run_.run_dir).glob("media/*")), [])

    @unittest.skipIf(numpy is None, "numpy is not installed")
    def test_of_numpy_are_the_same_as_lists(self):
        random = numpy.random.default_rng(3)
        for dtype in ("float16", "float32", "float64", "int16", "int64", "uint8", "uint16", "bool"):
            for shape in ((5, 7), (5, 7, 3), (3, 5, 7), (4, 5, 7, 1)):
                for scale in (1, 2, 300):
                    array = (random.standard_normal(shape) * scale).astype(dtype)
                    if dtype == "uint8":
                        expected = self.pixels(Array(array.tolist(), "uint8"))
                    else:
                        expected = self.pixels(array.tolist())
                    self.assertEqual(self.pixels(array), expected, (dtype, shape, scale))
        self.assertEqual(self.pixels(array[::-1, :, ::1]), self.pixels(array[::-1].tolist()))


class Sound(MediaTest):
    def wave(self, audio, **options):
        path = self.run_.log_audio("a", audio, **options)
        self.content(path)
        with wave.open(os.path.join(self.run_.run_dir, path)) as file:
            count = file.getnframes() * file.getnchannels()
            samples = struct.unpack(f"<{count}h", file.readframes(file.getnframes()))
            return file.getnchannels(), file.getframerate(), samples

    def test_samples_become_wav(self):
        floats = [0.0, 0.5, -0.5, 1.0, -1.0]
        expected = (1, 8000, (0, 16384, -16383, 32767, -32767))
        for audio in (floats, Array(floats), Tensor(floats)):
            self.assertEqual(self.wave(audio, sample_rate=8000), expected)
        self.assertEqual(self.wave([0, 1000, -32768], sample_rate=8000), (1, 8000, (0, 1000, -32768)))
        self.assertEqual(self.wave(Array([0, 128, 255], "uint8"), sample_rate=8000)[2], (-32768, 0, 32512))
        self.assertEqual(self.data()[0]["duration"], 5 / 8000)
        self.assertEqual(self.told.getvalue(), "")

    def test_channels_are_the_shorter_side(self):
        expected = (2, 8000, (16384, -16383, 8192, -8192, 4096, 0))
        columns = [[0.5, -0.5], [0.25, -0.25], [0.125, 0.0]]
        self.assertEqual(self.wave(columns, sample_rate=8000), expected)
        self.assertEqual(self.wave([list(side) for side in zip(*columns)], sample_rate=8000), expected)

    def test_a_rate_that_is_none_is_told(self):
        for rate in (None, 0, -1, "fast", float("nan"), 1e300, Hostile()):
            self.assertEqual(self.wave([0.5], sample_rate=rate)[1], 44100)
        self.assertIn("log_audio: samples without a sample_rate are taken for 44100 Hz", self.told.getvalue())

    def test_outside_the_range_is_clipped(self):
        self.assertEqual(self.wave([2.0, -2.0, float("nan")], sample_rate=1)[2], (32767, -32768, 0))
        self.assertEqual(self.wave([40000, -40000], sample_rate=1)[2], (32767, -32768))
        self.assertEqual(self.wave([1 << 30, -(1 << 31), 65_536], sample_rate=1)[2], (16384, -32768, 1))
        self.assertIn("taken for samples of 32 bits", self.told.getvalue())

    def test_files_tell_their_rate_and_length(self):
        buffer = io.BytesIO()
        with wave.open(buffer, "wb") as file:
            file.setnchannels(2)
            file.setsampwidth(3)
            file.setframerate(48000)
            file.writeframes(bytes(6 * 4800))
        self.content(self.run_.log_audio("a", buffer))
        self.content(self.run_.log_audio("mp3", b"ID3\x04", sample_rate=22050))
        first, second = self.data()
        self.assertEqual((first["sample_rate"], first["duration"], first["format"]), (48000, 0.1, "wav"))
        self.assertEqual((second["sample_rate"], second["format"], "duration" in second), (22050, "mp3", False))

    @unittest.skipIf(numpy is None, "numpy is not installed")
    def test_of_numpy_are_the_same_as_lists(self):
        random = numpy.random.default_rng(3)
        for dtype in ("float32", "float64", "int16", "int64", "int32"):
            for shape in ((50,), (50, 2), (2, 50)):
                array = (
                    random.standard_normal(shape) * (1 if dtype[0] == "f" else 2**29 if dtype == "int32" else 20_000)
                ).astype(dtype)
                self.assertEqual(self.wave(array, sample_rate=9), self.wave(array.tolist(), sample_rate=9))


class Videos(MediaTest):
    def test_arrays_become_an_animation(self):
        frames = [[[0, 50], [100, 150]], [[200, 250], [5, 10]]]
        for video in (frames, Array(frames, "uint8"), Tensor(frames, "torch.uint8")):
            content = self.content(self.run_.log_video("v", video, fps=4, step=2))
            self.assertEqual(decoded(content), (2, 2, [bytes([0, 50, 100, 150]), bytes([200, 250, 5, 10])]))
        data = self.data()[0]
        self.assertEqual([data[key] for key in ("fps", "width", "height", "frames", "format")], [4, 2, 2, 2, "apng"])

    def test_files_are_copied_whole(self):
        path = Path(self.folder, "long.mp4")
        path.write_bytes(b"x" * (3 * (1 << 20) + 17))
        relative = self.run_.log_video("v", path, fps=25)
        self.assertTrue(relative.endswith(".mp4"))
        self.assertEqual(self.content(relative), path.read_bytes())
