"""How well "baby says no" is heard beside other sounds: crying, other people, a television, the coach's own voice.

    python -m benchmarks.ears_beside SOUNDS --clips CLIPS [CLIPS ...] --coach COACH --more MORE [--after 30]

SOUNDS, CLIPS and COACH are as for benchmarks.ears_rooms and benchmarks.coach_alone; training.more_sounds makes MORE.
The whole chain listens, with crying and self-check, in small, ordinary and reverberant rooms, half of them measured.
Each saying is said twice, two seconds apart, with the other sound all the while, from a place of its own. A television
is somebody who acts, over music; babble is six people at once. Before the first saying people have talked for 15 s, the
coach alone for 30 s, or for as long as --after says. It goes soft for a suspicion as in a session. Shares with their
95 % intervals; results are kept in WORK.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks import resumable
from benchmarks.coach_alone import ROOMS, Evening, talk
from benchmarks.ears import NATURAL, wilson
from benchmarks.ears_rooms import EARLY, LATE, measured_rooms, walls
from benchmarks.imagined import heard
from benchmarks.resumable import Kept
from coach.ears.spotting.mode import Mode
from coach.ears.spotting.needs import Level
from coach.ears.spotting.pipeline import Chain, second_opinion
from coach.model.events import Bringer, Command
from coach.sound.clip import Samples
from training import rooms, sounds
from training.mix import clips_in, cut, hash_of, level, trimmed

RATE = 16_000
LEAD, GAP, TAIL = 3 * RATE, 2 * RATE, 3 * RATE // 2
LEADS = {"talker": 15 * RATE, "television": 15 * RATE, "babble": 15 * RATE, "coach": 30 * RATE}
"""How long the other sound goes on before the first saying: by then the chain knows that people talk on and on."""
LEVELS_DB, BACKGROUND_DB = (-40.0, -22.0), 45.0
BABBLE, BREATH = 6, RATE // 5
"""How many talk at once, and the samples between two sentences of a coach who talks on and on."""


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table."""

    other: str
    """What else sounds."""
    below: float
    """How many decibels softer than the saying it is."""
    ppm: int = 0
    """How far the coach's clocks are apart."""


ROWS = {
    "crying 10 dB below": Row("crying", 10),
    "crying 5 dB below": Row("crying", 5),
    "a talker 5 dB below": Row("talker", 5),
    "television 5 dB below": Row("television", 5),
    "babble 5 dB below": Row("babble", 5),
    "household 10 dB below": Row("household", 10),
    "the coach as loud": Row("coach", 0),
    "the coach 6 dB louder": Row("coach", -6),
    "the coach as loud, clocks 100 ppm apart": Row("coach", 0, 100),
    "the coach 6 dB louder, clocks 100 ppm apart": Row("coach", -6, 100),
}


class Others:
    """The other sounds of a part."""

    def __init__(self, folder: Path, more: Path, coach: Path, part: str) -> None:
        def of(where: Path, kind: str, begins: str = "") -> list[Samples]:
            return [one.floats for one in sounds.load(where, part, (kind,)) if one.label.startswith(begins)]

        self.coach = [sounds.read(path) for path in sorted((coach / part).glob("*.flac"))]
        self._kinds = {"crying": of(folder, "baby", "cry:"), "talker": of(folder, "speech")}
        self._kinds |= {"household": of(folder, "household"), "acted": of(more, "voices"), "music": of(more, "music")}

    def sound(self, rng: np.random.Generator, what: str, length: int) -> Samples:
        """So much of it."""
        parts = {"television": ["acted", "music"], "babble": ["talker"] * BABBLE}.get(what, [what])
        made = np.zeros(length, np.float32)
        for part in parts:
            made += one_of(rng, self._kinds[part], length) * np.float32(0.5 if part == "music" else 1.0)
        return made


def one_of(rng: np.random.Generator, recordings: list[Samples], length: int) -> Samples:
    """Some recordings one after another, at one loudness."""
    parts, count = list[Samples](), 0
    while count < length:
        one = recordings[int(rng.integers(len(recordings)))]
        parts.append(one / (level(one) + 1e-9))
        count += len(one)
    return cut(rng, np.concatenate(parts), length).astype(np.float32)


def said(clip: Samples, lead: int, response: np.ndarray) -> tuple[Samples, list[float]]:
    """The clip twice in a room, at RMS 1, and the seconds at which it ends."""
    starts = [lead, lead + len(clip) + GAP]
    dry = np.zeros(starts[1] + len(clip) + TAIL, np.float32)
    for at in starts:
        dry[at : at + len(clip)] = clip
    wet = rooms.played_in(dry, response)
    return (wet / level(wet[lead : lead + len(clip)])).astype(np.float32), [(at + len(clip)) / RATE for at in starts]


def noes(
    rng: np.random.Generator, clip: Samples, row: Row, kind: str, others: Others, measured: Any, chain: Chain
) -> list[bool]:
    """Which of the two sayings were heard."""
    near, ends = said(clip, LEADS.get(row.other, LEAD), walls(rng, kind, measured))
    if row.other == "coach":
        busy = np.concatenate(
            [np.pad(others.coach[int(i)], (0, BREATH)) for i in rng.integers(0, len(others.coach), 9)]
        )
        coach = np.concatenate([talk(rng, others.coach)[: LEADS["coach"]], busy])[: len(near)]
        evening = Evening(rng, coach, walls(rng, kind, measured), row.ppm, near * np.float32(10 ** (row.below / 20)))
        found = [one for one in evening.detections(chain) if one]
    else:
        other = rooms.played_in(others.sound(rng, row.other, len(near)), walls(rng, kind, measured))
        both = near + other / level(other) * 10 ** (-row.below / 20)
        both += 10 ** (-BACKGROUND_DB / 20) * rng.normal(size=len(both))
        loud = 10 ** (rng.uniform(*LEVELS_DB) / 20)
        found = list(heard(chain, np.clip(both * loud, -1, 1).astype(np.float32)))
    sure = [one.at for one in found if (one.command, one.level, one.by) == (Command.NO, Level.SURE, Bringer.MICROPHONE)]
    return [any(-EARLY <= at - end <= LATE for at in sure) for end in ends]


def main() -> None:
    """Run what is missing, and print the table."""
    options = resumable.options(__doc__, "/tmp/ears-beside")  # noqa: S108
    options.add_argument("--clips", type=Path, nargs="+", required=True)
    options.add_argument("--coach", type=Path, required=True)
    options.add_argument("--more", type=Path, required=True)
    options.add_argument(
        "--said", default="no", help="the label of the clips: no, or as training.make_needs writes them"
    )
    options.add_argument("--after", type=float, default=30, help="for how many seconds the coach has talked")
    options.add_argument("--count", type=int, default=40, help="how many sayings for each row and kind of room")
    args = options.parse_args()
    LEADS["coach"] = round(args.after * RATE)
    name = "-".join([args.part, *args.said.split(), f"{args.after:g}"])
    kept, second = Kept(args.work, name), second_opinion()
    others, measured = Others(args.sounds, args.more, args.coach, args.part), measured_rooms(args.sounds, args.part)
    clips = [clip for folder in args.clips for clip in clips_in(folder, args.part) if clip.label == args.said]
    known = {(one["number"], one["row"], one["kind"]) for one in kept.rows}
    every = [(n, row, kind) for n in range(args.count) for row in ROWS for kind in ROOMS]
    for n, row, kind in every:
        if (n, row, kind) in known:
            continue
        rng, clip = np.random.default_rng([n, hash_of(row + kind) % 2**32]), clips[n * len(clips) // args.count]
        chain = Chain(cancel=ROWS[row].other == "coach", crying=True, phonemes=second, guarded=True)
        noticed = noes(rng, trimmed(sounds.read(clip.path)), ROWS[row], kind, others, measured, chain)
        mode = chain.guard.mode if chain.guard else ""
        kept.add({"number": n, "row": row, "kind": kind, "engine": clip.engine, "heard": noticed, "mode": mode})
    show(kept.rows)


def show(kept: list[dict[str, Any]]) -> None:
    """Print what was missed, by row and kind of room, and together."""
    for row in dict.fromkeys(one["row"] for one in kept):
        for kind in (*ROOMS, "together"):
            some = [one for one in kept if one["row"] == row and kind in (one["kind"], "together")]
            natural = [one for one in some if one["engine"] in NATURAL]
            first, both = (wilson(sum(not of(one["heard"]) for one in some), len(some)) for of in (first_of, any))
            apart = f"natural {sum(not one['heard'][0] for one in natural)}/{len(natural)}"
            modes = f"; not everything is listened to: {sum(one['mode'] != Mode.FULL for one in some)}"
            print(f"{row:44} {kind:11} first missed {first}; both {both}; {apart}{modes if 'coach' in row else ''}")


def first_of(heard: list[bool]) -> bool:
    """Whether the first saying was heard."""
    return heard[0]


if __name__ == "__main__":
    main()
