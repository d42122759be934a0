"""When crying, fussing and neither are noticed."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from coach.ears.spotting.crying import Cry, Crying, Noticing
from coach.ears.spotting.steps import WIDTH
from tests.support.sounds import noise, voice


class FakeCryHead:
    """Calls a step crying whose first feature is positive, and lasting what most steps of three seconds are."""

    sure, fussing = 0.0, 0.0

    def __init__(self, odds: float = 3.0) -> None:
        self._odds = odds

    def crying(self, feats: np.ndarray) -> np.ndarray:
        """Log-odds of each step from the twelfth on, by both networks."""
        return np.where(feats[11:, :1] > 0, self._odds, -5.0).repeat(2, axis=1)

    def weighed(self, parts: np.ndarray) -> np.ndarray:
        """The mean of the first network's."""
        return parts[:, 0]


def cried(
    *seconds_and_crying: tuple[float, bool], someone: bool = True, talk: Sequence[int] = (), odds: float = 3.0
) -> list[str]:
    """What is noticed in sound that has a pitch, or is nearly still; ``talk``: consonants at each look."""
    answers = list(talk)
    asked = (lambda: answers.pop(0) if len(answers) > 1 else answers[0]) if talk else None
    ear, found = Crying(FakeCryHead(odds), asked), []  # type: ignore[arg-type]
    for is_crying in [crying for seconds, crying in seconds_and_crying for _ in range(round(seconds / 0.08))]:
        sound = voice(0.08) if is_crying else noise(0.08) * np.float32(0.01)
        step = np.full((1, WIDTH), 1.0 if is_crying else -1.0, np.float32)
        found.append(ear.hear(step, sound, someone=someone))
    return [by for by in found if by]


def test_three_seconds_of_crying_are_noticed_once() -> None:
    assert cried((2, False), (3, True)) == ["perhaps", "crying"]
    assert cried((2, False), (12, True)) == ["perhaps", "crying"]


def test_talking_and_singing_are_not_crying() -> None:
    assert cried((2, False), (12, True), talk=[7]) == []


def test_crying_that_goes_on_after_talk_is_noticed() -> None:
    assert cried((2, False), (5, True), talk=[7, 7, 0]) == ["crying"]


def test_talk_during_crying_does_not_restart_it() -> None:
    assert cried((2, False), (12, True), talk=[0, 0, 0, 7]) == ["perhaps", "crying"]


def test_a_voice_that_goes_on_to_talk_is_only_suspected() -> None:
    assert cried((2, False), (12, True), talk=[0, 7]) == ["perhaps"]


@pytest.mark.parametrize(("seconds", "noticed"), [(2.6, ["perhaps"]), (6.0, ["perhaps", "crying"])])
def test_weak_crying_is_certain_only_if_it_lasts(seconds: float, noticed: list[str]) -> None:
    assert cried((2, False), (seconds, True), (3, False), odds=0.6) == noticed


def test_a_loud_clear_cry_is_certain_at_once() -> None:
    noticing = Noticing(FakeCryHead())  # type: ignore[arg-type]
    assert noticing.push(3.0, 3.0) is Cry.CRYING


def test_a_squeak_is_ignored() -> None:
    assert cried((2, False), (1.0, True), (5, False)) == []


def test_fussing_is_reported_once_until_the_baby_is_quiet() -> None:
    assert cried((2, False), *[(0.6, True), (1.2, False)] * 10) == ["fussing"]
    assert cried(*[(0.6, True), (1.2, False)] * 5, (12, False), *[(0.6, True), (1.2, False)] * 5) == ["fussing"] * 2


def test_the_coachs_own_voice_is_not_crying() -> None:
    assert cried((2, False), (6, True), someone=False) == []


def test_crying_with_breaths_between_still_counts() -> None:
    assert cried((2, False), (1.4, True), (0.3, False), (1.6, True)) == ["perhaps", "crying"]


def test_crying_that_starts_again_later_is_noticed_again() -> None:
    assert cried((4, True), (4, False), (4, True)) == ["perhaps", "crying"] * 2


@pytest.mark.parametrize(("odds", "maybe"), [(-5.5, False), (-3.5, True)])
def test_a_cry_that_has_just_begun_may_be_a_baby(odds: float, maybe: bool) -> None:
    class Unsure(FakeCryHead):
        def crying(self, feats: np.ndarray) -> np.ndarray:
            """The same for every step."""
            return np.full((len(feats) - 11, 2), odds)

    ear = Crying(Unsure())  # type: ignore[arg-type]
    assert not ear.maybe_baby
    for _ in range(60):
        ear.hear(np.zeros((1, WIDTH), np.float32), noise(0.08))
    assert (ear.baby, ear.maybe_baby) == (False, maybe)
