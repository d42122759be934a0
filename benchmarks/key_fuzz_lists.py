"""Every list that a dialogue reads, found by walking through all of them, and what keys do in each."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from coach.dialogue.engine import Dialogue, Saying, step
from coach.dialogue.errands import Begin
from coach.dialogue.menu import Choice, Menu, press, takes_what_is_spoken
from coach.dialogue.scenes import Ask, End, Scene, Tell, Work
from coach.model.effects import Hush
from coach.model.events import STRAY, Done, Pressed
from coach.session.keymap import BACKWARD, FORWARD
from coach.support.errors import CoachError, UsageError
from tests.support.dialogues import CUT, DIALOGUES, REFUSED, World
from tests.support.told import WORDS

LATE = 10_000
"""Session milliseconds of the keys: long after anything else."""
MOST = 3000
"""Scenes that are looked at in one dialogue."""


def lists() -> list[Menu]:
    """One list of each shape: how many choices it has, which letters take them, and where it begins."""
    shapes: dict[object, Menu] = {}
    world_of: Any = World  # these two have no types
    dialogues: Any = DIALOGUES
    nothing_left: Any = {Begin: UsageError("legs", "nothing is left of it", "choose another")}
    worlds = (
        world_of(),
        world_of((CUT,)),
        world_of(REFUSED, microphone=True),
        world_of((), nothing_left),
    )
    for world in worlds:
        for make in dialogues.values():
            for menu in _menus(make(), world):
                shapes.setdefault((menu.at, tuple(choice.keys for choice in menu.choices)), menu)
    return [_plain(menu) for menu in shapes.values()]


def _plain(menu: Menu) -> Menu:
    """The same list with choices that have different values."""
    choices = (replace(choice, value=f"{n} {choice.value}") for n, choice in enumerate(menu.choices))
    return replace(menu, choices=tuple(choices))


def _menus(first: Scene, world: Any) -> Iterator[Menu]:
    """The lists of a dialogue, by taking every choice and going on from every sentence."""
    waiting, seen = [first], set[object]()
    while waiting and len(seen) < MOST:
        scene = waiting.pop()
        about = (type(scene), tuple(map(str, scene.lines())), getattr(scene, "errand", None).__class__)
        if about in seen:
            continue
        seen.add(about)
        if isinstance(scene, Ask):
            yield scene.menu
        waiting += _next(scene, world)


def _next(scene: Scene, world: Any) -> list[Scene]:
    """The scenes that may follow."""
    last = len(scene.lines()) - 1
    match scene:
        case End():
            return []
        case Ask():
            choices: tuple[Choice, ...] = scene.menu.choices
            return [scene.then(choice.value) for choice in choices] + [scene.then(None)]
        case Work():
            try:
                result = world(scene.errand)
            except CoachError as error:
                result = error
            return [scene.hears(Done(0, scene.errand, result))]
        case Tell():
            return [scene.silent()]
        case _:
            return [scene.silent(), *(scene.key(key, last) for key in ("enter", "escape", "a"))]


def in_a_list(menu: Menu, keys: tuple[str, ...], heard: int) -> str:
    """What is wrong with what these keys did in a list that is being read; empty if nothing is.

    ``heard``: how many choices were heard before the one that is being spoken; -1 while the question is spoken.
    """
    dialogue, silent = _being_read(menu, heard), False
    ask = dialogue.scene
    for n, key in enumerate(keys):
        dialogue, effects = step(dialogue, Pressed(LATE + n, key))
        silent |= any(isinstance(one, Hush) for one in effects)
    real = [key for key in keys if key != STRAY]
    chosen = dialogue.scene
    if not real:
        return "a list was answered by no key at all" if chosen is not ask else ""
    if not silent:
        return "a key in a list did not silence it"
    answers = _answers(menu, real, heard)
    return "" if chosen in answers or (isinstance(chosen, Ask) and None in answers) else "it took what nobody chose"


@functools.cache
def _being_read(menu: Menu, heard: int) -> Dialogue:
    """A list whose question, or whose choice after those that were heard, has been spoken for two seconds."""
    ask = Ask(menu, WORDS, End)
    place = len(menu.question) + heard if heard >= 0 else 0
    return Dialogue(ask, WORDS, place=place, saying=Saying(str(ask.lines()[place]), LATE - 2000, LATE + 2000))


def _answers(menu: Menu, keys: list[str], heard: int) -> list[Scene | None]:
    """How the list may end; None: not yet. Arrows walk, and only the first other key answers."""
    at = replace(menu, at=menu.order[max(heard, 0)])
    first = keys[0]
    if first in FORWARD or first in BACKWARD:
        return [None]
    if heard < 0 and takes_what_is_spoken(menu, first):
        return [None]
    answer = press(at, first)
    return [None if isinstance(answer, Menu) else End(answer)]
