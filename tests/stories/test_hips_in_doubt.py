"""A doubt about the hips decides: with a harness nothing but arms, chest and face is massaged."""

import dataclasses
from typing import Any

import pytest

from coach.dialogue.settings import changed
from coach.model.options import Options
from coach.model.routine import Region
from coach.planning.leaving_out import WITH_A_HARNESS, why_not
from coach.store.profile import Profile
from coach.support.errors import UsageError
from tests.support.told import book_of, ours


def test_a_harness_is_never_stored_together_with_cleared_hips() -> None:
    kept = [changed("hips-cleared", str(n), Profile()) for n in range(3)]
    assert [(mine.hips_cleared, mine.harness) for mine in kept] == [(False, False), (True, False), (False, True)]


def test_with_a_harness_the_legs_are_refused_with_the_reason() -> None:
    with pytest.raises(UsageError, match="With a harness"):
        book_of(ours("legs-and-feet"), Options(harness=True))


@pytest.mark.parametrize("region", list(Region))
def test_with_a_harness_only_arms_chest_and_face_are_left(region: Any) -> None:
    part = dataclasses.replace(ours("legs-and-feet").parts[0], region=region)
    left = why_not(part, part.strokes[0], ("area",), Options(harness=True, age=200)) != "left-out-harness"
    assert left == (region in WITH_A_HARNESS)
