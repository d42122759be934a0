"""Whether the coach stops itself: hours of it talking alone into simulated rooms, through the whole chain of the ears.

    python -m benchmarks.coach_alone SOUNDS --coach COACH [--part test] [--hours 6] [--work WORK]

SOUNDS holds rir-homes, as for benchmarks.ears_rooms; COACH is made by training.make_coach. Each evening is two minutes
of the coach in another room: RT60 0.15 to 1.5 s, measured where there are such, a loudspeaker that distorts more or
less, clocks 0 to 100 parts in a million apart, a delay of 10 to 300 ms, -42 to -18 dB at the microphone. Nobody speaks
and no baby cries, so whatever is heard is a fault. With --stutters the machine is too busy: every few seconds the
loudspeaker has gaps, and skips later what it's late by. Evenings are kept in WORK: a run that was stopped goes on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from scipy.signal import resample_poly

from benchmarks import resumable
from benchmarks.ears import poisson
from benchmarks.ears_rooms import KINDS, measured_rooms, walls
from benchmarks.resumable import Kept
from coach.ears.spotting.guard import Guard
from coach.ears.spotting.needs import Level
from coach.ears.spotting.pipeline import Chain, second_opinion
from coach.ears.spotting.spotter import Detection
from coach.model.events import Bringer, Command
from coach.playback.listening import SOFT_AFTER_MS, SUSPECT_DB, SUSPECT_MS
from coach.sound.clip import RATE as COACH_RATE
from coach.sound.clip import Samples
from coach.sound.resampling import resampled
from training import rooms, sounds
from training.mix import hash_of, level

RATE, PIECE = 16_000, 320
EVENING_S = 120
PPM = (0, 0, 40, -60, 100)
LEVELS_DB, DELAYS_MS, DRIVES = (-42.0, -18.0), (10, 300), (0.3, 3.0)
BACKGROUND_DB = 45.0
"""How far the room's own noise lies below the coach."""
GAP_S = (0.3, 2.5)
SOFT = np.float32(10 ** (-SUSPECT_DB / 20))
ROOMS = [kind for kind in KINDS if KINDS[kind]]
KEYS = {"no": "a no", "crying": "crying", "duck": "softer for a moment", "other": "another command", "told": "told"}


def talk(rng: np.random.Generator, sentences: list[Samples]) -> Samples:
    """The coach for one evening, 16 kHz."""
    parts, length = list[Samples](), 0
    while length < EVENING_S * RATE:
        gap = np.zeros(int(rng.uniform(*GAP_S) * RATE), np.float32)
        parts += [sentences[int(rng.integers(len(sentences)))], gap]
        length += len(parts[-2]) + len(gap)
    return np.concatenate(parts)[: EVENING_S * RATE].astype(np.float32)


def drifted(samples: Samples, ppm: int) -> Samples:
    """The same, read by a clock that is so many parts in a million faster."""
    fine = resample_poly(samples, 4, 1)
    at = np.arange(len(samples)) * (1 + ppm * 1e-6) * 4
    read: Samples = np.interp(at, np.arange(len(fine)), fine).astype(np.float32)
    return read


def stutters(rng: np.random.Generator, length: int) -> np.ndarray:
    """For each sample of the microphone, which one of the loudspeaker it hears; -1 for none.

    After 2 to 8 s come 3 to 11 gaps of 30 to 300 ms, 50 to 500 ms apart; then what was late by now is skipped.
    """
    parts, at, many = list[np.ndarray](), 0, 0
    while many < length:
        gaps = [0, *(int(rng.uniform(0.03, 0.3) * RATE) for _ in range(int(rng.integers(3, 12))))]
        for gap in gaps:
            run = int(rng.uniform(*((0.05, 0.5) if gap else (2, 8))) * RATE)
            parts += [np.full(gap, -1), np.arange(at, at + run)]
            at, many = at + run, many + gap + run
        at = many
    taken = np.concatenate(parts)[:length]
    return np.where(taken < length, taken, -1)


class Evening:
    """One evening, in which the coach goes soft for a suspicion as a session makes it go soft."""

    def __init__(
        self,
        rng: np.random.Generator,
        played: Samples,
        response: np.ndarray,
        ppm: int,
        near: Samples | None = None,
        taken: np.ndarray | None = None,
    ) -> None:
        """``near``: what else is heard, as a share of the coach's RMS. ``taken``: of :func:`stutters`."""
        self._taken = taken
        self._drive, self._response, self._ppm, self.played = rng.uniform(*DRIVES), response, ppm, played
        self._late = int(rng.integers(DELAYS_MS[0], DELAYS_MS[1]) * RATE / 1000)
        self._gain = np.ones(len(played), np.float32)
        """Of the loudspeaker, sample by sample."""
        at_db, back = rng.uniform(*LEVELS_DB), self._back()
        self._scale = 10 ** (at_db / 20) / level(back)
        self._noise = 10 ** ((at_db - BACKGROUND_DB) / 20) * rng.normal(size=len(back))
        if near is not None:
            self._noise += 10 ** (at_db / 20) * near
        self.heard = self._heard(back)

    def _back(self) -> Samples:
        """What comes back from the room."""
        loud = (np.tanh(self._drive * self.played * self._gain) / self._drive).astype(np.float32)
        return drifted(np.pad(rooms.played_in(loud, self._response), (self._late, 0))[: len(loud)], self._ppm)

    def _heard(self, back: Samples) -> Samples:
        if self._taken is not None:
            back = np.where(self._taken >= 0, back[self._taken], 0)
        return np.clip(back * self._scale + self._noise, -1, 1).astype(np.float32)

    def soften(self, first: int, last: int) -> None:
        """Make the coach soft from one sample to another: what was played before still rings as loud as it was."""
        self._gain[first:last] = SOFT
        self.heard = self._heard(self._back())

    def through(self, chain: Chain) -> dict[str, int]:
        """How often what was heard."""
        return dict(Counter(named(one) if one else "told" for one in self.detections(chain)))

    def detections(self, chain: Chain) -> Iterator[Detection | None]:
        """What is heard; None where the coach tells how it listens."""
        soft_from, soft_until = 0, 0
        given, step = resampled(self.played, RATE, COACH_RATE), PIECE * COACH_RATE // RATE
        for i in range(len(self.heard) // PIECE):
            now, first = i * PIECE * 1000 // RATE, i * PIECE
            chain.ducked = soft_from + SOFT_AFTER_MS <= now < soft_until
            sent = given[i * step : (i + 1) * step] * self._gain[first]
            for one in chain.hear(self.heard[first : first + PIECE], sent):
                yield one
                if one.level is not Level.SURE:
                    soft_from, soft_until = (now if now >= soft_until else soft_from), now + SUSPECT_MS
                    self.soften(first + PIECE, soft_until * RATE // 1000)
            if chain.news:
                yield None


def named(found: Detection) -> str:
    """Which fault it is."""
    if found.level is not Level.SURE:
        return "duck"
    if found.by in (Bringer.CRYING, Bringer.FUSSING):
        return "crying" if found.command is Command.NO else "duck"
    return "no" if found.command is Command.NO else "other"


def main() -> None:
    """Run the evenings that are missing, and print the counts by kind of room."""
    options = resumable.options(__doc__, "/tmp/coach-alone")  # noqa: S108
    options.add_argument("--coach", type=Path, required=True)
    options.add_argument("--hours", type=float, default=6)
    options.add_argument("--stutters", action="store_true", help="on a machine that is too busy")
    args = options.parse_args()
    kept = Kept(args.work, f"{args.part}-stutters" if args.stutters else args.part)
    sentences = [sounds.read(path) for path in sorted((args.coach / args.part).glob("*.flac"))]
    measured, second = measured_rooms(args.sounds, args.part), second_opinion()
    for number in range(len(kept.rows), round(args.hours * 3600 / EVENING_S)):
        kind, ppm = ROOMS[number % len(ROOMS)], PPM[number // len(ROOMS) % len(PPM)]
        rng = np.random.default_rng([number, hash_of(args.part) % 2**32])
        coach = talk(rng, sentences)
        taken = stutters(np.random.default_rng(number), len(coach)) if args.stutters else None
        evening = Evening(rng, coach, walls(rng, kind, measured), ppm, taken=taken)
        chain = Chain(cancel=True, crying=True, phonemes=second, guarded=True)
        guard = chain.guard or Guard()
        kept.add({"kind": kind, "ppm": ppm, **evening.through(chain), "mode": guard.mode})
    show(kept.rows)


def show(kept: list[dict[str, Any]]) -> None:
    """Print what was heard by kind of room, and together."""
    for kind in (*ROOMS, "together"):
        rows = [row for row in kept if kind in (row["kind"], "together")]
        hours = len(rows) * EVENING_S / 3600
        modes = ", ".join(f"{mode} {many}" for mode, many in Counter(row["mode"] for row in rows).most_common())
        print(f"{kind}, {hours:.2f} h; at the end of an evening: {modes}")
        for key, what in KEYS.items():
            print(f"  {what:20} {poisson(sum(row.get(key, 0) for row in rows), hours)}")


if __name__ == "__main__":
    main()
