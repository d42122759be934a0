"""Hears a baby cry steadily, which is a "no". Knows no device.

Two small networks score how much each second is like crying, one of them trained against music too. A third combines
their scores with measurements of three seconds of sound. If the phoneme recogniser hears consonants, somebody
is talking, singing or laughing. A high score is crying at once. A lower one may be crying, and becomes it if it lasts.
Crying in short bouts is fussing, which isn't a "no".
"""

from __future__ import annotations

import io
from collections import deque
from collections.abc import Callable
from enum import StrEnum
from importlib.resources.abc import Traversable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from coach.ears.spotting.models import read_model, shipped
from coach.ears.spotting.steps import WIDTH, Embeddings
from coach.ears.spotting.voicing_features import FRAME, SILENT_DB, STEADY_DB, Rows, frames_at, lasting, measured
from coach.sound.clip import Samples

SEEN = 12
"""How many steps, about a second, the networks judge at once, by their mean and spread."""
LASTING = 34
"""How many steps, 2.7 s, the third network judges at once; with the sound before the first of them, 3.5 s."""
HALF_WAY = 640
"""Samples. The sound is measured twice in each step: at its end, and this long before."""
FAINTEST_DB = -46.0
"""A baby this close is louder than this; the quietest recordings of crying have -37 dB."""
MOST = 6.0
"""The networks' log-odds are clipped to plus and minus this."""
HOPELESS = -1.5
"""Nothing else is computed while the first network's mean log-odds over three seconds are below this: most of the
time."""
STOPPED = 1.5
"""How far the score must fall below its threshold, in log-odds, before crying can be noticed again."""
CERTAIN = 1.0
"""From so many log-odds above its threshold crying is certain at once."""
CLEAR = 0.75
"""A step is clear evidence of crying down to so many log-odds below the threshold, while nobody talks."""
CLEARLY, CLEARLY_OF = 12, 31
"""Crying is certain after so many clear steps, 1 s, within 2.5 s."""
ON_AND_OFF, BOUTS, BOUT, APART = 125, 2, 5, 12
"""Fussing is at least two bouts of 0.4 s, 1 s apart, within 10 s; in steps."""
CONSONANTS = 1
"""How many consonants may be heard in two seconds of crying. Half of all speech has ten in three seconds."""
LATELY = 38
"""How many steps (3 s) a baby's voice counts as just heard."""
PERHAPS = -4.5
"""From this mean log-odds up, over three seconds and of the less certain network, a baby's voice may be among the
sounds. Of the tuning part, cries that fit "no no no" have -4.3 or more in the mean, people who say it -4.4 or less."""
ASK_AGAIN = 4
"""The recogniser is asked no more often than every so many steps (0.3 s) whether somebody talks."""
KINDS = 2
"""The networks for one second: one trained against talk and household sounds, one against music and all else too."""
PARTS = ("mean", "scale", "weight0", "bias0", "weight1", "bias1")

Consonants = Callable[[], int]
"""Gives how many consonants the phoneme recogniser hears in the last two seconds."""


class Cry(StrEnum):
    """What has just been noticed."""

    NONE = ""
    PERHAPS = "perhaps"
    """Something that may be crying."""
    CRYING = "crying"
    FUSSING = "fussing"


def summary(embeddings: Embeddings) -> Embeddings:
    """Means and standard deviations over a second, shape (steps - 11, 192)."""
    total = np.cumsum(np.pad(embeddings.astype(np.float64), ((1, 0), (0, 0))), axis=0)
    squares = np.cumsum(np.pad(embeddings.astype(np.float64) ** 2, ((1, 0), (0, 0))), axis=0)
    mean = (total[SEEN:] - total[:-SEEN]) / SEEN
    spread = np.sqrt(np.maximum((squares[SEEN:] - squares[:-SEEN]) / SEEN - mean**2, 0))
    return np.concatenate([mean, spread], axis=1).astype(np.float32)


def together(odds: NDArray[Any], rows: Rows) -> Rows:
    """The third network's input (n, 25), from the networks' odds (n, 34, 2) and the measurements (n, 68, 8)."""
    sounds = (rows[..., 2] > rows[..., 2].max(1, keepdims=True) - STEADY_DB).reshape(len(rows), LASTING, 2).any(2)
    ordered = np.sort(odds, axis=1)
    sounding = (odds * sounds[..., None]).sum(1) / (sounds.sum(1, keepdims=True) + 1e-3)
    parts = np.stack([odds.mean(1), sounding, ordered[:, LASTING // 8], ordered[:, -LASTING // 8]], axis=1)
    return np.concatenate([parts.reshape(len(odds), -1), lasting(rows)], axis=1)


def cry_weights(file: Traversable | None = None) -> dict[str, NDArray[Any]]:
    """The networks' weights and thresholds by name, from ``file`` or the one that ships.

    Raises:
        EarError: it's missing or damaged.

    """
    return read_model(file or shipped("cry.npz"), lambda stored: {**np.load(io.BytesIO(stored))})


class CryHead:
    """The networks: log-odds of crying for each second, and for three seconds together.

    Raises:
        EarError: their file is missing or damaged.
    """

    def __init__(self, file: Traversable | None = None) -> None:
        self._weights = cry_weights(file)
        self.sure, self.fussing = float(self._weights["sure"]), float(self._weights["fussing"])
        """Thresholds, in log-odds: of three seconds, and of a step in a bout."""

    def crying(self, embeddings: Embeddings) -> NDArray[np.float32]:
        """Shape (steps - 11, 2)."""
        seen = summary(embeddings)
        return np.column_stack([np.clip(self._through(f"second{i}", seen), -MOST, MOST) for i in range(KINDS)])

    def weighed(self, parts: Rows) -> Rows:
        """Log-odds of crying for rows of :func:`together`, shape (n,)."""
        return self._through("lasting", parts)

    def _through(self, name: str, x: NDArray[Any]) -> NDArray[Any]:
        of = {part: self._weights[f"{name}-{part}"] for part in PARTS}
        hidden = np.maximum((x - of["mean"]) / of["scale"] @ of["weight0"] + of["bias0"], 0)
        out: NDArray[Any] = hidden @ of["weight1"] + of["bias1"]
        return out


class Crying:
    """Reports possible crying, lasting crying and fussing, each once, and again only after it has stopped."""

    def __init__(self, head: CryHead | None = None, consonants: Consonants | None = None) -> None:
        """``consonants`` asks the phoneme recogniser; None if there is none."""
        self._head = head or CryHead()
        self._recent = np.empty((0, WIDTH), np.float32)
        self._sound = np.zeros(FRAME + HALF_WAY, np.float32)
        self._odds = np.full((LASTING, KINDS), -MOST)
        self._rows = np.zeros((2 * LASTING, 8))
        self._rows[:, 2] = SILENT_DB
        self._waiting = deque[Samples](maxlen=LASTING)
        self._someone = np.ones(2 * LASTING, bool)
        self._noticing = Noticing(self._head, consonants)
        self.score = 0.0
        """Log-odds that a baby has been crying for three seconds."""
        self._since = LATELY

    @property
    def baby(self) -> bool:
        """Whether something like a baby's voice (crying, laughing, babbling) was heard in the last three seconds."""
        return self._since < LATELY

    @property
    def maybe_baby(self) -> bool:
        """Whether the last three seconds may hold a baby's voice: a cry that has just begun, for example."""
        return self.baby or bool(self._odds.min(1).mean() > PERHAPS)

    @property
    def going(self) -> bool:
        """Whether the possible or certain crying that was noticed goes on."""
        return self._noticing.going

    def hear(self, embeddings: Embeddings, sound: Samples, *, someone: bool = True) -> Cry:
        """What was just noticed.

        Args:
            embeddings: of the new steps.
            sound: the samples since the last call.
            someone: somebody other than the coach may be sounding.

        """
        self._sound = np.concatenate([self._sound, sound])[-FRAME - HALF_WAY :]
        self._recent = np.concatenate([self._recent, embeddings])
        if not len(embeddings) or len(self._recent) < SEEN:
            return Cry.NONE
        noticed = Cry.NONE
        self._waiting.append(frames_at(self._sound, np.array([len(self._sound) - HALF_WAY, len(self._sound)])))
        self._someone = np.append(self._someone[2:], [someone, someone])
        for odds in self._head.crying(self._recent):
            self._odds = np.concatenate([self._odds[1:], odds[None]])
            self._since = 0 if odds.min() > self._head.fussing else self._since + 1
            noticed = self._judge() or noticed
        self._recent = self._recent[1 - SEEN :]
        return noticed

    def _judge(self) -> Cry:
        self.score = bout = -np.inf
        if self._odds[:, 0].mean() > HOPELESS or self._odds[-1].min() > self._head.fussing:
            scores, bouts = judged(self._head, self._odds[None], self._measured()[None])
            self.score, bout = float(scores[0]), float(bouts[0])
        return self._noticing.push(self.score, bout)

    def _measured(self) -> Rows:
        """The measurements of three seconds, computed only when needed."""
        if self._waiting:
            new = measured(np.concatenate(self._waiting))
            self._rows = np.concatenate([self._rows, new])[-2 * LASTING :]
            self._waiting.clear()
        rows = self._rows.copy()
        rows[~self._someone, 2] = SILENT_DB
        return rows


def judged(head: CryHead, odds: NDArray[Any], rows: Rows) -> tuple[Rows, Rows]:
    """For stretches as in :func:`together`, the log-odds of crying, and of a bout in the last step."""
    loudest, now = rows[..., 2].max(1), rows[:, -2:, 2].max(1)
    worth = (loudest > FAINTEST_DB) & (odds[..., 0].mean(1) > HOPELESS)
    scores = np.full(len(odds), -np.inf)
    if worth.any():
        scores[worth] = head.weighed(together(odds[worth], rows[worth]))
    sounds = (now > FAINTEST_DB) & (now > loudest - STEADY_DB)
    return scores, np.where(sounds, odds[:, -1].min(1), -np.inf)


class Noticing:
    """Decides when there may be crying, when it's certain, and when there were separate short bouts."""

    def __init__(self, head: CryHead, consonants: Consonants | None = None) -> None:
        self._sure, self._like, self._consonants = head.sure, head.fussing, consonants
        self.going = self._certain = self._fussing = self._talking = False
        self._clear = deque[bool](maxlen=CLEARLY_OF)
        """For each of the last steps of this crying, whether it was clear."""
        self._bouts = np.zeros(ON_AND_OFF, bool)
        self._wait = 0
        """How many steps are left until the recogniser is asked again."""

    def push(self, score: float, bout: float) -> Cry:
        """Take one more step of :func:`judged`; return what was just noticed."""
        was = self.going
        self._wait = max(0, self._wait - 1)
        self.going = score > self._sure - STOPPED if was else score >= self._sure and not self._talk()
        if self.going:
            self._bouts[:] = False
            return self._lasting(score, began=not was)
        self._certain = False
        self._clear.clear()
        self._bouts = np.append(self._bouts[1:], bout > self._like)
        at = np.flatnonzero(self._bouts)
        stretches = np.split(at, np.flatnonzero(np.diff(at) > APART) + 1)
        told, self._fussing = self._fussing, sum(len(one) >= BOUT for one in stretches) >= BOUTS
        return Cry.FUSSING if self._fussing and not told else Cry.NONE

    def _lasting(self, score: float, *, began: bool) -> Cry:
        clear = score >= self._sure - CLEAR and not self._talk()
        self._clear.append(clear)
        certain = (clear and score >= self._sure + CERTAIN) or sum(self._clear) >= CLEARLY
        if certain and not self._certain:
            self._certain = True
            return Cry.CRYING
        return Cry.PERHAPS if began else Cry.NONE

    def _talk(self) -> bool:
        """Whether somebody was talking when last asked."""
        if self._consonants and not self._wait:
            self._talking, self._wait = self._consonants() > CONSONANTS, ASK_AGAIN
        return self._talking
