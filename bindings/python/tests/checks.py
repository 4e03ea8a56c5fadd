"""What all tests assert."""

from __future__ import annotations

import contextlib
import unittest
from typing import Iterator

import mpsd


class Failure:
    """The error that a block has raised."""

    error: mpsd.MpsdError


class MpsdTestCase(unittest.TestCase):
    @contextlib.contextmanager
    def fails(self, result: mpsd.Result) -> Iterator[Failure]:
        failure = Failure()
        with self.assertRaises(mpsd.MpsdError) as caught:
            yield failure
        failure.error = caught.exception
        self.assertEqual(failure.error.result, result, str(failure.error))
