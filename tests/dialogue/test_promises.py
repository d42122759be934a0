"""What holds in every minute outside a massage: random walks over all dialogues."""

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.dialogue.bind_key import Press
from coach.dialogue.dry_run import TryStop
from coach.dialogue.engine import step, wake_at
from coach.dialogue.scenes import Ask, Reads, Work
from coach.dialogue.spelling import Type
from coach.model.effects import Hush
from coach.model.events import STRAY, Command, Done, Listened, Pressed, Tick, Way
from coach.practice.turns import Listen, Talk
from coach.session.keymap import BACKWARD, FORWARD
from tests.support.dialogues import CUT, DIALOGUES, REFUSED, World
from tests.support.led import Led
from tests.support.told import line

ARROWS = (min(FORWARD), min(BACKWARD))
KEYS = ("enter", "space", "k", "p", "q", "y", "n", "1", "2", "9", "tab", "escape", "backspace", *ARROWS)
LEARNED = ("global:k", "evdev:KEY_A", b"anna".hex(), STRAY)
WAITS = (Ask, Type, Press, TryStop)
"""Scenes that wait for an answer."""
LIFE = 8000

press = st.tuples(st.just("press"), st.sampled_from(KEYS + LEARNED), st.sampled_from((30, 450, 1100, 5000)))
LISTS = (Reads.LIST, Reads.LONG_LIST)
events = st.one_of(
    press,
    press,
    press,
    st.tuples(st.just("tell"), st.sampled_from([Command.YES, Command.NO, Command.NEXT, Command.LOUDER]), st.just(700)),
    st.tuples(st.just("wait"), st.just(""), st.sampled_from((300, 9000, 70_000))),
    st.tuples(st.just("notice"), st.just("The loudspeaker is gone."), st.just(200)),
    st.tuples(st.just("hear"), st.sampled_from((-25.0, -60.0)), st.integers(1, 60)),
)


class Walk(Led):
    """Checks every promise after every event."""

    def __init__(self, name: Any, past: Any, **given: Any) -> None:
        self.last = ("", -10_000)
        super().__init__(DIALOGUES[name](), World(past), bound={"p": "off", "global:k": "no"}, **given)

    def do(self, event: Any) -> Any:
        """One event, and what must hold before and after it."""
        before = self.state
        effects = super().do(event)
        if before.over:
            assert (self.state, effects) == (before, ())
        elif isinstance(event, Pressed):
            self.pressed(event, before, effects)
        elif isinstance(event, Tick):
            self.silent(before)
        if not self.state.over and not self.state.saying and not isinstance(self.state.scene, Work):
            assert wake_at(self.state) - max(self.state.life, self.state.free) <= LIFE
        return effects

    def pressed(self, event: Any, before: Any, effects: Any) -> None:
        reads, (key, at) = before.scene.reads(), self.last
        letter = reads is Reads.LETTERS and event.key not in ("enter", "escape", "global:k", "evdev:KEY_A")
        every = letter or reads is Reads.EVERY or (reads in LISTS and event.key in ARROWS)
        every = every or (reads is Reads.LONG_LIST and event.key.isdecimal())
        elbow = event.at - at < 400 or (event.key == key and event.at - at < 1000)
        if event.key == STRAY:
            assert effects == ()
            return
        if not letter and reads is not Reads.EVERY:
            self.last = (event.key, event.at)
        off = event.key == "p" and reads in (*LISTS, Reads.LETTERS)
        if every or not (elbow or off or reads is Reads.NOTHING):
            assert effects[0] == Hush(event.at)
        elif elbow:
            assert effects == ()
            assert self.state.scene is before.scene, "the same elbow answers once"

    def silent(self, before: Any) -> None:
        """Time alone chooses nothing."""
        if isinstance(before.scene, WAITS):
            assert type(self.state.scene) is type(before.scene)
            assert self.state.scene.then is before.scene.then
        if isinstance(before.scene, Listen):
            assert isinstance(self.state.scene, Listen | Talk)


@pytest.mark.long
@settings(max_examples=40, deadline=None)
@given(st.data())
@pytest.mark.parametrize("name", DIALOGUES)
def test_every_promise_holds_in_random_walks_over_all_dialogues(name: str, data: Any) -> None:
    walk = Walk(name, data.draw(st.sampled_from(((), (CUT,), REFUSED))))
    for what, value, number in data.draw(st.lists(events, max_size=25)):
        if what == "press":
            walk.press(value, after=number)
        elif what == "tell":
            walk.wait(number)
            walk.tell(value)
        elif what == "wait":
            walk.wait(number)
        elif what == "notice":
            walk.wait(number)
            walk.notice(value)
        else:
            for _ in range(number):
                walk.wait(80)
                walk.do(Listened(walk.now, value, -9.0))
    if walk.state.over:
        for event in (Pressed(walk.now, "k"), Tick(walk.now), Done(walk.now, None, None)):
            assert step(walk.state, event) == (walk.state, ())


@pytest.mark.parametrize("name", DIALOGUES)
def test_silence_answers_nothing_and_signs_of_life_keep_coming(name: str) -> None:
    walk = Walk(name, (CUT,))
    walk.wait(2_000_000)
    if walk.state.over:
        assert name == "short sounds"
        return
    sounds = [at for at, _ in walk.effects]
    longest = max(later - earlier for earlier, later in pairwise(sounds))
    assert longest <= LIFE + max(200 + 80 * len(text) for text in walk.said) + 400


@pytest.mark.parametrize("name", DIALOGUES)
def test_a_fault_is_announced_and_the_dialogue_goes_on(name: str) -> None:
    walk = Walk(name, (CUT,))
    walk.wait(500)
    walk.notice("The loudspeaker is gone.")
    said = len(walk.said)
    walk.wait(30_000)
    assert "The loudspeaker is gone." in walk.said[said - 1 :]
    assert len(walk.said) > said, "it goes on, in print at least"


@pytest.mark.parametrize("untold", [(), ("aloud",)])
@pytest.mark.parametrize("last", ["keys-lost", "pedal-lost", "windows-lost", "aloud-lost", "aloud-none"])
@pytest.mark.parametrize("name", DIALOGUES)
def test_when_no_channel_is_left_it_says_so_and_ends(name: str, last: str, untold: Any) -> None:
    walk, channel = Walk(name, (CUT,), untold=frozenset(untold)), last.split("-", maxsplit=1)[0]
    walk.do(Way(walk.now, channel, works=True))
    if channel != "keys":
        walk.do(Way(walk.now, "keys", works=False, say="keys-lost"))
    walk.wait(3000)
    assert not walk.state.over
    walk.do(Way(walk.now, channel, works=False, say=last))
    walk.wait(20_000)
    assert walk.state.over
    assert "nobody can answer" in str(walk.state.result)
    assert walk.said[-2:] == [line(last), line("nobody-answers")]


@pytest.mark.parametrize("say", ["pedal-absent", "aloud-silent", "aloud-faint", "aloud-clipped", "aloud-loud"])
@pytest.mark.parametrize("name", DIALOGUES)
def test_a_last_channel_that_may_still_hear_is_waited_for(name: str, say: str) -> None:
    walk, channel = Walk(name, (CUT,)), say.split("-", maxsplit=1)[0]
    walk.do(Way(walk.now, channel, works=True))
    walk.do(Way(walk.now, "keys", works=False, say="keys-lost"))
    walk.do(Way(walk.now, channel, works=False, say=say))
    walk.wait(3000)
    assert not walk.state.over
    walk.wait(60_000)
    assert line("nobody-answers") not in walk.said
