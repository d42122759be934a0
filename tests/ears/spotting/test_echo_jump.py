"""A machine that plays and records with gaps: the canceller is back at once, and the coach goes on listening."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from coach.ears.spotting.echo_alignment import Aligned
from coach.ears.spotting.echo_jump import LOOK, PATH, REACH, jump
from coach.ears.spotting.guard import Guard
from coach.ears.spotting.mode import Mode
from coach.sound.clip import Samples
from tests.ears.spotting.test_echo import decibels, echo
from tests.support.sounds import RATE, noise

GAP, PIECE = RATE // 25, 320
"""Samples of a gap, 40 ms, and of a piece."""


def with_gaps(where: str, seconds: float, gaps: list[int]) -> Iterator[tuple[Samples, Samples]]:
    """What is heard and what is played, piece by piece: samples fail at the microphone or in the loudspeaker."""
    played = noise(seconds)
    played[np.arange(len(played)) % (3 * RATE) < RATE] *= np.float32(1e-3)  # a sentence of two seconds every three
    if where == "microphone":
        pieces = [np.arange(at, at + PIECE) for at in range(0, len(played), PIECE)]
        heard, lost = echo(played, 800), set(np.add.outer(gaps, np.arange(GAP)).ravel().tolist())
        for piece in pieces:
            yield heard[[i for i in piece if i not in lost]], played[piece]
        return
    # The loudspeaker is silent for a moment and then goes on where it was: everything comes later.
    given = np.delete(np.arange(len(played)), np.add.outer(gaps, np.arange(GAP)).ravel())
    loud = np.zeros(len(played), np.float32)
    loud[given] = played[: len(given)]
    heard = echo(loud, 800)
    for at in range(0, len(played), PIECE):
        yield heard[at : at + PIECE], played[np.searchsorted(given, at) : np.searchsorted(given, at + PIECE)]


@pytest.mark.parametrize("where", ["microphone", "loudspeaker"])
def test_half_a_second_after_a_gap_the_coach_is_cancelled_again(where: str) -> None:
    aligned, heard, left = Aligned(), list[Samples](), list[Samples]()
    for new, played in with_gaps(where, 12, [10 * RATE]):
        heard.append(new)
        left.append(aligned.clean(new, played))
    before, after = np.concatenate(heard), np.concatenate(left)
    soon = slice(int(10.5 * RATE), int(11.5 * RATE))
    assert decibels(before[soon], after[soon]) > 20


@pytest.mark.parametrize("where", ["microphone", "loudspeaker"])
def test_a_gap_in_every_sentence_doesnt_change_how_it_listens(where: str) -> None:
    aligned, guard = Aligned(), Guard()
    for heard, played in with_gaps(where, 40, list(range(10 * RATE, 40 * RATE, 3 * RATE // 2))):
        left = aligned.clean(heard, played)
        guard.push(heard, aligned.took, left)
    assert guard.mode is Mode.FULL
    assert (guard.found.erle_db or 0) > 15


def test_somebody_who_talks_is_no_jump_of_the_delay() -> None:
    response = echo(np.pad(np.ones(1, np.float32), (0, PATH - 1)), 80)
    played = noise((PATH + 2 * REACH + LOOK) / RATE)
    heard = np.convolve(played, response)[PATH + REACH : PATH + REACH + LOOK].astype(np.float32)
    later = np.convolve(played, response)[PATH + REACH - 640 : PATH + REACH - 640 + LOOK].astype(np.float32)
    voice = noise(LOOK / RATE, 0.1, seed=9)
    assert jump(response, heard, played) == 0
    assert jump(response, heard + voice, played) == 0
    assert jump(response, voice, played) == 0
    assert jump(response, later, played) == 640
