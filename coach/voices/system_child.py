"""The helper behind the voice of the operating system: pyttsx3 with its pitfalls, and eSpeak NG alone on ARM Linux."""

from __future__ import annotations

import difflib
import functools
import sys
import time
import wave
from pathlib import Path
from typing import Any, Protocol

from coach.support.errors import VoiceError
from coach.voices.espeak import RATE, THREADLESS, USUAL, WHERE, Espeak, load
from coach.voices.worker_protocol import serve

TRIES = 3
"""On a busy machine, pyttsx3 sometimes takes the end of one sentence for the end of the next, leaving that silent."""
Listed = list[tuple[str, str, list[str]]]
"""(id, name, languages) of each voice."""


class Engine(Protocol):
    """What makes the sound."""

    @property
    def usual(self) -> str:
        """The id of the voice that speaks if none is asked for and it reads English."""

    def voices(self) -> Listed:
        """Every voice there is."""

    def choose(self, ident: str) -> None:
        """Speak with this voice from now on; with no id, as it is."""

    def speak(self, text: str) -> tuple[int, bytes]:
        """The sample rate, and mono 16-bit samples; none for text that has nothing to read."""


class Pyttsx:
    """pyttsx3 with one voice and one rate, because it mixes them up if they change between sentences."""

    def __init__(self, folder: Path, wpm: int) -> None:
        """``folder``: where sentences may be written; ``wpm``: words a minute."""
        self._espeak = load()[0] if sys.platform == "linux" else None
        import pyttsx3  # noqa: PLC0415  # only after eSpeak NG is in place

        self._file, self._wpm = folder / "sentence.wav", wpm
        self._engine = pyttsx3.init("espeak" if self._espeak else None)

    @property
    def usual(self) -> str:
        """American English on Linux, elsewhere the system's own choice."""
        return USUAL.lower() if self._espeak else str(self._engine.getProperty("voice"))

    def voices(self) -> Listed:
        """Every voice there is."""
        found = self._engine.getProperty("voices")
        return [(str(v.id), str(v.name), [_text(language) for language in v.languages or []]) for v in found]

    def choose(self, ident: str) -> None:
        """Set voice and rate; pyttsx3 itself takes any id without a word.

        eSpeak NG takes orders in a thread of its own and loses one of 50 or so, so the rate is set until it is there.
        """
        if ident:
            self._engine.setProperty("voice", ident)
        self._engine.setProperty("rate", self._wpm)
        if self._espeak is None:
            return
        for _ in range(100):
            self._synchronize()
            if self._espeak.espeak_GetParameter(RATE, 1) == self._wpm:
                return
            self._engine.setProperty("rate", self._wpm)
            time.sleep(0.01)

    def speak(self, text: str) -> tuple[int, bytes]:
        """The sample rate, and mono 16-bit samples."""
        for _ in range(TRIES):
            rate, samples = self._once(text)
            if samples:
                break
        return rate, samples

    def _once(self, text: str) -> tuple[int, bytes]:
        """One file a run. Without waiting for eSpeak NG before and after, 16 to 28 of 100 came out wrong."""
        self._file.unlink(missing_ok=True)
        self._synchronize()
        self._engine.save_to_file(text, str(self._file))
        self._engine.runAndWait()
        self._synchronize()
        if not self._file.exists():
            raise VoiceError(WHERE, "no sound was made", "choose another voice")
        return _samples(self._file)

    def _synchronize(self) -> None:
        if self._espeak:
            self._espeak.espeak_Synchronize()


def chosen(engine: Engine, wanted: str) -> str:
    """The id of the voice that was asked for by id or name, else of an English one.

    Raises:
        VoiceError: there is none of that id or name.
    """
    voices = engine.voices()
    for ident, name, _ in voices:
        if wanted.lower() in (ident.lower(), name.lower()):
            return ident
    if wanted:
        labels = {word.lower(): f"{ident} ({name})" for ident, name, _ in voices for word in (ident, name)}
        near = dict.fromkeys(labels[w] for w in difflib.get_close_matches(wanted.lower(), labels, cutoff=0.5))
        todo = "nearest: " + ", ".join(near) if near else "leave it out for the usual one"
        raise VoiceError(WHERE, f'the system has no voice "{wanted}"', todo)
    english = [ident for ident, _, languages in voices if any(lang.startswith("en") for lang in languages)]
    usual = engine.usual
    return usual if usual in english else english[0] if english else ""


def _text(language: str | bytes) -> str:
    return language.decode(errors="replace") if isinstance(language, bytes) else str(language)


def _samples(path: Path) -> tuple[int, bytes]:
    """Rate and mono 16-bit samples of the file; macOS writes AIFF whatever its name."""
    if sys.platform == "darwin":
        import soundfile  # noqa: PLC0415  # brings numpy, which the others do without

        sound, rate = soundfile.read(path, dtype="int16", always_2d=True)
        return rate, sound[:, 0].astype("<i2").tobytes()
    with wave.open(str(path)) as file:
        if (file.getnchannels(), file.getsampwidth()) != (1, 2):
            raise VoiceError(WHERE, "the engine does not write mono 16-bit sound", "choose another voice")
        return file.getframerate(), file.readframes(file.getnframes())


def main() -> None:
    """Serve sentences and the list of voices; arguments: a private folder, words a minute, a voice's id."""

    @functools.cache
    def engine() -> Engine:
        wpm = int(sys.argv[2])
        return Espeak(wpm) if THREADLESS else Pyttsx(Path(sys.argv[1]), wpm)

    @functools.cache
    def settle() -> None:
        engine().choose(chosen(engine(), sys.argv[3]))

    def answer(request: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
        if "voices" in request:  # a wrong id must not keep anyone from reading the list of right ones
            return {"voices": engine().voices()}, b""
        settle()
        rate, samples = engine().speak(request["text"])
        return {"rate": rate}, samples

    serve(answer)


if __name__ == "__main__":
    main()
