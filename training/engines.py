# ruff: noqa: S311, S603, PLC0415
"""Speech synthesisers that are not Kokoro, one function each: (text, voice, speed, pitch, file).

``speed`` and ``pitch`` multiply the voice's own; an engine that can't change its pitch ignores it. ``engines`` tells
which engines are installed; training/README.md says where they come from and under which licence.
"""

from __future__ import annotations

import random
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

import soundfile

from training.accents import respelled

Speak = Callable[[str, str, float, float, Path], None]
ALONE = ", !"
"""How Kokoro is made to say a curt "no"; espeak-ng, and piper with it, reads the mark aloud: "exclamation"."""


def _run(*command: str, text: str | None = None) -> None:
    subprocess.run(command, input=text, text=True, check=True, capture_output=True)


def espeak(text: str, voice: str, speed: float, pitch: float, to: Path) -> None:
    """Use espeak-ng, at 110 to 240 words a minute, with more or less melody and sometimes gaps between words."""
    gap = random.choice(("0", "0", "0", "3", "8"))
    span = random.choice(("40%", "100%", "100%", "160%"))
    marked = f'<speak><prosody range="{span}">{text.replace(ALONE, "!")}</prosody></speak>'
    tone = str(min(99, max(0, int(50 + 90 * (pitch - 1)))))
    _run("espeak-ng", "-m", "-v", voice, "-s", str(int(165 * speed)), "-p", tone, "-g", gap, "-w", str(to), marked)


def flite(text: str, voice: str, speed: float, pitch: float, to: Path) -> None:
    """Use flite, with stretched durations."""
    settings = ["--setf", f"duration_stretch={1 / speed:.2f}"]
    if pitch != 1:
        settings += ["--setf", f"int_f0_target_mean={105 * pitch:.0f}"]
    _run("flite", "-voice", voice, *settings, "-t", text, "-o", str(to))


def festival(text: str, voice: str, speed: float, _pitch: float, to: Path) -> None:
    """Use text2wave; ``czech_dita cs`` is a voice that speaks the letters of another language."""
    name, _, language = voice.partition(" ")
    said = respelled(text, language) if language else text
    how = f"(begin (voice_{name}) (Parameter.set 'Duration_Stretch {1 / speed:.2f}))"
    with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="iso8859-2") as note:
        note.write(said.replace("…", "."))
        note.flush()
        _run("text2wave", "-eval", how, note.name, "-o", str(to))


def rhvoice(text: str, voice: str, speed: float, pitch: float, to: Path) -> None:
    """Use RHVoice; ``anna ru`` is a voice that speaks the letters of another language."""
    name, _, language = voice.partition(" ")
    said = respelled(text, language) if language else text
    how = ("-r", str(int(100 * speed)), "-t", str(int(100 * pitch)))
    _run("RHVoice-test", "-p", name, *how, "-o", str(to), text=said)


def pico(text: str, voice: str, speed: float, pitch: float, to: Path) -> None:
    """Use SVOX Pico; ``it-IT`` and the like read our words spelled in their letters."""
    said = text if voice.startswith("en") else respelled(text, voice[:2])
    marked = f'<speed level="{int(100 * speed)}"><pitch level="{int(100 * pitch)}">{said}</pitch></speed>'
    _run("pico2wave", "-l", voice, "-w", str(to), marked)


def piper(text: str, voice: str, speed: float, _pitch: float, to: Path) -> None:
    """Use piper with the named voice. Only to measure with: its recordings are licensed for research."""
    said = text.replace(ALONE, "!")
    _run("piper", "-m", voice, "--length-scale", f"{1 / speed:.2f}", "-f", str(to), text=said)


def hibari() -> Speak:
    """Use hibari, the coach's own voice, as a caregiver."""
    from hibari import Hibari

    net = Hibari("heart")

    def speak(text: str, _voice: str, speed: float, _pitch: float, to: Path) -> None:
        soundfile.write(to, net(text, speed=speed, seed=random.randrange(99)), 24_000)

    return speak


_CZECH = ("czech_dita", "czech_krb", "czech_machac", "czech_ph")
_LATIN_VOICES = ("hy_fi_mv_diphone fi", "suo_fi_lj_diphone fi", "lp_diphone it", "pc_diphone it", "upc_ca_ona_hts ca")
_RUSSIAN = ("anna", "elena", "irina", "aleksandr", "azamat", "nazgul")
WHO = (
    "m1",
    "m2",
    "m3",
    "m4",
    "m5",
    "m6",
    "m7",
    "m8",
    "f1",
    "f2",
    "f3",
    "f4",
    "f5",
    "Annie",
    "Andy",
    "grandma",
    "grandpa",
    "Alicia",
    "Mario",
    "klatt",
    "klatt2",
    "klatt3",
    "klatt4",
    "klatt5",
    "klatt6",
    "Gene",
    "Henrique",
    "linda",
    "steph",
    "victor",
    "whisper",
    "croak",
    "belinda",
    "aunty",
    "Lee",
    "travis",
    "anika",
    "adam",
    "boris",
    "pablo",
    "Storm",
)
ACCENTS = ("en-us", "en-gb", "en-gb-scotland", "en-gb-x-rp", "en-gb-x-gbclan", "en-gb-x-gbcwmd", "en-029")
TRAIN: dict[str, tuple[tuple[str, ...], float]] = {
    "espeak-ng": (tuple(f"{accent}+{who}" for accent in ACCENTS for who in WHO), 0.24),
    "rhvoice": (("alan", "bdl", "clb"), 0.28),
    "rhvoice, accents": ((*(f"{v} ru" for v in _RUSSIAN), "anatol uk", "natalia uk", "spomenka eo"), 0.16),
    "pico": (("en-US", "en-GB"), 0.14),
    "pico, accents": (("de-DE", "es-ES", "it-IT", "fr-FR"), 0.05),
    "festival, accents": ((*(f"{v} cs" for v in _CZECH), *_LATIN_VOICES), 0.13),
}
"""For each engine, its training voices and its share of the clips."""
TUNE = (("flite", "awb"), ("flite", "kal"), ("festival", "kal_diphone"))
TEST = (("flite", "rms"), ("flite", "slt"), ("festival", "ked_diphone"), ("festival", "cmu_us_slt_arctic_hts"))
"""Before piper's "joe" and hibari's "heart"."""
SECOND_TEST = (
    ("mbrola", "us1_mbrola"),
    ("mbrola", "us2_mbrola"),
    ("mbrola", "us3_mbrola"),
    ("festival", "don_diphone"),
    ("festival", "rab_diphone"),
    ("rhvoice", "lyubov"),
    ("rhvoice", "evgeniy-eng"),
)
"""Licences (of MBROLA's and these RHVoice voices) or a dictionary's (don, rab) keep them from training, not from tests.
RHVoice's slt is the speaker of two test voices, and en1_mbrola is rab: both are used nowhere."""

_NEEDS = {"espeak-ng": "espeak-ng", "flite": "flite", "festival": "text2wave", "rhvoice": "RHVoice-test"}
_NEEDS |= {"pico": "pico2wave", "mbrola": "mbrola"}
_SPEAK: dict[str, Speak] = {"espeak-ng": espeak, "flite": flite, "festival": festival, "rhvoice": rhvoice, "pico": pico}
_SPEAK["mbrola"] = festival  # which finds out what to say and lets mbrola say it


def speaker(engine: str) -> Speak | None:
    """The function of ``engine`` ("rhvoice, accents" is rhvoice), or None if it isn't installed."""
    name = engine.partition(",")[0]
    return _SPEAK[name] if shutil.which(_NEEDS[name]) else None
