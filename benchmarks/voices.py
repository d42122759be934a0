"""Compare the voices: cost, first call, memory, the lengths of counted numbers, and what a sound callback feels.

Run: python benchmarks/voices.py
"""

from __future__ import annotations

import os
import platform
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Self

import numpy as np

from coach.sound.clip import ready
from coach.voices.cache import CachedVoice
from coach.voices.heart import HeartVoice
from coach.voices.heart_child import Engine
from coach.voices.silent import SilentVoice
from coach.voices.system import SystemVoice

SENTENCES = [
    "Your right hand. High on the left thigh. Slide it down to the ankle.",
    "Now the left hand goes up to the thigh and slides down.",
    "Lay the C round the top of the thigh.",
    "Hand after hand, like climbing down a rope. Six times.",
    "Stay off the shin. Now circle the calf.",
]
NUMBERS = ("One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten", "Eleven", "Twelve")
ROUNDS = 10
PERIOD = 0.010


class Beat:
    """A thread that wants to run every 10 ms, as a sound callback does, and records how late it was."""

    def __init__(self) -> None:
        self.late_ms: list[float] = []
        self._on = True
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._on = False
        self._thread.join()

    def _run(self) -> None:
        due = time.perf_counter()
        while self._on:
            due += PERIOD
            time.sleep(max(0.0, due - time.perf_counter()))
            now = time.perf_counter()
            self.late_ms.append((now - due) * 1000)
            due = max(due, now - PERIOD)


def process_cost(pid: int) -> tuple[float, float]:
    """CPU seconds and resident megabytes of a process (Linux)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    cpu = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return cpu, int(fields[21]) * os.sysconf("SC_PAGE_SIZE") / 1e6


def compare(voice: HeartVoice | SystemVoice) -> None:
    """First call, cost of speech, memory and lengths of one voice."""
    begun = time.perf_counter()
    voice.speak("Hello.")
    first = time.perf_counter() - begun
    before, _ = process_cost(voice.child.pid or 0)
    seconds, calls = 0.0, []
    for sentence in SENTENCES * ROUNDS:
        begun = time.perf_counter()
        seconds += voice.speak(sentence).ms / 1000
        calls.append((time.perf_counter() - begun) * 1000)
    after, megabytes = process_cost(voice.child.pid or 0)
    print(f"\n{voice.key}: {len(calls)} sentences, {seconds:.0f} s of speech")
    print(f"  first call {first:.2f} s, then p50 {np.median(calls):.0f} ms, p99 {np.percentile(calls, 99):.0f} ms")
    print(f"  {(after - before) / seconds:.4f} s of CPU a second of speech, {megabytes:.0f} MB in its own process")
    raw = [voice.speak(f"{number}.") for number in NUMBERS]
    lengths = [f"{number} {clip.ms}/{ready(clip).ms}" for number, clip in zip(NUMBERS, raw, strict=True)]
    print("  counts in ms, as made/trimmed: " + ", ".join(lengths))


def delays(name: str, beat: Beat, since: int) -> int:
    """Print how late the beat was since beat number ``since``; gives the number of beats so far."""
    late = np.array(beat.late_ms[since:])
    worst = ", ".join(f"{ms:.1f}" for ms in np.sort(late)[-3:][::-1])
    print(f"  {name:<34} n={len(late):<5} p50 {np.median(late):.2f}  p99 {np.percentile(late, 99):.2f}  worst {worst}")
    return len(beat.late_ms)


def beside_a_callback() -> None:
    """What a Python callback every 10 ms feels while a voice works in another thread."""
    print("\nlateness in ms of a thread that runs every 10 ms, beside")
    voice = HeartVoice()
    with Beat() as beat:
        time.sleep(2)
        seen = delays("nothing", beat, 0)
        voice.speak("Hello.")
        seen = delays("heart, helper starting", beat, seen)
        for sentence in SENTENCES * ROUNDS:
            ready(voice.speak(sentence))
        seen = delays("heart, helper speaking, levelled", beat, seen)
        engine = Engine(0.77)
        seen = delays("heart in this process, loading", beat, seen)
        for sentence in SENTENCES * ROUNDS:
            engine.speak(sentence)
        delays("heart in this process, speaking", beat, seen)
    voice.child.close()


def cached_reads() -> None:
    """A clip of about three seconds, from disk and from memory."""
    text = "x" * 50
    with tempfile.TemporaryDirectory() as folder:
        CachedVoice(SilentVoice(), Path(folder)).speak(text)
        for name in ("disk", "memory"):
            times = []
            cached = CachedVoice(SilentVoice(), Path(folder))
            for _ in range(500):
                if name == "disk":
                    cached = CachedVoice(SilentVoice(), Path(folder))
                begun = time.perf_counter()
                clip = cached.speak(text)
                times.append((time.perf_counter() - begun) * 1000)
            p50, p99 = np.percentile(times, [50, 99])
            print(f"  {name:<7} {clip.ms} ms of sound, n={len(times)}: p50 {p50:.2f} ms, p99 {p99:.2f} ms")


def main() -> None:
    """Print all tables."""
    print(f"{platform.platform()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    if sys.platform == "linux":
        for voice in (HeartVoice(), SystemVoice()):
            compare(voice)
            voice.child.close()
    beside_a_callback()
    print("\ncached reads")
    cached_reads()


if __name__ == "__main__":
    main()
