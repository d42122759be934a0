"""The generated parts of the documentation are up to date."""

import pytest

from tools import pages


def test_every_generated_part_is_up_to_date() -> None:
    assert pages.stale() == [], "run python -m tools.pages"


def test_a_page_without_the_place_is_refused() -> None:
    with pytest.raises(ValueError, match="no place for settings"):
        pages.renewed("nothing here", "settings", "")
