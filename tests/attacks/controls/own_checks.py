"""Tests of its own at the end, with assert and unittest."""
# after: reference
import unittest
import numpy as np
class Test(unittest.TestCase):
    def test_sigmoid(self):
        self.assertEqual(sigmoid(np.zeros(1))[0], 0.5)
unittest.main(argv=["x"], exit=False)
assert sigmoid(np.array([0.0])) == 0.5
