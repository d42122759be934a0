"""Whether the beats of a counted stroke come when they were planned, at a virtual loudspeaker, over ten minutes.

Run: python -m benchmarks.beats. A stroke of 200 ticked repetitions of 3 s, played by `coach play`. The first beat sets
the zero; a beat counts as whole when its wave is that of the tick, sample by sample.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.setting import COACH, RATE_OF_ROOM, ROOT, Stalls, asked, home, log, machine, percentiles, verdict
from coach import words
from coach.model.effects import Earcon
from coach.model.options import Options
from coach.planning import age_limit, timeline
from coach.planning.timeline_builder import estimate
from coach.routines import library
from coach.sound import earcons
from coach.sound.clip import resample
from tests.support.room import Recording, Room
from tests.support.terminal import Terminal

BAR_MS = 5
PACE_MS = 3000
ROUTINE = """coach: 1
title: Beats
parts:
  - title: One leg
    strokes:
      - name: rope
        teach: "Both hands glide along the leg."
        remind: "Both hands glide along the leg."
        times: {times}
        pace: 3
        count: ticked
"""


def plan_of(routine: Path) -> list[int]:
    """Milliseconds from the first planned tick to each other one. A heads-up such as "Two more" replaces one tick."""
    known = words.load()
    book, options = age_limit.suited(library.Library(()).load(str(routine)), Options(age=90, care=False), known)
    ticks = [
        cue.at for cue in timeline.timeline(book.areas[0], options, known, estimate).cues if cue.sound == Earcon.TICK
    ]
    return [at - ticks[0] for at in ticks]


def recorded(room: Room, folder: Path, times: int) -> tuple[Recording, list[int], list[int]]:
    """Play the routine; the recording, when each beat was performed, and the plan of them, in milliseconds."""
    routine, written = folder / "beats.yaml", folder / "log"
    routine.write_text(ROUTINE.format(times=times), encoding="utf-8")
    with room.record() as recording:
        command = [*COACH, "play", str(routine), "--age", "3m", "--no-care", "--no-listen", "--log", str(written)]
        with Terminal(command, home(folder, room.env), ROOT) as coach:
            end = time.monotonic() + times * PACE_MS / 1000 + 120
            while time.monotonic() < end and not any(line.get("what") == "area done" for line in log(written)):
                time.sleep(1)
                if asked(log(written)):
                    time.sleep(2)
                    coach.press("y")
            coach.press("\x03")
            coach.ends()
    return recording, [line["t"] for line in ticks(written)], plan_of(routine)


def ticks(written: Path) -> list[dict[str, Any]]:
    """Find the beats in the log."""
    return [line for line in log(written) if line["kind"] == "sound" and line.get("name") == "tick"]


def found(recording: Recording, performed: list[int]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Find each beat in the recording: its milliseconds after the first, and its likeness to the tick, at most 1."""
    tick = resample(earcons.load("tick"), RATE_OF_ROOM).samples
    sound, first = recording.samples, None
    ats, likeness = [], []
    for beat in performed:
        if first is None:
            begin, end = 0, len(sound)
        else:
            due = first + (beat - performed[0]) * RATE_OF_ROOM // 1000
            begin, end = due - RATE_OF_ROOM // 10, due + RATE_OF_ROOM // 10 + len(tick)
        piece = sound[max(begin, 0) : end]
        if len(piece) < len(tick):  # the recording ended before it was heard
            ats.append(np.nan)
            likeness.append(0.0)
            continue
        score = correlation(piece, tick)
        at = int(score.argmax()) if first is not None else int(np.flatnonzero(score > 0.98)[0])
        if first is None:
            at += int(score[at : at + len(tick)].argmax())
            first = at
            begin = 0
        ats.append(1000 * (begin + at - first) / RATE_OF_ROOM)
        likeness.append(float(score[at]))
    return np.array(ats), np.array(likeness)


def correlation(sound: NDArray[np.float32], wanted: NDArray[np.float32]) -> NDArray[np.float64]:
    """Correlation of ``wanted`` with every piece of ``sound``: 1 if they differ only in loudness."""
    n = 1 << (len(sound) + len(wanted)).bit_length()
    both = np.fft.irfft(np.fft.rfft(sound, n) * np.conj(np.fft.rfft(wanted, n)), n)[: len(sound) - len(wanted) + 1]
    power = np.concatenate(([0.0], np.cumsum(np.square(sound.astype(np.float64)))))
    energy = power[len(wanted) :] - power[: -len(wanted)]
    return np.asarray(both / np.sqrt(np.maximum(energy, 1e-6) * float(np.square(wanted).sum())))


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=200, help="repetitions of 3 s, at most 200")
    times = parser.parse_args().times
    print(machine())
    print(f"coach play, a stroke of {times} ticked repetitions of {PACE_MS / 1000:g} s, voice heart")
    stalls = Stalls()
    with tempfile.TemporaryDirectory() as folder, Room() as room:
        recording, performed, planned = recorded(room, Path(folder), times)
    print(stalls.told())
    ats, likeness = found(recording, performed)
    begun = [at - performed[0] for at in performed]
    off = (ats - np.array(begun))[np.isfinite(ats)]
    slope = np.polyfit(np.array(begun)[np.isfinite(ats)] / 60_000, off, 1)[0] if len(off) > 1 else 0.0
    whole = int((likeness > 0.98).sum())
    same = "as planned" if begun == planned else "NOT as planned"
    print(f"beats planned {len(planned)}, performed {len(performed)}, {same}, whole at the loudspeaker {whole}")
    print(f"likeness to the tick, 1 is the same wave: least {likeness.min():.4f}")
    print(f"away from the plan: {percentiles(np.abs(off))}; drift {slope:+.4f} ms a minute")
    # Silence that an underrun put between two beats, though no beat is broken.
    jumps = [(n, step) for n, step in enumerate(np.diff(off), 2) if abs(step) > 1]
    print(f"drop-outs: {len(jumps)}" + "".join(f"; {step:+.1f} ms before beat {n}" for n, step in jumps))
    met = begun == planned and whole == len(planned) and float(np.abs(off).max()) <= BAR_MS
    print(verdict(met=met, bar=f"every beat within {BAR_MS} ms, none missing or broken"))


if __name__ == "__main__":
    main()
