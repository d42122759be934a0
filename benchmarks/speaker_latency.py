"""How soon each output falls silent after a hush, and whether beats stay whole: python -m benchmarks.speaker_latency.

In a virtual room: from the call of Mixer.hush (3 ms fade) to the last sample above -60 dBFS at the loudspeaker; then
ticks at 1 Hz over a soft tone, in whose gaps the drop-outs are counted. ``--load`` runs a busy process on each core
beside it, ``--spin`` a busy thread in the same program.

To choose a buffer, let the settings take turns, so that all meet the same machine:

    python -m benchmarks.speaker_latency miniaudio:20 miniaudio:17 miniaudio:16 --rounds 5 --hushes 50 --seconds 60
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from coach.sound.clip import RATE, Clip
from coach.sound.mixer import Mixer
from tests.support.room import RATE as ROOM_RATE
from tests.support.room import Recording, Room, starts

HERE = Path(__file__).resolve().parent
AUDIBLE = 1e-3
"""-60 dBFS."""
SETTINGS = ["miniaudio:20", "miniaudio:30", "miniaudio:40", "miniaudio:60", "sounddevice:low", "sounddevice:30"]
TOO_LATE_MS = 5
TONE_HZ, TONE = 3000, 0.05
"""The soft tone under the ticks: 16 samples a turn at the loudspeaker."""


def speechlike() -> Clip:
    """Make a long vowel: harmonics of 150 Hz that swell four times a second and are never silent."""
    at = np.arange(2 * RATE) / RATE
    tones = sum(np.sin(2 * np.pi * f * at + f) / k for k, f in enumerate((150, 300, 450, 600, 1050, 2100), 1))
    sound = tones * (1 + 0.3 * np.sin(8 * np.pi * at))
    return Clip((0.4 * sound / np.abs(sound).max()).astype(np.float32), RATE)


def dropouts(samples: NDArray[np.float32]) -> list[float]:
    """Milliseconds of each gap of 1 ms or more in the soft tone."""
    step = ROOM_RATE // 2000
    sounds = np.flatnonzero(np.abs(samples[: len(samples) // step * step].reshape(-1, step)).max(axis=1) > TONE / 5)
    gaps = np.diff(sounds) - 1
    return [float(gap) / 2 for gap in gaps[gaps > 1]]


def output(setting: str) -> Any:
    """Make the output of "name:milliseconds" or "name:low"."""
    name, _, size = setting.partition(":")
    if name == "miniaudio":
        from coach.outputs.miniaudio_out import MiniaudioOut  # noqa: PLC0415

        return MiniaudioOut(buffer_ms=int(size)) if size else MiniaudioOut()
    if name == "simpleaudio":
        from coach.outputs.simpleaudio_out import SimpleaudioOut  # noqa: PLC0415

        return SimpleaudioOut()
    from coach.outputs.sounddevice_out import SounddeviceOut  # noqa: PLC0415

    return SounddeviceOut(latency_s=int(size) / 1000 if size.isdigit() else size)


def player(setting: str, hushes: int, seconds: int, *, spin: bool) -> None:
    """Play in a program of its own: hushes at random phases, or ticks; print the moments of the hushes and CPU time."""
    if spin:
        threading.Thread(target=_spin, daemon=True).start()
    mixer, clip, dice, moments = Mixer(), speechlike(), random.Random(1), []  # noqa: S311
    tick = Clip((0.5 * np.sign(np.sin(np.arange(RATE // 100) * 0.26 + 0.1))).astype(np.float32), RATE)
    if seconds:
        at = np.arange((seconds + 1) * RATE)
        mixer.play(Clip((TONE * np.sin(2 * np.pi * TONE_HZ / RATE * at)).astype(np.float32), RATE), kind="sound")
    for beat in range(seconds):
        mixer.play(tick, at=(beat + 1) * RATE, kind="sound")
    with output(setting).open(mixer.render):
        used, begun = time.process_time(), time.monotonic()
        time.sleep(seconds + 1.5 if seconds else 0.5)
        for _ in range(hushes):
            mixer.play(clip)
            time.sleep(dice.uniform(0.2, 0.3))
            moments.append(time.monotonic())
            mixer.hush()
            time.sleep(0.25)
        cpu = 100 * (time.process_time() - used) / (time.monotonic() - begun)
    print(json.dumps({"moments": moments, "cpu": cpu}), flush=True)
    os._exit(0)


def _spin() -> None:
    while True:
        sum(range(100))


def listen(setting: str, hushes: int, seconds: int, *, spin: bool) -> tuple[Recording, dict[str, Any]]:
    """Run the player in a room and give what the loudspeaker got."""
    command = [
        sys.executable,
        "-m",
        "benchmarks.speaker_latency",
        "--player",
        setting,
        "--hushes",
        str(hushes),
        "--seconds",
        str(seconds),
    ]
    with Room() as room, room.record() as recording:
        ran = subprocess.run(
            command + ["--spin"] * spin, env=room.env, stdout=subprocess.PIPE, text=True, check=True, cwd=HERE.parent
        )
        return recording, json.loads(ran.stdout)


def falls(recording: Recording, moments: list[float]) -> list[float]:
    """Measure each hush: milliseconds to the last audible sample in the 240 ms after it."""
    sound, result = np.abs(recording.samples), []
    for moment in moments:
        first = recording.index(moment)
        loud = np.flatnonzero(sound[first : first + ROOM_RATE * 240 // 1000] > AUDIBLE)
        result.append(1000 * (loud[-1] + 1) / ROOM_RATE if len(loud) else 0.0)
    return result


def measure(setting: str, hushes: int, seconds: int, *, spin: bool) -> str:
    """Give one line of the table."""
    recording, played = listen(setting, hushes, 0, spin=spin)
    fell = falls(recording, played["moments"])
    p50, p95, most = np.percentile(fell, [50, 95, 100])
    ticks, also = listen(setting, 0, seconds, spin=spin)
    beats = np.array(starts(ticks.samples, 0.2, ROOM_RATE // 2)) / ROOM_RATE
    lost = dropouts(ticks.samples)
    off = np.abs(np.diff(beats) - 1) * 1000
    bad, worst = int((off > TOO_LATE_MS).sum()), float(off.max(initial=0))
    return (
        f"| {setting} | {p50:.1f} | {p95:.1f} | {most:.1f} | {len(beats)} of {seconds} | {bad} | {worst:.2f} |"
        f" {len(lost)}, {sum(lost):.0f} ms | {also['cpu']:.1f} | {os.getloadavg()[0]:.1f} |"
    )


def main() -> None:
    """Print the machine and the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("settings", nargs="*", default=SETTINGS, help="name:buffer, for example miniaudio:40")
    parser.add_argument("--hushes", type=int, default=100)
    parser.add_argument("--seconds", type=int, default=30)
    parser.add_argument("--rounds", type=int, default=1, help="go through the settings so many times")
    parser.add_argument("--load", action="store_true", help="a busy process on each core")
    parser.add_argument("--spin", action="store_true", help="a busy thread in the playing program")
    parser.add_argument("--player", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.player:
        player(chosen.player, chosen.hushes, chosen.seconds, spin=chosen.spin)
    print(
        f"{platform.platform()}, {os.cpu_count()} cores, Python {platform.python_version()}, load {os.getloadavg()[0]}"
    )
    with Room() as room:
        print(f"recorder's own error {1000 * room.calibrate():.2f} ms; load={chosen.load} spin={chosen.spin}\n")
    print(
        f"| output:buffer | hush p50 ms | p95 | max of {chosen.hushes} | beats | off by > 5 ms | worst ms |"
        " drop-outs | CPU % | load |"
    )
    print("|---|---|---|---|---|---|---|---|---|---|")
    busy = [
        subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range((os.cpu_count() or 1) * chosen.load)
    ]
    try:
        for setting in chosen.settings * chosen.rounds:
            print(measure(setting, chosen.hushes, chosen.seconds, spin=chosen.spin), flush=True)
    finally:
        for process in busy:
            process.kill()
            process.wait()


if __name__ == "__main__":
    main()
