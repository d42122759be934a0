"""The chain from samples to what was heard: which parts of it run."""

import numpy as np
import pytest

from coach.ears.spotting import pipeline
from coach.ears.spotting.phonemes import Phonemes
from coach.ears.spotting.pipeline import Chain, Recent
from coach.model.events import Command
from coach.sound.clip import Samples
from tests.ears.spotting.test_phonemes import FakeRecogniser
from tests.support.sounds import RATE, noise

SECOND = np.zeros(16_000, np.float32)
NOTHING = np.empty(0, np.float32)


class CountedCrying:
    """Listens for crying in nothing, and counts how often it was loaded and asked."""

    loaded = asked = 0
    score = 0.0
    baby = maybe_baby = False

    def __init__(self, **_known: object) -> None:
        type(self).loaded += 1

    def hear(self, *_heard: object, **_known: object) -> str:
        type(self).asked += 1
        return ""


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> type[CountedCrying]:
    fresh = type("Fresh", (CountedCrying,), {})
    monkeypatch.setattr(pipeline, "Crying", fresh)
    return fresh


def test_without_crying_its_networks_are_not_even_loaded(counted: type[CountedCrying]) -> None:
    list(Chain(cancel=False, crying=False).hear(SECOND, NOTHING))
    assert (counted.loaded, counted.asked) == (0, 0)


def test_listening_for_crying_can_be_turned_on_and_off_again(counted: type[CountedCrying]) -> None:
    chain = Chain(cancel=False, crying=False)
    chain.crying = True
    list(chain.hear(SECOND, NOTHING))
    chain.crying = False
    list(chain.hear(SECOND, NOTHING))
    assert (counted.loaded, counted.asked) == (1, 1)


def test_the_phonemes_use_only_sound_up_to_the_moment_asked_about() -> None:
    seen = []

    class Remembering(FakeRecogniser):
        def listen(self, samples: Samples) -> np.ndarray:
            """Keeps what it is asked about."""
            seen.append(samples)
            return super().listen(samples)

    recent = Recent(Phonemes(Remembering("b")))
    sound = noise(3)
    recent.push(sound[:RATE])
    recent.push(sound[RATE:])
    recent.opinion(2.5)
    asked = sound[RATE // 2 : 5 * RATE // 2]
    np.testing.assert_allclose(seen[0], asked / np.abs(asked).max() / 2, rtol=1e-5)


class Evidence:
    """Phonemes that fit "baby says no" as well as there is sound, in seconds."""

    def __init__(self) -> None:
        self.recogniser = FakeRecogniser("b")

    def evidence(self, samples: Samples) -> dict[Command, float]:
        """The same for both commands."""
        return dict.fromkeys((Command.NO, Command.BACK), len(samples) / RATE)


def test_the_coachs_own_phrase_is_no_evidence_for_what_follows() -> None:
    recent = Recent(Evidence())  # type: ignore[arg-type]
    recent.push(noise(3))
    recent.used = {Command.NO: 1.5}
    assert recent.opinion(2.5) == {Command.NO: 1.0, Command.BACK: 2.5}
    assert recent.opinion(1.6)[Command.NO] == -np.inf
    assert recent.opinion(1.0)[Command.NO] == -np.inf
