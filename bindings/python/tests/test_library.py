import os
import unittest
from unittest import mock

import mpsd
from mpsd import _library


class Lookup(unittest.TestCase):
    def looked_up(self, **environment: str) -> str:
        """What a look-up that finds nothing says."""
        kept = {name: value for name, value in os.environ.items() if name != "MPSD_LIBRARY"}
        nothing = mock.patch("ctypes.CDLL", side_effect=OSError("no such file"))
        with mock.patch.dict(os.environ, {**kept, **environment}, clear=True), nothing:
            with self.assertRaises(mpsd.LibraryNotFound) as caught:
                _library.library.__wrapped__()
        return str(caught.exception)

    def test_the_error_lists_all_places(self) -> None:
        text = self.looked_up()
        for place in ("MPSD_LIBRARY is not set", os.path.dirname(mpsd.__file__), "system's loader", "no such file"):
            self.assertIn(place, text)

    def test_a_library_asked_for_is_not_replaced(self) -> None:
        text = self.looked_up(MPSD_LIBRARY="/nowhere/libmpsd.so")
        self.assertIn("MPSD_LIBRARY (/nowhere/libmpsd.so)", text)
        self.assertNotIn("system's loader", text)
