import datetime
import decimal
import io
import json
import unittest
from contextlib import redirect_stderr
from pathlib import Path

import runicorn as rn
from runicorn.media.table import table_of
from runicorn.plain import NotPlain

from .stand_ins import Array, Hostile
from .support import StoreTest, rows

try:
    import pandas
except ImportError:
    pandas = None
try:
    import polars
except ImportError:
    polars = None
try:
    import numpy
except ImportError:
    numpy = None


class PandasFrame:
    """Like a data frame of pandas."""

    def __init__(self, columns, rows):
        self.columns, self.rows = columns, rows

    def __len__(self):
        return len(self.rows)

    def __getitem__(self, names):
        at = [self.columns.index(name) for name in names]
        return PandasFrame(names, [[row[index] for index in at] for row in self.rows])

    def itertuples(self, index, name):
        assert (index, name) == (False, None)
        return iter(map(tuple, self.rows))


class Tables(unittest.TestCase):
    def setUp(self):
        self.told = []

    def table(self, data, columns=None):
        table = table_of(data, columns, lambda subject, sentence: self.told.append(subject))
        self.assertEqual({len(row) for row in table.rows} - {len(table.columns)}, set())
        json.dumps(table)
        return table.columns, table.rows, table.row_count

    def test_take_rows_records_columns_and_frames_alike(self):
        expected = (["a", "b"], [[1, 2], [3, 4]], 2)
        for data, columns in (
            ([[1, 2], [3, 4]], ["a", "b"]),
            (((1, 2), (3, 4)), ("a", "b")),
            (iter([[1, 2], [3, 4]]), ["a", "b"]),
            (Array([[1, 2], [3, 4]]), ["a", "b"]),
            ([{"a": 1, "b": 2}, {"a": 3, "b": 4}], None),
            ({"a": [1, 3], "b": Array([2, 4])}, None),
            ({"a": range(1, 4, 2), "b": (2, 4)}, None),
            (PandasFrame(["a", "b"], [[1, 2], [3, 4]]), None),
            (PandasFrame(["b", "x", "a"], [[2, 0, 1], [4, 0, 3]]), ["a", "b"]),
        ):
            self.assertEqual(self.table(data, columns), expected)

    def test_fill_up_what_is_missing(self):
        self.assertEqual(self.table([[1], [2, 3, 4]], ["a", "b"]), (["a", "b", "2"], [[1, None, None], [2, 3, 4]], 2))
        self.assertEqual(self.table([{"a": 1}, {"b": 2}])[1], [[1, None], [None, 2]])
        self.assertEqual(self.table({"a": [1, 2], "b": "x"})[1], [[1, "x"], [2, None]])
        self.assertEqual(self.table([1, "two"]), (["0"], [[1], ["two"]], 2))
        self.assertEqual(self.table([]), ([], [], 0))
        self.assertEqual(self.table([], ["a"]), (["a"], [], 0))

    def test_hold_plain_cells(self):
        class Missing:
            pass

        Missing.__name__ = "NAType"
        cells = {
            datetime.date(2026, 1, 2): "2026-01-02",
            datetime.datetime(2026, 1, 2, 3, 4): "2026-01-02T03:04:00",
            decimal.Decimal("1.5"): 1.5,
            b"abc": "<3 bytes>",
            (1, (2, "x")): '[1,[2,"x"]]',
            "x" * 200_000: "x" * 100_000,
            "lone \ud800": "lone \ufffd",
            Missing(): None,
            10**5000: "<int>",
            2**100: 2**100,
            None: None,
            True: True,
        }
        self.assertEqual(self.table([list(cells)])[1], [list(cells.values())])
        (row,) = self.table([[float("nan"), object(), Hostile(), {1: {2}}, [Hostile()], Array([1])]])[1]
        self.assertNotEqual(row[0], row[0])
        self.assertTrue(all(isinstance(cell, str) and len(cell) <= 1000 for cell in row[1:]), row)

    def test_are_cut_off_where_they_are_too_much(self):
        columns, kept, count = self.table([0] * 10 for _ in range(200_000))
        self.assertEqual((len(columns), len(kept)), (10, 100_000))
        self.assertEqual(len(self.table([[0] * 5000])[0]), 1000)
        self.assertEqual(self.told, ["rows", "columns"])

    def test_are_none_for_a_text_or_a_number(self):
        for value in ("abc", b"abc", 5, None, object(), Array([[[1]]])):
            with self.assertRaises(NotPlain):
                self.table(value)

    @unittest.skipIf(numpy is None, "numpy is not installed")
    def test_take_arrays_of_numpy(self):
        self.assertEqual(self.table(numpy.arange(4).reshape(2, 2))[1], [[0, 1], [2, 3]])
        scalars = [
            numpy.float32(1.5),
            numpy.int64(2),
            numpy.bool_(True),
            numpy.str_("s"),
            numpy.datetime64("2026-01-02"),
        ]
        self.assertEqual(self.table([scalars])[1], [[1.5, 2, True, "s", "2026-01-02"]])
        self.assertEqual(self.table([[numpy.datetime64("NaT")]])[1], [[None]])
        self.assertEqual(self.table(numpy.zeros((600_000, 2)))[2], 600_000)

    @unittest.skipIf(pandas is None, "pandas is not installed")
    def test_take_frames_of_pandas(self):
        frame = pandas.DataFrame({"t": pandas.to_datetime(["2026-01-02", None]), "x": [1, 2], "o": ["a", None]})
        columns, kept, count = self.table(frame)
        self.assertEqual(
            (columns, kept[0], kept[1][:2], count), (["t", "x", "o"], ["2026-01-02T00:00:00", 1, "a"], [None, 2], 2)
        )

        grouped = pandas.DataFrame({"g": ["x", "x", "y"], "v": [1, 2, 3]}).groupby("g").sum()
        self.assertEqual(self.table(grouped), (["g", "v"], [["x", 3], ["y", 3]], 2))

    @unittest.skipIf(polars is None, "polars is not installed")
    def test_take_frames_of_polars(self):
        self.assertEqual(
            self.table(polars.DataFrame({"x": [1, 2], "s": ["a", None]})), (["x", "s"], [[1, "a"], [2, None]], 2)
        )


class TableRecords(StoreTest):
    def test_have_a_file_when_they_are_large(self):
        run = rn.init(storage=self.root)
        run.log_table("small", [[1, "a"]], columns=["n", "s"], step=3)
        run.log_table("large", {"n": range(20_000), "x": [0.5] * 20_000})
        run.finish()
        small, large = (row["data"] for row in rows(run.run_dir))
        expected = {
            "key": "small",
            "columns": ["n", "s"],
            "rows": [[1, "a"]],
            "row_count": 1,
            "step": 3,
            "global_step": 0,
        }
        self.assertEqual(small, expected)
        self.assertEqual((large["columns"], large["row_count"], "rows" in large), (["n", "x"], 20_000, False))
        document = json.loads(Path(run.run_dir, large["path"]).read_text(encoding="utf-8"))
        self.assertEqual((document["columns"], document["rows"][-1]), (["n", "x"], [19_999, 0.5]))

    def test_stay_below_64_mib(self):
        run = rn.init(storage=self.root)
        told = io.StringIO()
        with redirect_stderr(told):
            run.log_table("texts", [["x" * 100_000]] * 1000)
        run.finish()
        (data,) = (row["data"] for row in rows(run.run_dir))
        self.assertLess(Path(run.run_dir, data["path"]).stat().st_size, 64 << 20)
        self.assertEqual(data["row_count"], 1000)
        self.assertIn("only the first 671 rows of a table are recorded", told.getvalue())
