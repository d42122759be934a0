"""`coach practise --from`: how well each saying in a recording would have been heard. Nothing is kept or played."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from coach.ears.recording import pieces
from coach.ears.spotting.easing import Easing, most_easier
from coach.ears.spotting.needs import Level
from coach.ears.spotting.pipeline import Chain, second_opinion
from coach.ears.spotting.thresholds import thresholds
from coach.model.events import Command
from coach.model.wording import Words
from coach.practice.capture import Watch
from coach.practice.scoring import STEP_MS, Points, Saying, Step, ended, level_of, room_of, saying, score, verdict


def report(path: Path, eased: int, words: Words) -> Iterator[str]:
    """Lines: each saying, and what they tell together; for a caregiver with so many percent of easing.

    Raises:
        EarError: the recording cannot be read.
    """
    point, most = thresholds()[Command.NO], most_easier()
    steps: list[Step] = []
    watch = Watch(lambda one: steps.append(Step(one.level, one.score)), lambda: 0)
    easing = Easing(most * eased / 100, watch.no)
    chain = Chain(cancel=False, crying=False, easing=easing, phonemes=second_opinion())
    sure = []
    for heard, played in pieces(path):
        watch.piece(heard)
        found = list(chain.hear(heard, played))
        if any(one.level is Level.SURE and one.command is Command.NO for one in found):
            sure.append(len(steps) - 1)
    room = room_of(steps)
    said = []
    for first, one in parted(steps, sure, room, Points(point.suspect, point.sure, most)):
        said.append(one)
        yield f"{first * STEP_MS / 1000:6.1f} s  {one.how:6}  {one.level:4.0f} dB"
    told = verdict(said, room)
    if said:
        yield from score(told, words)
        loudest = level_of([step for step in steps if step.level > room])
        yield from words.say("practise-figures", voice=f"{loudest:.0f}", room=f"{room:.0f}")
    for hint in told.hints[:2]:
        yield from words.say(hint)


def parted(heard: list[Step], sure: list[int], room: float, points: Points) -> Iterator[tuple[int, Saying]]:
    """Each saying and the step after which it began; ``sure`` are the steps at which "no" was certain."""
    first = 0
    for now in range(1, len(heard) + 1):
        steps, last = heard[first:now], now == len(heard)
        if ended(steps, room, points) or (last and any(first <= i for i in sure)):
            yield first, saying(steps, room, points, heard=any(first <= i < now for i in sure))
            first = now
