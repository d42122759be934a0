"""A browser for the tests of the pages; where there is none, they are skipped."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.support import phone


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    if why := phone.why_not():
        pytest.skip(why)
    with phone.chromium() as opened:
        yield opened
