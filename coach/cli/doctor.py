"""Checks every part in turn and says what to do about each fault. Changes nothing."""

from __future__ import annotations

import platform
import queue
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from importlib import metadata

import numpy as np

from coach import __version__, outputs
from coach import voices as voice_registry
from coach.cli.doctor_kept import KEPT
from coach.cli.finding import Check, Finding
from coach.ears import bound_keys
from coach.ears.spotting.health import CLIPPED, FULL
from coach.ears.terminal_keys import TerminalKeys
from coach.outputs.output import Output
from coach.outputs.watched import Watched
from coach.sound.clip import RATE, Clip
from coach.sound.mixer import Mixer
from coach.store.profile import Profile
from coach.support.errors import EarError, SoundError, VoiceError
from coach.voices.system import LIBRARY

PARTS = ("numpy", "miniaudio", "hibari-tts", LIBRARY, "soundfile", "onnxruntime")
"""Packages whose versions matter in a bug report."""
TONE_MS, LISTEN_S = 700, 1.0
PATIENCE_S = 400.0
"""Seconds without a finding after which a part counts as hung: enough to start a voice twice."""
QUIET_DB = -100.0
"""Decibels of full scale. Only a muted microphone is this quiet."""
SILENCED = threading.Event()
"""A key was pressed: from now on nothing sounds, and the print goes on."""


def versions(mine: Profile) -> Iterator[Finding]:
    """The versions of everything that runs here."""
    del mine
    found = []
    for name in PARTS:
        try:
            found.append(f"{name} {metadata.version(name)}")
        except metadata.PackageNotFoundError:
            found.append(f"no {name}")
    system = f"{platform.system()} {platform.machine()}, Python {platform.python_version()}"
    yield Finding("versions", f"coach {__version__}, {system}, SQLite {sqlite3.sqlite_version}; {', '.join(found)}.")


def voices(mine: Profile) -> Iterator[Finding]:
    """Each voice says a sentence."""
    problems = []
    for name in ("heart", "system"):
        voice = voice_registry.plain(name, mine.rate, mine.voice_id)
        problem = voice.check()
        try:
            began = time.monotonic()
            clip = voice.speak(f"This is the voice {name}.") if not problem else None
        except VoiceError as error:
            problem = str(error)
        if problem or clip is None:
            problems.append(Finding("voice", f"{name}: {problem}", fault=True))
        else:
            yield Finding("voice", f"{name} speaks, after {time.monotonic() - began:.1f} s.")
    none_left = VoiceError.status if len(problems) == 2 and mine.voice != "none" else 0  # noqa: PLR2004 - both
    yield from (Finding(one.part, one.text, fault=True, status=none_left) for one in problems)


def loudspeakers(mine: Profile) -> Iterator[Finding]:
    """Play as many tones as its number from each side of each loudspeaker, then name the one for sessions."""
    try:
        names = outputs.devices(mine.output)
    except SoundError as error:
        yield Finding("loudspeaker", str(error), fault=True, status=error.status, names=(mine.speaker,))
        return
    for number, name in enumerate(names, 1):
        made = outputs.sides(mine.output, name)
        problem = next(filter(None, (tone(one, number) for one in made.values())), "")
        played = ", ".join(("played its tones", *filter(None, made)))
        played = "a key silenced its tones" if SILENCED.is_set() else played
        text = f"{number}, {name}: {problem or f'{played}.'}"
        yield Finding("loudspeaker", text, fault=bool(problem), names=(name,))
    problem = outputs.make(mine.output, mine.speaker).check()
    if problem:  # where only the chosen one is gone, a massage plays on the machine's own
        status = SoundError.status if outputs.make(mine.output, "").check() else 0
        yield Finding("loudspeaker", problem, fault=True, status=status, names=(mine.speaker, *names))


def tone(output: Output, number: int) -> str:
    """Play as many tones as the number of the loudspeaker. Returns what is wrong, or nothing."""
    mixer = Mixer()
    seconds = np.arange(TONE_MS * RATE // 2000) / RATE
    beep = Clip((0.1 * np.sin(2 * np.pi * 440 * seconds) * np.hanning(len(seconds))).astype(np.float32), RATE)
    for n in range(min(number, 9)):
        mixer.play(beep, at=n * TONE_MS * RATE // 1000, kind="sound")
    states: list[str] = []
    try:
        play_out(output, mixer, number * TONE_MS / 1000 + 2, states.append)
    except SoundError as error:
        return str(error)
    return "it takes no sound; look whether another program holds it." if mixer.busy or states else ""


def play_out(output: Output, mixer: Mixer, seconds: float, on_state: Callable[[str], None]) -> None:
    """Play what a mixer holds, until a key silences it; for a limited time, in case the sound system hangs.

    Raises:
        SoundError: the loudspeaker does not open.
    """
    with Watched(lambda: output, on_state).open(mixer.render):
        until = time.monotonic() + seconds
        while mixer.busy and time.monotonic() < until:
            if SILENCED.wait(0.02):
                mixer.hush()
                time.sleep(0.02)


def ears(mine: Profile) -> Iterator[Finding]:
    """The keys, and the microphone if there is one: one of the two is enough."""
    keys = TerminalKeys(lambda: 0).check()
    problem, level = microphone(mine) if mine.listens else ("it is switched off in the profile.", "")
    status = EarError.status if keys and problem else 0
    yield Finding("keys", keys or "can be heard.", fault=bool(keys), status=status)
    for ear in bound_keys.ears(mine.keys, mine.pedals, lambda: 0):
        trouble = ear.check()
        yield Finding("pedal", f"{trouble}." if trouble else "can be heard.", fault=bool(trouble), names=mine.pedals)
    yield Finding("microphone", problem or level, fault=bool(problem), names=(mine.microphone,))
    if mine.listens:
        yield Finding("own voice", told_apart())
        yield networks()


def told_apart() -> str:
    """What tells the coach's own voice from the caregiver's."""
    from coach.ears.spotting.near_end import webrtc  # noqa: PLC0415 - an extra package, perhaps

    if webrtc():
        return "is told from yours by our canceller and by WebRTC's."
    return "is told from yours by our own canceller; the extra webrtc does it better."


def networks() -> Finding:
    """Whether the files by which the ears tell what they hear can be read."""
    from coach.ears.spotting.crying import cry_weights  # noqa: PLC0415 - brings onnxruntime
    from coach.ears.spotting.models import graph  # noqa: PLC0415 - the same
    from coach.ears.spotting.thresholds import thresholds  # noqa: PLC0415 - the same

    try:
        graph("step")
        graph("look")
        thresholds()
        cry_weights()
    except EarError as error:
        return Finding("hearing", f"{error}. Until then I can't hear a spoken no; keys still work.", fault=True)
    return Finding("hearing", "can tell what is said.")


def microphone(mine: Profile) -> tuple[str, str]:
    """Listen for a second. Returns what is wrong, or nothing, and how loud the room is."""
    from coach.ears.microphone import heard  # noqa: PLC0415 - brings onnxruntime
    from coach.ears.spotting.self_check import is_narrow  # noqa: PLC0415 - only the doctor and the ears need it

    try:
        samples = heard(mine.microphone, LISTEN_S)
    except EarError as error:
        return f"{error}. Keys still work.", ""
    if not len(samples):
        return "it hands over nothing; look whether another program holds it. Keys still work.", ""
    level = 20 * np.log10(max(float(np.sqrt(np.mean(samples**2))), 1e-9))
    problem = ""
    if level < QUIET_DB:
        problem = f"it gives only silence ({level:.0f} dB); is it muted? Keys still work."
    elif (np.abs(samples) > FULL).mean() > CLIPPED:
        problem = f"it is overloaded ({level:.0f} dB); turn its level down. Keys still work."
    elif is_narrow(samples):
        problem = (
            "it hears only a telephone's band, as headsets do while they also play, so I miss many a spoken no; "
            "choose another with --microphone. Keys still work."
        )
    return problem, f"hears the room, at {level:.0f} dB of full scale."


CHECKS: tuple[Check, ...] = (versions, *KEPT, voices, loudspeakers, ears)
"""The checks in order; the slow ones last."""


def examine(mine: Profile, checks: tuple[Check, ...] = CHECKS) -> Iterator[Finding]:
    """Yield findings as they come. A check that breaks or hangs is itself a fault, never a traceback."""
    for check in checks:
        found: queue.SimpleQueue[Finding | None] = queue.SimpleQueue()
        turn = threading.Semaphore()
        threading.Thread(target=_look, args=(check, mine, turn, found.put), daemon=True).start()
        try:
            while (one := found.get(timeout=PATIENCE_S)) is not None:
                yield one
                turn.release()
        except queue.Empty:
            yield Finding(check.__name__, "gives no answer; start the computer again.", fault=True, status=1)


def _look(check: Check, mine: Profile, turn: threading.Semaphore, put: Callable[[Finding | None], None]) -> None:
    """Run one check and put None at its end. After each finding wait, because it may still be spoken."""
    try:
        turn.acquire()
        for one in check(mine):
            put(one)
            turn.acquire()
    except Exception as error:  # noqa: BLE001 - the doctor must not fall ill
        name = check.__name__
        put(Finding(name, f"could not be checked ({type(error).__name__}: {error}).", fault=True, status=1))
    put(None)
