import math
import random
import struct
import unittest

from runicorn.media.histogram import PART, counted, histogram
from runicorn.plain import NotPlain

from .stand_ins import Array, Tensor

try:
    import numpy
except ImportError:
    numpy = None

NAN, INF = float("nan"), float("inf")
# Values at the ends of what a float can be, and in between.
CASES = [
    [],
    [NAN, NAN],
    [INF, -INF, 1.0],
    [5.0] * 10,
    [1e308, -1.7e308, 0.0],
    [1.7976931348623157e308],
    [1e300] * 3,
    [5e-324, 0.0],
    [1.0, 1.0000000000000002],
    [-0.0],
    [0.1, 0.2, 0.3, 0.1 + 0.2],
]


class Histograms(unittest.TestCase):
    def setUp(self):
        self.told = []

    def histogram(self, values, bins=10):
        return vars(histogram(values, bins, lambda subject, sentence: self.told.append(subject)))

    def assert_right(self, values, bins):
        result = self.histogram(values, bins)
        finite = [value for value in values if math.isfinite(value)]
        edges = result["edges"]
        self.assertEqual(len(edges), bins + 1)
        self.assertEqual(edges, sorted(edges))
        self.assertTrue(all(map(math.isfinite, edges)))
        self.assertEqual(sum(result["counts"]), len(finite))
        for index, count in enumerate(result["counts"]):
            last = index == bins - 1
            inside = [value for value in finite if edges[index] <= value and (last or value < edges[index + 1])]
            if not last:
                self.assertEqual(count, len(inside))
        return result

    def test_count_every_value_once(self):
        draw = random.Random(5)
        for values in CASES:
            self.assert_right(values, 7)
        for _ in range(300):
            values = [
                struct.unpack("d", struct.pack("Q", draw.getrandbits(64)))[0] for _ in range(draw.randrange(20))
            ]
            self.assert_right(values, draw.randrange(1, 30))

    def test_have_the_edges_of_numpy_where_it_has_some(self):
        self.assertEqual(self.histogram([1, 2, 4], 3)["edges"], [1, 2, 3, 4])
        self.assertEqual(self.histogram([7], 2)["edges"], [6.5, 7, 7.5])
        self.assertEqual(self.histogram([], 2)["edges"], [0, 0.5, 1])

    def test_describe_finite_values_only(self):
        result = self.histogram([1, 2, 3, NAN, INF, -INF, INF])
        self.assertEqual([result[key] for key in ("count", "min", "max", "mean", "sum")], [3, 1, 3, 2, 6])
        self.assertEqual([result[key] for key in ("nan", "pos_inf", "neg_inf")], [1, 2, 1])
        self.assertEqual(result["std"], math.sqrt(2 / 3))
        self.assertIsNone(self.histogram([NAN])["mean"])

    def test_take_whatever_holds_numbers(self):
        expected = self.histogram([1, 2, 3, 4])
        for values in (
            [[1, [2, 3]], 4],
            (1, 2, 3, 4),
            Array([[1, 2], [3, 4]]),
            Tensor([1, 2, 3, 4]),
            {1, 2, 3, 4},
            [Array([1, 2]), Tensor([3, 4])],
            range(1, 5),
            (value for value in [1, 2, 3, 4]),
        ):
            self.assertEqual(self.histogram(values), expected)
        self.assertEqual(self.histogram([True, False])["sum"], 1)
        self.assertEqual(self.histogram([10**400, -(10**400)])["pos_inf"], 1)

    def test_take_edges_and_counts(self):
        self.assertEqual(self.histogram([0, 1, 2, 3, 9], [1, 2, 3])["counts"], [1, 2])
        result = vars(counted([3, 0, 2.5], Array([0, 1, 2, 3])))
        self.assertEqual((result["counts"], result["count"], result["mean"]), ([3, 0, 2.5], 5, None))
        for counts, edges in (
            ([1], [1]),
            ([1, 2], [0, 1]),
            ([-1], [0, 1]),
            ([1], [1, 0]),
            ([1], [0, INF]),
            ([NAN], [0, 1]),
        ):
            with self.assertRaises(NotPlain):
                counted(counts, edges)

    def test_turn_away_what_is_no_number(self):
        cycle = []
        cycle.append(cycle)
        for values in ("abc", ["x"], [None], [b"x"], object(), cycle, [object()], 5 + 2j):
            with self.assertRaises((NotPlain, TypeError)):
                self.histogram(values)
        for bins in (0, -1, NAN, 10**9, "many", None):
            self.assertEqual(len(self.histogram([1, 2], bins)["counts"]), 64)
        self.assertEqual(set(self.told), {"bins"})

    @unittest.skipIf(numpy is None, "numpy is not installed")
    def test_are_the_same_with_numpy_to_the_last_bit(self):
        draw = numpy.random.default_rng(1)
        cases = [numpy.array(values) for values in CASES] + [
            draw.standard_normal(10_000).astype(dtype) for dtype in ("float16", "float32", "float64", "int8")
        ]
        for array in cases:
            for bins in (1, 10, 64, [-1, 0, 0, 0.5, 2]):
                fast, slow = self.histogram(array, bins), self.histogram(array.tolist(), bins)
                self.assertEqual(repr(fast), repr(slow))
        array = draw.standard_normal(PART + 5)
        self.assertEqual(repr(self.histogram(array)), repr(self.histogram(array.tolist())))
        counts, edges = numpy.histogram(array, 50)
        result = self.histogram(array, 50)
        self.assertEqual(result["counts"], counts.tolist())
        self.assertTrue(numpy.allclose(result["edges"], edges, rtol=1e-15))
