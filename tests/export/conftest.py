"""A browser for the tests of the pages; where there is none, they are skipped."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.support import phone


@pytest.fixture(scope="session", autouse=True)
def _browsers_end() -> Iterator[None]:
    """The browsers of the tests end after the last test."""
    yield
    phone.stop()


@pytest.fixture
def browser() -> Any:
    if why := phone.why_not():
        pytest.skip(why)
    return phone.shared()
