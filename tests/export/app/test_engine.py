"""The page's engine uses the same table: sessions recorded in Python give the same result there."""

import random
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pytest

from coach.export.app import books, machine
from coach.export.app.recipes import RECIPES
from coach.model.effects import BedOff, BedOn, Fade, Hush, Level, Mark, Say, Show, Sound
from coach.model.events import Bringer, Command, Heard, Notice, Pressed, Sign, Tick
from coach.model.options import Beat, Detail, Options
from coach.model.phases import Phase
from coach.model.routine import Count
from coach.planning.age_limit import suited
from coach.planning.timeline_builder import estimate
from coach.session.machine import step, wake_at
from coach.session.state import State
from coach.session.table import TRANSITIONS, Told
from tests.support import page_engine
from tests.support.told import WORDS, ours, routine

pytestmark = pytest.mark.real

TODAY = Options(age=150, hips_cleared=True, navel_healed=True, reflux_free=True)
EVENINGS = {
    "as written": TODAY,
    "in short": replace(TODAY, detail=Detail.REMIND),
    "counts alone": replace(TODAY, detail=Detail.COUNTS, care=False),
    "bedtime": replace(TODAY, bedtime=True, bed_after=60_000),
    "a breath": replace(TODAY, beat=Beat.BREATH, pace=120),
    "a heart": replace(TODAY, beat=Beat.HEART, count=Count.TICKED),
    "known": replace(TODAY, known={"rope": Detail.REMIND, "warm hold": Detail.COUNTS}, crying=False),
}
EFFECTS: dict[type, Any] = {
    Say: lambda one: ["say", one.at, one.text, one.gain, one.pace],
    Sound: lambda one: ["sound", one.at, one.name, one.gain],
    Show: lambda one: ["show", one.at, one.text],
    Hush: lambda one: ["hush", one.at],
    Level: lambda one: ["level", one.db],
    Fade: lambda one: ["fade", one.at, one.ms, one.bed],
    BedOn: lambda one: ["bed-on", one.at, one.rise_ms],
    BedOff: lambda one: ["bed-off", one.at],
    Mark: lambda one: ["mark", one.at, one.what],
}


def began(name: str, options: Options) -> State:
    script = routine() if name == "tiny" else ours(name)
    book, options = suited(script, options, WORDS)
    return State(book, WORDS.suited(options), options, prepared=frozenset(range(len(book.areas))))


def event_of(dice: random.Random, state: State, at: int, seen: Counter[Any]) -> Any:
    """What a caregiver, a baby or the machine might do at a moment; of commands, one that was told least here."""
    lot = dice.random()
    if lot < 0.02:
        return Notice(at, dice.choice(["The microphone is lost.", "I hear you again."]), "ears", dice.random() < 0.5)
    if lot < 0.04:
        return Tick(at, 60_000)
    if lot < 0.2 and state.phase is not Phase.PLAYING:
        return heard(at, Command.YES)
    rows = sorted((told for phase, told in TRANSITIONS if phase is state.phase), key=lambda _: dice.random())
    least = min(rows, key=lambda told: seen[state.phase, told])
    seen[state.phase, least] += 1
    return heard(at, least)


def heard(at: int, told: Told) -> Any:
    """The event that tells this."""
    if told is Sign.JABBED:
        return Pressed(at, "2")
    if told is Sign.DONE_ALOUD:
        return Heard(at, Command.DONE, Bringer.MICROPHONE)
    if isinstance(told, Command):
        return Heard(at, told, Bringer.SCRIPT if told in (Command.NO, Command.DONE) else Bringer.MICROPHONE)
    return Heard(at, Command.NO, Bringer.KEY if told is Sign.STOP else Bringer(told.value))


def walked(state: State, seed: int, steps: int, seen: Counter[Any]) -> tuple[list[Any], list[Any]]:
    """A random session: what happened, and what Python's core told at each event."""
    dice, at, events, told = random.Random(seed), 0, [], []  # noqa: S311 - no secret
    for n in range(steps):
        due = wake_at(state)
        waits = due is not None and due - at < 9_000 and dice.random() < 0.9
        at = max(at, due) if due is not None and waits else at + dice.randrange(50, 30_000)
        event: Any = Tick(at) if waits else event_of(dice, state, at, seen)
        event = heard(at, Command.BEGIN) if n == 0 else event
        state, effects = step(state, event)
        events.append(as_data(event))
        told.append([due, state.phase.value, state.over, as_told(effects)])
        if state.over:
            break
    return events, told


def as_told(effects: Iterable[Any]) -> list[Any]:
    return [EFFECTS[type(one)](one) for one in effects if type(one) in EFFECTS]


def as_data(event: Any) -> list[Any]:
    if isinstance(event, Heard):
        return ["heard", event.at, event.command.value, event.by]
    if isinstance(event, Pressed):
        return ["heard", event.at, Sign.JABBED.value, "key"]
    if isinstance(event, Notice):
        return ["notice", event.at, event.text, event.about, event.good]
    return ["tick", event.at, event.slept]


def story(state: State, events: list[Any]) -> dict[str, Any]:
    return {
        "machine": machine.exported(),
        "book": books.book(state.book),
        "lines": dict(state.words.lines),
        "lengths": dict(state.lengths),
        "options": books.options(state.options),
        "events": events,
    }


@pytest.mark.parametrize("name", ["tiny", "legs-and-feet", "whole-body", "hips", "back"])
def test_random_sessions_give_the_same_result_in_both_engines(name: str) -> None:
    stories: list[Any] = []
    expected: list[Any] = []
    seen: Counter[Any] = Counter()
    for seed, options in enumerate(EVENINGS.values()):
        state = began(name, replace(options, age=None) if name == "tiny" else options)
        for more in range(6 if name == "tiny" else 2):
            events, told = walked(state, seed * 100 + more, 300, seen)
            stories.append(story(state, events))
            expected.append(told)
    for one, by_python, by_page in zip(stories, expected, page_engine.retold(stories), strict=True):
        for n, (ours_told, page_told) in enumerate(zip(by_python, by_page, strict=True)):
            assert page_told == ours_told, (n, one["events"][max(0, n - 3) : n + 1], one["options"])


WAYS_TO: dict[Phase, list[Told]] = {
    Phase.CARE: [],
    Phase.ASKING: [Command.YES],
    Phase.PLAYING: [Command.YES, Command.YES],
    Phase.LINGERING: [Command.YES, Command.PART_FORWARD, Command.PART_FORWARD, Command.YES],
    Phase.RESTING: [Command.YES, Command.YES, Sign.STOP],
    Phase.DECLINED: [Command.YES, Command.NO],
    Phase.ENDING: [Command.YES, Command.YES, Sign.DONE_ALOUD],
    Phase.ENDING_DECLINED: [Command.YES, Sign.DONE_ALOUD],
    Phase.ENDED: [Command.DONE],
}
"""What leads to each phase from the beginning, each told once all is said."""


def told_in(state: State, phase: Phase, told: Told) -> tuple[list[Any], list[Any]]:
    """A session that is brought to a phase, is told something in it, and goes on for a while."""
    at, events, result = 0, [], []
    wanted = [Command.BEGIN, *WAYS_TO[phase], told]
    for _ in range(120):
        due = wake_at(state)
        settled = state.cue == len(state.timeline.cues) or state.phase in (Phase.PLAYING, Phase.ENDED)
        there = len(wanted) != 1 or state.phase is phase
        event: Any = heard(at, wanted.pop(0)) if wanted and settled and there else Tick(max(at, due or at))
        at = event.at + (700 if isinstance(event, Heard | Pressed) else 0)
        state, effects = step(state, event)
        events.append(as_data(event))
        result.append([due, state.phase.value, state.over, as_told(effects)])
        if state.over:
            break
    assert not wanted, (phase, told)
    return events, result


@pytest.mark.parametrize("name", ["as written", "in short", "bedtime"])
def test_every_row_of_the_table_gives_the_same_result(name: str) -> None:
    state = began("tiny", replace(EVENINGS[name], age=None))
    rows = [row for row in TRANSITIONS if row[0] in WAYS_TO]
    recorded = [told_in(state, *row) for row in rows]
    retold = page_engine.retold([story(state, events) for events, _ in recorded])
    for row, (_, by_python), by_page in zip(rows, recorded, retold, strict=True):
        assert by_page == by_python, row


def test_words_repeated_slower_keep_their_cautions_in_both_engines() -> None:
    state = began("back", TODAY)
    events, by_python = told_in(state, Phase.PLAYING, Command.REPEAT)
    caution = state.book.areas[0].strokes[0].caution[0]
    assert any(
        effect[0] == "say" and effect[2] == caution and effect[4] > 100 for *_, told in by_python for effect in told
    )
    assert page_engine.retold([story(state, events)]) == [by_python]


def test_going_on_in_a_later_part_lays_the_baby_in_both_engines() -> None:
    back = ours("back")
    lap = replace(back.parts[0], title="Back again")
    book, options = suited(replace(back, parts=(back.parts[0], lap)), TODAY, WORDS)
    state = State(book, WORDS.suited(options), options, area=1, prepared=frozenset({0, 1}))
    events, by_python = told_in(state, Phase.ASKING, Command.NO)
    assert "Lay your baby on the tummy, across your lap, wide awake, nose free." in str(by_python)
    assert page_engine.retold([{**story(state, events), "begin": {"area": 1}}]) == [by_python]


def test_an_undisturbed_massage_is_the_same_to_its_goodbye() -> None:
    state = replace(began("legs-and-feet", TODAY), lengths={"Hip to ankle.": 1234})
    events: list[Any] = [["heard", 0, "begin", "key"]]
    now, effects = step(state, Heard(0, Command.BEGIN, Bringer.KEY))
    at = 0
    told: list[Any] = [[None, now.phase.value, False, as_told(effects)]]
    while not now.over:
        due = wake_at(now)
        assert due is not None
        waits = now.phase in (Phase.CARE, Phase.ASKING) and now.cue == len(now.timeline.cues)
        at = max(at, min(due, now.question + estimate(now.here.ask) if now.phase is Phase.ASKING else due))
        event: Any = Heard(at, Command.YES, Bringer.KEY) if waits else Tick(max(at, due))
        at = event.at
        now, effects = step(now, event)
        events.append(as_data(event))
        told.append([due, now.phase.value, now.over, as_told(effects)])
    [by_page] = page_engine.retold([story(state, events)])
    assert by_page == told
    assert told[-1][1] == "ended"


def test_every_move_of_the_table_has_a_recipe() -> None:
    rows = {(row["phase"], row["told"]): row["does"] for row in machine.exported()["transitions"]}
    assert set(rows) == {(phase.value, told.value) for phase, told in TRANSITIONS}
    used = {machine.name_of(machine._inner(rule.move) or rule.move) for rule in TRANSITIONS.values()}
    assert used == set(RECIPES)
