"""Measure heads on voices, rooms and recordings that training never saw.

Renders each positive into every condition of the table (twice, 2 s apart), scores the long recordings, and chooses
thresholds. Used by ``training.tune`` on the tuning part and by ``benchmarks/ears.py`` on the test part.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from coach.ears import echo
from coach.ears.features import features, step_end
from coach.ears.heads import COMMANDS, SEEN, Heads
from coach.ears.spotter import Judge, Threshold, smoothed
from coach.model import Command
from training import rooms
from training.mix import ClipFile, Stock, cut, hash_of, level
from training.sounds import read

RATE = 16_000
LEAD = 6 * RATE
"""Sound before the first saying: the canceller's warm-up too."""
GAP = 2 * RATE
CONDITIONS = ("quiet", "room", "cry10", "cry5", "coach0", "coach6", "talk5")
EARLY, LATE = 0.5, 1.0
"""A saying counts as heard from so many seconds before its end to so many after."""


@dataclass(frozen=True, slots=True)
class Scene:
    """A rendered scene."""

    samples: np.ndarray
    ends: tuple[float, ...]
    """Seconds at which each saying ends."""


def echoed(rng: np.random.Generator, stock: Stock, near: np.ndarray, loud: float, over: float) -> np.ndarray:
    """``near`` with the coach talking all the time, ``over`` dB louder at the microphone, after our canceller."""
    picks = [stock.coach[int(i)] for i in rng.integers(0, len(stock.coach), 12)]
    played = cut(rng, np.concatenate([np.pad(p, (0, 3000)) for p in picks]), len(near))
    delay = int(rng.integers(300, 3000))
    back = np.pad(rooms.played_in(np.tanh(1.5 * played) / 1.5, rooms.room(rng, exact=True)), (delay, 0))[: len(near)]
    heard = (near + back * (loud * 10 ** (over / 20) / level(back))).astype(np.float32)
    found, _ = echo.find_delay(heard[:LEAD], played[:LEAD])
    left = echo.Canceller(found).clean(heard, played)
    return np.pad(left, (0, len(heard) - len(left)))


def scene(rng: np.random.Generator, clip: np.ndarray, condition: str, stock: Stock, sayings: int = 2) -> Scene:
    """``clip`` said ``sayings`` times under ``condition``, at -40 to -22 dB."""
    length = LEAD + sayings * (len(clip) + GAP)
    dry = np.zeros(length, np.float32)
    ends = []
    for i in range(sayings):
        start = LEAD + i * (len(clip) + GAP)
        dry[start : start + len(clip)] = clip
        ends.append((start + len(clip)) / RATE)
    heard = dry if condition == "quiet" else rooms.played_in(dry, rooms.room(rng, exact=True))
    loud = level(heard[LEAD : LEAD + len(clip)])
    other = {"cry": stock.cries, "talk": stock.talk}.get(condition.rstrip("0123456789"))
    if other:
        noise = cut(rng, other[int(rng.integers(len(other)))].floats, length)
        noise = rooms.played_in(noise, rooms.room(rng, exact=True))
        below = float(condition.lstrip("crytalk"))
        heard = heard + noise * (loud / (level(noise) + 1e-9) * 10 ** (-below / 20))
    heard = heard + loud * 10 ** (-45 / 20) * rng.normal(size=length)
    if condition.startswith("coach"):
        heard = echoed(rng, stock, heard.astype(np.float32), loud, float(condition[5:]))
    out = heard / loud * 10 ** (rng.uniform(-40, -22) / 20)
    return Scene(np.clip(out, -1, 1).astype(np.float32), tuple(ends))


def render(
    clips: list[ClipFile], condition: str, stock: Stock, seed: int = 0, sayings: int = 2
) -> list[tuple[np.ndarray, Scene]]:
    """(features, scene without its samples) of every clip."""
    out = []
    for i, clip in enumerate(clips):
        rng = np.random.default_rng([hash_of(condition) % 2**32, seed, i])
        made = scene(rng, read(clip.path), condition, stock, sayings)
        out.append((features(made.samples).astype(np.float16), Scene(np.empty(0), made.ends)))
    return out


def track(heads: Heads, feats: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(seconds, smoothed scores) of every step that has a score."""
    scores = smoothed(heads.scores(feats.astype(np.float32)))
    return np.array([step_end(i + SEEN - 1) for i in range(len(scores))]), scores


def judged(times: np.ndarray, scores: np.ndarray, points: dict[Command, Threshold]) -> list[tuple[float, Command, str]]:
    """All detections of a recording; rows that reach no threshold are skipped for speed."""
    judge, out = Judge(points), []
    lowest = np.array([points[c].suspect if c in points else np.inf for c in COMMANDS])
    for i in np.flatnonzero((scores >= lowest).any(1)):
        out += [(d.at, d.command, d.level) for d in judge.judge(float(times[i]), scores[i])]
    return out


def heard(found: list[tuple[float, Command, str]], end: float, command: Command) -> bool:
    """Whether ``command`` became sure around ``end``."""
    return any(c is command and how == "sure" and -EARLY <= at - end <= LATE for at, c, how in found)


def misses(
    heads: Heads, rendered: list[tuple[np.ndarray, Scene]], command: Command, points: dict[Command, Threshold]
) -> np.ndarray:
    """Shape (scenes, 2): first saying missed, all sayings missed."""
    out = []
    for feats, made in rendered:
        found = judged(*track(heads, feats), points)
        got = [heard(found, end, command) for end in made.ends]
        out.append((not got[0], not any(got)))
    return np.array(out, bool).reshape(-1, 2)


def streams(folder: Path, part: str) -> dict[str, np.ndarray]:
    """Kind to features of its whole recording, made by ``training.streams``."""
    return {p.stem.split("-")[2]: np.load(p) for p in sorted(folder.glob(f"stream-{part}-*-0.npy"))}


def peaks(times: np.ndarray, scores: np.ndarray, apart: float = 2.0) -> np.ndarray:
    """Heights of the separate maxima, highest first: how many lie above a threshold is how often it fires."""
    left, out = scores.copy(), []
    for i in np.argsort(-scores)[: 40 * max(1, len(scores) // 4500)]:
        if left[i] > -np.inf:
            out.append(float(scores[i]))
            left[np.abs(times - times[i]) < apart] = -np.inf
    return np.array(out)
