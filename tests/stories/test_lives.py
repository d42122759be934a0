"""Lives at random: whatever is typed, pressed, said, broken or killed on many evenings, the promises hold.

`python -m benchmarks.lives` walks through hundreds of lives, and proves of each rule that it notices a broken coach.
"""

import pytest

from benchmarks.lives_broken import BREAKS
from tests.support.life import live


@pytest.mark.long
@pytest.mark.parametrize("seed", range(4))
def test_in_a_life_at_random_every_promise_holds(seed: int) -> None:
    life = live(seed, 8)
    assert life.wrong == [], "\n".join(life.story[-6:])
    assert life.counts["massages"]


@pytest.mark.long
def test_a_seed_lives_the_same_life_again() -> None:
    first, again = live(2, 6), live(2, 6)
    assert first.story == again.story
    assert first.counts == again.counts


@pytest.mark.long
@pytest.mark.parametrize(
    ("rule", "seed"), [("a jab is remembered", 1), ("silence is no yes", 0), ("any key silences", 0)]
)
def test_a_coach_that_breaks_a_promise_is_found_out(monkeypatch: pytest.MonkeyPatch, rule: str, seed: int) -> None:
    BREAKS[rule](monkeypatch)
    assert [one for one in live(seed, 14).wrong if one.startswith(rule)]
