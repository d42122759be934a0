"""Turns sound into scores: every 80 ms one for each command, and an embedding for the crying networks.

One ONNX graph (``training/graphs/step.py``) does it all: log mel energies, Google's speech embedding, and our networks
on top. It keeps no state: what it needs of the past goes in and comes out, so nothing is computed twice. The same
samples give the same scores, however they're cut into pieces. Knows no thresholds and no device.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from coach.ears.spotting.models import graph
from coach.model.events import Command
from coach.sound.clip import Samples

Scores = NDArray[np.float32]
"""Shape (steps, commands): log-odds, about -10 for silence to 10 for a clear phrase."""
Embeddings = NDArray[np.float32]
"""Shape (steps, 96): Google's speech embedding of the last 0.8 s."""

Past = Mapping[str, NDArray[np.float32]]
"""What a step needs of those before it, by the graph's names."""

COMMANDS = (
    Command.NO,
    Command.YES,
    Command.NOT_SURE,
    Command.AGAIN,
    Command.NEXT,
    Command.BACK,
    Command.SLOWER,
    Command.FASTER,
    Command.SOFTER,
    Command.LOUDER,
    Command.WHERE,
    Command.DONE,
)
"""The columns of the scores, in their order."""
RATE = 16_000
"""Hertz."""
STEP = 1280
"""Samples from one step to the next."""
OVERLAP = 352
"""Samples that a step shares with the one before."""
SILENCE = 32
"""Steps of silence after which nothing changes any more: a score looks back at 24."""
WIDTH = 96
"""The length of an embedding."""
SMOOTH = 3
"""Over how many steps scores are averaged before they're judged."""


@dataclass(frozen=True, slots=True)
class Steps:
    """The results of some steps; all arrays have the same length."""

    scores: Scores
    calls: Scores
    """The same for any full call for a stop ("stop please", "baby said no", "baby says no"), shape (steps, 1)."""
    embeddings: Embeddings

    def __len__(self) -> int:
        return len(self.scores)

    def only(self, step: int) -> Steps:
        """One of them."""
        one = slice(step, step + 1)
        return Steps(self.scores[one], self.calls[one], self.embeddings[one])


NONE = Steps(*(np.empty((0, columns), np.float32) for columns in (len(COMMANDS), 1, WIDTH)))


def step_end(step: int) -> float:
    """How many seconds of sound had arrived when step number ``step`` was made."""
    return (OVERLAP + (step + 1) * STEP) / RATE


def run(samples: Samples, past: Past) -> tuple[Steps, Past]:
    """Whole steps, and what the next ones need of the past."""
    step = graph("step")
    names = [one.name for one in step.get_outputs()]
    made = dict(zip(names, step.run(names, {"samples": samples, **past}), strict=True))
    carried = {f"past_{name[5:]}": array for name, array in made.items() if name.startswith("next_")}
    return Steps(made["scores"], made["calls"], made["embeddings"]), carried


@cache
def silence() -> Past:
    """What a stream begins with: the past after more silence than a score looks back at."""
    return run(np.zeros(SILENCE * STEP, np.float32), {})[1]


class Stream:
    """Turns sound that arrives in pieces of any length into steps.

    Raises:
        EarError: the graph's file is missing or damaged.
    """

    def __init__(self) -> None:
        graph("step")
        self._waiting: Samples = np.empty(0, np.float32)
        self._past: Past = {}

    def push(self, samples: Samples) -> Steps:
        """The steps that ``samples`` (16 kHz) complete: none, one or several."""
        self._waiting = np.concatenate([self._waiting, samples])
        if not self._past and len(self._waiting) >= OVERLAP:
            self._past = {**silence(), "past_samples": self._waiting[:OVERLAP]}
            self._waiting = self._waiting[OVERLAP:]
        whole = len(self._waiting) // STEP * STEP
        if not whole or not self._past:
            return NONE
        steps, self._past = run(self._waiting[:whole], self._past)
        self._waiting = self._waiting[whole:]
        return steps


def steps_of(samples: Samples) -> Steps:
    """All steps of a recording (16 kHz), the same as from a stream."""
    return Stream().push(samples)


def smoothed(scores: Scores) -> Scores:
    """Means over three steps; over one and two for the first two rows."""
    total = np.cumsum(np.concatenate([np.zeros((1, scores.shape[1]), np.float32), scores]), axis=0)
    upto = np.arange(1, len(scores) + 1)
    since = np.maximum(upto - SMOOTH, 0)
    out: Scores = ((total[upto] - total[since]) / (upto - since)[:, None]).astype(np.float32)
    return out
