"""Measures heads on voices, rooms and recordings that training never saw.

Renders each positive into every condition of the table (twice, 2 s apart), scores the long recordings, and chooses
thresholds. Used by ``training.tune`` on the tuning part and by ``benchmarks/ears.py`` on the test part.
"""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import numpy as np

from coach.ears.spotting import echo
from coach.ears.spotting.around import Around
from coach.ears.spotting.needs import Level
from coach.ears.spotting.phonemes import FIT, Phonemes
from coach.ears.spotting.phonemes import SEEN as SEEN_BY_PHONEMES
from coach.ears.spotting.spotter import Detection, Judge, Opinion
from coach.ears.spotting.steps import COMMANDS, smoothed, step_end
from coach.ears.spotting.thresholds import Threshold
from coach.model.events import Command
from coach.playback.listening import SUSPECT_DB, SUSPECT_MS
from training import rooms, sounds
from training.mix import ClipFile, Stock, cut, hash_of, level
from training.parts import SEEN, TOP_ROWS, Parts, parts
from training.streams import at_home, long_rows, stream, without_coach

RATE = 16_000
LEAD, WARM = 5 * RATE // 2, 6 * RATE
"""Seconds of sound before the first saying, and if the canceller has to warm up first."""
ROOMS = 80
KEEP_EVERY = 500
"""After how many new answers the second opinion's are saved."""
GAP = 2 * RATE
CONDITIONS = ("quiet", "room", "cry10", "cry5", "coach0", "coach6", "talk5")
EARLY, LATE = 0.5, 1.0
"""A saying counts as heard from this many seconds before its end to this many after it."""


@dataclass(frozen=True)
class Scene:
    """A rendered scene."""

    samples: np.ndarray
    """int16, as a microphone gives it and the canceller leaves it."""
    ends: tuple[float, ...]
    """Seconds at which each saying ends."""
    rows: np.ndarray
    """The trunk's output for them, float16 (96, rows, 2), so that other tops and heads can be tried quickly."""
    someone: np.ndarray | None = None
    """Where the coach talks: for each step whether the chain takes somebody else to be speaking."""
    _made: dict[Parts, np.ndarray] = field(default_factory=dict, compare=False, repr=False)

    def features(self, ears: Parts) -> np.ndarray:
        """Features of all steps, kept for the next time."""
        if ears not in self._made:
            self._made[ears] = ears.features(self.rows[None])
        return self._made[ears]


def echoed(
    rng: np.random.Generator, stock: Stock, near: np.ndarray, loud: float, over: float, softer: float | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """``near`` under the coach, who talks all the time ``over`` dB louder, after :func:`without_coach`.

    ``softer``: the second at which the coach lowers its voice, as it does when it suspects a phrase.
    """
    picks = [stock.coach[int(i)] for i in rng.integers(0, len(stock.coach), 12)]
    played = cut(rng, np.concatenate([np.pad(p, (0, 3000)) for p in picks]), len(near))
    delay = int(rng.integers(300, 3000))
    walls = exact_rooms(stock.part)[int(rng.integers(ROOMS))]
    back = np.pad(rooms.played_in(np.tanh(1.5 * played) / 1.5, walls), (delay, 0))[: len(near)]
    gain = loud * 10 ** (over / 20) / level(back)
    if softer is not None:
        played[round(softer * RATE) : round((softer + SUSPECT_MS / 1000) * RATE)] *= 10 ** (-SUSPECT_DB / 20)
        back = np.pad(rooms.played_in(np.tanh(1.5 * played) / 1.5, walls), (delay, 0))[: len(near)]
    heard = (near + back * gain).astype(np.float32)
    left, someone = without_coach(heard, played)
    return np.pad(left, (0, len(heard) - len(left))), someone


def at_steps(someone: np.ndarray, steps: int) -> np.ndarray:
    """What is known of each 20 ms, taken at the end of each step."""
    return someone[[min(len(someone) - 1, round(step_end(i) * RATE) // echo.BLOCK - 1) for i in range(steps)]]


def steps_of(rows: np.ndarray) -> int:
    """How many steps there are in so many rows of the trunk."""
    return (rows.shape[1] - TOP_ROWS) // 2 + 1


@cache
def exact_rooms(part: str) -> list[np.ndarray]:
    """The rooms in which ``part`` is measured."""
    rng = np.random.default_rng(hash_of(f"exact {part}"))
    return [rooms.room(rng, exact=True) for _ in range(ROOMS)]


def scene(
    rng: np.random.Generator,
    clip: np.ndarray,
    condition: str,
    stock: Stock,
    sayings: int = 2,
    softer: float | None = None,
) -> Scene:
    """``clip`` said ``sayings`` times under ``condition``, at -40 to -22 dB; ``softer`` as in :func:`echoed`."""
    walls = exact_rooms(stock.part)
    coach = condition.startswith("coach")
    lead = WARM if coach else LEAD
    length = lead + sayings * (len(clip) + GAP)
    dry = np.zeros(length, np.float32)
    ends = []
    for i in range(sayings):
        start = lead + i * (len(clip) + GAP)
        dry[start : start + len(clip)] = clip
        ends.append((start + len(clip)) / RATE)
    heard = dry if condition == "quiet" else rooms.played_in(dry, walls[int(rng.integers(ROOMS))])
    loud = level(heard[lead : lead + len(clip)])
    other = {"cry": stock.cries, "talk": stock.talk}.get(condition.rstrip("0123456789"))
    if other:
        noise = cut(rng, other[int(rng.integers(len(other)))].floats, length)
        noise = rooms.played_in(noise, walls[int(rng.integers(ROOMS))])
        below = float(condition.lstrip("crytalk"))
        heard = heard + noise * (loud / (level(noise) + 1e-9) * 10 ** (-below / 20))
    heard = heard + loud * 10 ** (-45 / 20) * rng.normal(size=length)
    someone = None
    if coach:
        heard, someone = echoed(rng, stock, heard.astype(np.float32), loud, float(condition[5:]), softer)
    out = np.clip(heard / loud * 10 ** (rng.uniform(-40, -22) / 20), -1, 1).astype(np.float32)
    rows = parts().rows(out)[0].astype(np.float16)
    known = None if someone is None else at_steps(someone, steps_of(rows))
    return Scene((out * 32767).astype(np.int16), tuple(ends), rows, known)


def scenes(work: Path, kind: str, clips: list[ClipFile], condition: str, stock: Stock) -> list[Scene]:
    """``clips`` (all "no", all near misses, or all others) under ``condition``; rendered once and kept in ``work``."""
    made, sayings = [], 2 if kind == "no" else 1
    for folder in dict.fromkeys(c.path.parent.parent for c in clips):
        mine = [c for c in clips if c.path.parent.parent == folder]
        store = work / f"{stock.part}-{kind}-{condition}-{folder.name}-{len(mine)}.npz"
        made += kept_scenes(store, mine, condition, stock, sayings)
    return made


def dice(condition: str, number: int) -> np.random.Generator:
    """The random numbers for scene ``number`` of a folder."""
    return np.random.default_rng([hash_of(condition) % 2**32, 0, number])


def softened(clips: list[ClipFile], condition: str, stock: Stock, suspected: dict[int, float]) -> dict[int, Scene]:
    """The scenes of ``clips`` whose first saying was ``suspected``, again, with a softer coach from that second on."""
    before = Counter[Path]()
    out = {}
    for i, clip in enumerate(clips):
        folder = clip.path.parent.parent
        if i in suspected:
            out[i] = scene(dice(condition, before[folder]), sounds.read(clip.path), condition, stock, 2, suspected[i])
        before[folder] += 1
    return out


def kept_scenes(store: Path, clips: list[ClipFile], condition: str, stock: Stock, sayings: int) -> list[Scene]:
    """The same for the clips of one folder."""
    coach = condition.startswith("coach")
    if not store.exists() or (coach and "someone" not in np.load(store).files):
        made = []
        for i, clip in enumerate(clips):
            made.append(scene(dice(condition, i), sounds.read(clip.path), condition, stock, sayings))
        np.savez(
            store,
            samples=np.concatenate([s.samples for s in made]),
            lengths=np.array([len(s.samples) for s in made]),
            rows=np.concatenate([s.rows for s in made], axis=1),
            counts=np.array([s.rows.shape[1] for s in made]),
            ends=np.array([s.ends for s in made]),
            someone=np.concatenate([s.someone for s in made]) if coach else np.empty(0, bool),
        )
    with np.load(store) as kept:
        samples = np.split(kept["samples"], np.cumsum(kept["lengths"])[:-1])
        rows = np.split(kept["rows"], np.cumsum(kept["counts"])[:-1], axis=1)
        steps = np.cumsum([steps_of(r) for r in rows])[:-1]
        flags = np.split(kept["someone"], steps) if coach else [None] * len(rows)
        return [Scene(s, tuple(e), r, k) for s, e, r, k in zip(samples, kept["ends"], rows, flags, strict=True)]


class Asked:
    """The second opinion with a cache, so that other heads, weights and thresholds can be tried quickly."""

    def __init__(self, phonemes: Phonemes, store: Path) -> None:
        self._phonemes, self._store = phonemes, store
        self._known: dict[tuple[int, int], np.ndarray] = {}
        self.seconds: list[float] = []
        """CPU time of each new answer."""
        if store.exists():
            with np.load(store) as kept:
                self._known = dict(zip(map(tuple, kept["keys"].tolist()), kept["looks"], strict=True))

    def look(self, number: int, at: float, samples: np.ndarray) -> np.ndarray:
        """How well each command fits at ``at`` seconds of scene ``number``."""
        upto = round(at * RATE)
        if (number, upto) not in self._known:
            before = time.thread_time()
            recent = samples[max(0, upto - SEEN_BY_PHONEMES) : upto].astype(np.float32) / 32768
            fits = self._phonemes.look(recent)
            self._known[number, upto] = np.array([fits[c] for c in COMMANDS], np.float32)
            self.seconds.append(time.thread_time() - before)
            if len(self.seconds) % KEEP_EVERY == 0:
                self.keep()
        return self._known[number, upto]

    def about(self, number: int, samples: np.ndarray) -> Opinion:
        """The opinion on scene ``number``, whose int16 samples are given."""

        def opinion(at: float) -> dict[Command, float]:
            fits = self.look(number, at, samples)
            return {c: float(FIT * fit) for c, fit in zip(COMMANDS, fits, strict=True)}

        return opinion

    def keep(self) -> None:
        """Saves the cache."""
        if self.seconds:
            np.savez(self._store, keys=np.array(list(self._known)), looks=np.array(list(self._known.values())))


def judged_scene(ears: Parts, one: Scene, points: dict[Command, Threshold], opinion: Opinion | None) -> list[Detection]:
    """All detections of a scene, as the chain has them."""
    times, scores = track(ears, one.features(ears))
    someone = None if one.someone is None else one.someone[SEEN - 1 :]
    return judged(times, scores, points, opinion, someone)


def track(ears: Parts, feats: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(seconds, smoothed scores) of every step that has a score."""
    scores = smoothed(ears.scores(feats))
    return np.array([step_end(i + SEEN - 1) for i in range(len(scores))]), scores


def judged(
    times: np.ndarray,
    scores: np.ndarray,
    points: dict[Command, Threshold],
    opinion: Opinion | None = None,
    someone: np.ndarray | None = None,
) -> list[Detection]:
    """All detections of a recording; rows that reach no threshold are skipped for speed.

    ``someone``: for each step, whether anybody but the coach seems to speak; None where the coach is silent.
    """
    judge, out = Judge(points, opinion), list[Detection]()
    known = [points.get(c, Threshold(np.inf, np.inf)) for c in COMMANDS]
    lowest = np.array([min(p.suspect, p.ask) if opinion else p.suspect for p in known])
    for i in np.flatnonzero((scores >= lowest).any(1) & (True if someone is None else someone)):
        out += judge.judge(float(times[i]), scores[i], Around(coach=someone is not None))
    return out


def heard(found: list[Detection], end: float, command: Command) -> bool:
    """Whether ``command`` became sure around ``end``."""
    return any(d.command is command and d.level is Level.SURE and -EARLY <= d.at - end <= LATE for d in found)


def recording(work: Path, stock: Stock, kind: str, *, wet: bool = False, more: Path | None = None) -> Scene:
    """All recordings of a kind, one after another; ``wet``: in rooms. Made once and kept in ``work``.

    A kind that isn't in ``stock`` is looked for in ``more``, a folder made by training.more_sounds.
    """
    store = work / f"{stock.part}-recording-{kind}{'-wet' if wet else ''}.npz"
    if not store.exists() or (kind == "coach" and "someone" not in np.load(store).files):
        called = {"baby": "cries", "speech": "talk", "household": "homes"}.get(kind, kind)
        held = sounds.load(more, stock.part, (kind,)) if more and not hasattr(stock, called) else getattr(stock, called)
        every = [getattr(r, "floats", r) for r in held]
        rng = np.random.default_rng(8 if wet else 7)
        if kind == "coach":
            sound, someone = at_home(every, rng, stock)
            rows = long_rows(sound)
            known = {"someone": at_steps(someone, steps_of(rows))}
        else:
            sound, known = stream(every, rng, stock if wet else None), {}
            rows = long_rows(sound)
        np.savez(store, samples=(sound * 32767).astype(np.int16), rows=rows, **known)
    with np.load(store) as kept:
        return Scene(kept["samples"], (), kept["rows"], kept["someone"] if kind == "coach" else None)


def peaks(times: np.ndarray, scores: np.ndarray, apart: float = 2.0) -> np.ndarray:
    """Heights of the separate maxima, highest first. A threshold fires as often as there are maxima above it."""
    left, out = scores.copy(), []
    for i in np.argsort(-scores)[: 40 * max(1, len(scores) // 4500)]:
        if left[i] > -np.inf:
            out.append(float(scores[i]))
            left[np.abs(times - times[i]) < apart] = -np.inf
    return np.array(out)
