"""Ways to break the coach on purpose, by the rule of the walk that must notice; see ``benchmarks/lives.py``."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from coach.cli import choices
from coach.dialogue import engine, offers
from coach.model.effects import Hush, Mark, MarkKind, Say
from coach.model.events import Bringer, Command, Event, Heard, Pressed, Tick
from coach.model.phases import Phase
from coach.model.records import Past
from coach.planning import arrange, leaving_out
from coach.planning.arrange import NothingLeftError
from coach.planning.timeline import From
from coach.planning.utterances import Listing
from coach.playback import live_stage
from coach.session import bookmark, loop, machine, resume
from coach.session.state import State
from coach.store import profile
from coach.store.profile import Profile
from coach.store.writer import Journal

Break = Callable[[pytest.MonkeyPatch], None]
Moved = tuple[State, tuple[Any, ...]]


def _stepping(change: Callable[[State, Event], Moved | None]) -> Break:
    """Let a massage step otherwise where ``change`` gives something."""

    def step(state: State, event: Event) -> Moved:
        return change(state, event) or machine.step(state, event)

    def break_it(patch: pytest.MonkeyPatch) -> None:
        from coach.dialogue import player  # noqa: PLC0415 - beside the others it would look as if it were broken itself

        broken = loop.Machine(step, loop.MASSAGE.wake_at, loop.MASSAGE.meaning, loop.MASSAGE.ahead)
        patch.setattr(player, "MASSAGE", broken)

    return break_it


def _giving(where: Any, name: str, value: Any) -> Break:
    """Let a function give this, whatever it is asked."""
    return lambda patch: patch.setattr(where, name, lambda *_, **__: value)


def _silence_is_a_yes(state: State, event: Event) -> Moved | None:
    if isinstance(event, Tick) and state.phase is Phase.RESTING and state.reminders:
        return machine.step(state, Heard(event.at, Command.YES, Bringer.SCRIPT))
    return None


def _keys_do_nothing(state: State, event: Event) -> Moved | None:
    return (state, ()) if isinstance(event, Pressed) and state.phase is Phase.PLAYING else None


def _no_without_hush(state: State, event: Event) -> Moved | None:
    if isinstance(event, Heard) and event.command is Command.NO:
        after, effects = machine.step(state, event)
        return after, tuple(one for one in effects if not isinstance(one, Hush))
    return None


def _talks_in_a_rest(state: State, event: Event) -> Moved | None:
    if isinstance(event, Tick) and state.phase is Phase.RESTING:
        after, effects = machine.step(state, event)
        return after, (*effects, Say(event.at, str(state.here.strokes[0].teach[0])))
    return None


def _cuts_itself(state: State, event: Event) -> Moved | None:
    if isinstance(event, Tick) and state.phase is Phase.PLAYING and state.cue % 5 == 0:
        after, effects = machine.step(state, event)
        return after, (Hush(event.at), *effects)
    return None


def _without(kind: MarkKind) -> Break:
    """A massage that never does what this is the mark of."""

    def change(state: State, event: Event) -> Moved:
        after, effects = machine.step(state, event)
        return after, tuple(one for one in effects if not (isinstance(one, Mark) and one.what == kind))

    return _stepping(change)


def _not_spared(patch: pytest.MonkeyPatch) -> None:
    why_not = leaving_out.why_not
    patch.setattr(
        arrange,
        "why_not",
        lambda part, stroke, names, options: why_not(part, stroke, names, replace(options, jabbed=())),
    )


def _any_age(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(leaving_out, "_not_at_this_age", lambda *_: "")


def _harness_off(patch: pytest.MonkeyPatch) -> None:
    options = Profile.options
    patch.setattr(Profile, "options", lambda mine, now: replace(options(mine, now), harness=False))


def _harness_ignored(patch: pytest.MonkeyPatch) -> None:
    why_not = leaving_out.why_not
    patch.setattr(
        arrange,
        "why_not",
        lambda part, stroke, names, options: why_not(part, stroke, names, replace(options, harness=False)),
    )


def _hands_ignored(patch: pytest.MonkeyPatch) -> None:
    options = Profile.options
    patch.setattr(
        Profile, "options", lambda mine, now: replace(options(mine, now), hands=type(options(mine, now).hands)("right"))
    )


def _elsewhere(patch: pytest.MonkeyPatch) -> None:
    there = resume.begin_there
    patch.setattr(
        offers, "begin_there", lambda state, cut: (found := there(state, cut)) and replace(found, area=0, start=From())
    )


def _offers_what_ended(patch: pytest.MonkeyPatch) -> None:
    cut_off = resume.cut_off

    def offered(past: Past, now: int) -> Any:
        return cut_off([(begun, [one for one in found if one.what != MarkKind.ENDED]) for begun, found in past], now)

    patch.setattr(offers, "cut_off", offered)


def _marks_twice(patch: pytest.MonkeyPatch) -> None:
    mark = Journal.mark

    def twice(journal: Journal, one: Mark) -> None:
        mark(journal, one)
        if one.what == MarkKind.STROKE_DONE:
            mark(journal, one)

    patch.setattr(Journal, "mark", twice)


def _list_without_hush(patch: pytest.MonkeyPatch) -> None:
    answered = engine._answered  # noqa: SLF001 - what is broken on purpose may be private

    def unhushed(dialogue: Any, event: Any) -> Any:
        after, effects = answered(dialogue, event)
        return after, tuple(one for one in effects if not isinstance(one, Hush))

    patch.setattr(engine, "_answered", unhushed)


def _half_written(patch: pytest.MonkeyPatch) -> None:
    def half(path: Path, content: bytes, **_: Any) -> None:
        path.with_name(".half.part").write_bytes(content)
        path.write_bytes(content)

    patch.setattr(profile, "write_whole", half)


def _wrong_harness(patch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any, **__: Any) -> Any:
        raise NothingLeftError("play", "With a harness, I'm leaving out everything")

    patch.setattr(choices, "arranged", refuse)


BREAKS: dict[str, Break] = {
    "a jab is remembered": _giving(Profile, "spared", ()),
    "a resting leg is not massaged": _not_spared,
    "a resting leg is not named": _not_spared,
    "a leg is back after three days": lambda patch: patch.setattr(profile, "SPARED", datetime.timedelta(hours=200)),
    "a harness is remembered": _harness_off,
    "a harness is worn": _harness_ignored,
    "a baby too young": _any_age,
    "an age is remembered": _giving(Profile, "age", None),
    "nobody is made older": _giving(Profile, "age", 900),
    "silence is no yes": _stepping(_silence_is_a_yes),
    "any key silences": _stepping(_keys_do_nothing),
    "a no silences": _stepping(_no_without_hush),
    "silence after a no": lambda patch: patch.setattr(live_stage.LiveStage, "_silence", lambda _: None),
    "a rest has no movement": _stepping(_talks_in_a_rest),
    "only a person cuts a sentence": _stepping(_cuts_itself),
    "any key silences a list": _list_without_hush,
    "a sign of life": lambda patch: patch.setattr(engine, "LIFE", 40_000),
    "what is said was prepared": _giving(Listing, "asides", ()),
    "what is typed holds": _hands_ignored,
    "a massage goes on where it stopped": _elsewhere,
    "a bookmark is found again": lambda patch: patch.setattr(bookmark, "begin_there", lambda state: state),
    "what was cut off is offered": _giving(offers, "cut_off", None),
    "only what was cut off is offered": _offers_what_ended,
    "a massage begins": _without(MarkKind.STROKE),
    "a willing evening is finished": _without(MarkKind.ENDED),
    "everything is noted once": _marks_twice,
    "nothing half-written": _half_written,
    "nothing is refused without a reason": _wrong_harness,
    "a status that is known": _giving(choices, "shelf", None),
}
"""Each must be noticed by the rule that it is named for."""
