"""Every row of the table, and random walks over everything that can happen to a session."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from coach.model.effects import Hush, Mark, Say, Sound
from coach.model.events import Bringer, Command, Heard, Notice, Prepared, Pressed, Tick
from coach.model.phases import TRAITS
from coach.session.elbow import tells_of_a_jab
from coach.session.keymap import WAITING as WAITING_KEYS
from coach.session.machine import LATE, TRANSITIONS, meaning, step, wake_at
from coach.session.state import NEWS_AFTER, REMINDERS, Phase
from tests.support.told import WORDS, Told, in_phase, is_hush, names, texts


@pytest.mark.parametrize("row", TRANSITIONS, ids=lambda row: f"{row[0].value}, {row[1].value}")
def test_every_row_of_the_table_leads_to_its_phases(row: Any) -> None:
    phase, command = row
    told = in_phase(phase)
    told.signal(command)
    assert told.phase in TRANSITIONS[row].to


@pytest.mark.parametrize(
    "row",
    [(p, c) for p in Phase for c in Command if (p, c) not in TRANSITIONS],
    ids=lambda r: f"{r[0].value}, {r[1].value}",
)
def test_a_command_without_a_row_does_nothing(row: Any) -> None:
    phase, command = row
    told = in_phase(phase)
    before = told.state
    assert told.tell(command) == ()
    assert told.state == before


@pytest.mark.parametrize("phase", [phase for phase in Phase if phase is not Phase.READY])
def test_silence_is_the_first_effect_of_every_no(phase: Any) -> None:
    assert is_hush(in_phase(phase).tell(Command.NO))
    assert is_hush(in_phase(phase).press("space"))


ACTIONS = st.one_of(
    st.sampled_from([command for command in Command if command is not Command.BEGIN]).map(lambda c: ("tell", c)),
    st.sampled_from([*WAITING_KEYS, "z", "f1b5b", "escape"]).map(lambda key: ("press", key)),
    st.integers(0, 400).map(lambda ms: ("tick", ms)),
    st.integers(1, 40).map(lambda n: ("ticks", n)),
    st.sampled_from([5001, 60_000, 8 * 3_600_000]).map(lambda ms: ("tick", ms)),
    st.integers(0, 2).map(lambda area: ("prepared", area)),
    st.just(("notice", "The loudspeaker is gone.")),
    st.integers(-300, 90_000).map(lambda ms: ("pass", ms)),
)


def events(told: Any, action: Any, what: Any) -> Iterator[Any]:
    """The events that an action stands for, one after the other."""
    now, due = told.now, wake_at(told.state)
    if action == "tell":
        yield Heard(now, what, Bringer.MICROPHONE)
    elif action == "press":
        yield Pressed(now, what)
    elif action == "prepared":
        yield Prepared(now, what, {"Rope.": 700})
    elif action == "notice":
        yield Notice(now, what)
    elif action == "tick":
        yield Tick(max(now, (due or now) + what))
    elif action == "ticks":
        for _ in range(what):
            due = wake_at(told.state)
            if due is not None:
                yield Tick(max(told.now, due))
    else:
        told.now = max(0, now + what)  # cues are announced a little ahead, so a key may seem to come before them
        yield Tick(told.now)


def check(before: Any, event: Any, after: Any, effects: Any, told: Any) -> None:
    """What must hold for every single step."""
    command = meaning(before, event)
    if command is Command.NO and (before.phase, command) in TRANSITIONS and not before.over:
        assert effects[0] == Hush(event.at)
        assert TRAITS[after.phase].rests or after.phase is Phase.ENDED
    if before.phase is Phase.ENDED:
        assert after.phase is Phase.ENDED
        assert after.over or not before.over
        assert not texts(effects) or not before.over
    if after.phase not in (Phase.READY, Phase.ENDED):
        assert wake_at(after) is not None
    if isinstance(event, Pressed) and tells_of_a_jab(before, event.at, event.key):
        assert (after.phase, effects) == (Phase.ENDED, (Hush(event.at),)), "a key told of it, which is an answer"
    elif command is None:
        check_silence(before, event, after, effects)
    for effect in effects:
        if isinstance(effect, Say | Sound | Mark | Hush):
            assert effect.at >= event.at - LATE, "nothing is done in the past"
    if isinstance(event, Tick) and effects:
        assert after != before, "the session moved on"
    assert told.state is after


def check_silence(before: Any, event: Any, after: Any, effects: Any) -> None:
    """Without a command nothing is ever taken for a yes."""
    if before.phase in (Phase.READY, Phase.CARE, Phase.ASKING) or TRAITS[before.phase].rests:
        assert after.phase is before.phase
    if before.phase is Phase.FETCHING:
        assert after.phase is Phase.FETCHING or (isinstance(event, Prepared) and after.phase is Phase.PLAYING)
    if not TRAITS[before.phase].rests:
        return
    assert isinstance(event, Tick) or not texts(effects)
    if texts(effects) and before.cue >= len(before.timeline.cues):
        news, said = [one.text for one in before.unsaid], texts(effects)
        if said[0] in WORDS.say("rest-wait"):
            assert wake_at(before) in [before.said_at + ms for ms in REMINDERS]
            said = said[1:]
        else:
            assert event.at >= max(before.said_at, before.unsaid[0].at + NEWS_AFTER)
        assert said == news
        assert not names(effects)


@pytest.mark.long
@settings(max_examples=300)
@given(st.lists(ACTIONS, max_size=60), st.booleans(), st.booleans())
@example([("ticks", 4), ("tell", Command.SLOWER), ("ticks", 8), ("press", "space")], True, True)  # noqa: FBT003 - as given
def test_the_promises_hold_in_random_walks(actions: Any, care: Any, prepared: Any) -> None:
    told = Told(care=care, prepared=prepared)
    for action, what in actions:
        for event in events(told, action, what):
            before = told.state
            told.now = max(told.now, event.at)
            after, effects = step(before, event)
            told.state = after
            check(before, event, after, effects, told)


@pytest.mark.long
@settings(max_examples=100)
@given(
    st.lists(
        st.tuples(st.sampled_from([c for c in Command if c is not Command.BEGIN]), st.integers(0, 60_000)), max_size=20
    )
)
def test_between_two_commands_what_is_heard_never_goes_backwards(story: Any) -> None:
    told = Told()
    for command, ms in story:
        told.wait(ms)
        began = len(told.effects)
        told.tell(command)
        told.wait(30_000)
        heard = [effect.at for _, effect in told.effects[began:] if isinstance(effect, Say | Sound)]
        assert heard == sorted(heard)


@settings(max_examples=100)
@given(st.integers(0, 200_000), st.integers(250, 700), st.sampled_from([*WAITING_KEYS, "z"]), st.integers(20, 40))
def test_an_elbow_on_a_key_never_leaves_the_rest(when: Any, delay: Any, key: str, every: Any) -> None:
    told = Told()
    told.playing(when)
    if told.phase is not Phase.PLAYING:
        return
    told.press(key)
    told.press(key, after=delay)
    for _ in range(100):
        told.press(key, after=every)
    assert told.phase is Phase.RESTING
