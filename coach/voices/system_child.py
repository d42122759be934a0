"""The helper behind the voice of the operating system: the one place that knows pyttsx3 and its pitfalls."""

from __future__ import annotations

import ctypes
import difflib
import os
import sys
import time
import wave
from pathlib import Path
from typing import Any

from coach.support.errors import VoiceError
from coach.voices.worker_protocol import serve

WHERE = "voice system"
TRIES = 3
"""On a busy machine, the end of one sentence is sometimes taken for the end of the next, which then has no sound."""
ESPEAK_RATE = 1
"""The number of the rate among espeak-ng's parameters (speak_lib.h)."""


class Engine:
    """One engine with one voice and one rate, because pyttsx3 mixes them up if they change between sentences."""

    def __init__(self, folder: Path, wpm: int, wanted: str) -> None:
        self._file = folder / "sentence.wav"
        self._espeak = _load_espeak() if sys.platform == "linux" else None
        import pyttsx3  # noqa: PLC0415  # only after espeak-ng is in place

        self._engine = pyttsx3.init("espeak" if self._espeak else None)
        voice = self._chosen(wanted)
        if voice:
            self._engine.setProperty("voice", voice)
        self._engine.setProperty("rate", wpm)
        self._settle(wpm)

    def voices(self) -> list[tuple[str, str, list[str]]]:
        """(id, name, languages) of each voice."""
        found = self._engine.getProperty("voices")
        return [(str(v.id), str(v.name), [_text(language) for language in v.languages or []]) for v in found]

    def speak(self, text: str) -> tuple[dict[str, Any], bytes]:
        """Give the head and the samples of a sentence; without any for text that has nothing to read."""
        for _ in range(TRIES):
            head, samples = self._once(text)
            if samples:
                break
        return head, samples

    def _once(self, text: str) -> tuple[dict[str, Any], bytes]:
        """One file a run, and on Linux wait for espeak-ng before and after: else 16 to 28 of 100 came out wrong."""
        self._file.unlink(missing_ok=True)
        self._synchronize()
        self._engine.save_to_file(text, str(self._file))
        self._engine.runAndWait()
        self._synchronize()
        if not self._file.exists():
            raise VoiceError(WHERE, "no sound was made", "choose another voice")
        return _samples(self._file)

    def _settle(self, wpm: int) -> None:
        """Repeat the rate until espeak-ng has it: it takes orders in a thread of its own, and loses one of 50 or so.

        A helper whose order was lost spoke at 200 words a minute for good, and now and then not at all.
        """
        if self._espeak is None:
            return
        for _ in range(100):
            self._synchronize()
            if self._espeak.espeak_GetParameter(ESPEAK_RATE, 1) == wpm:
                return
            self._engine.setProperty("rate", wpm)
            time.sleep(0.01)

    def _synchronize(self) -> None:
        if self._espeak:
            from pyttsx3.drivers import _espeak  # noqa: PLC0415  # finds its library when imported

            _espeak.Synchronize()

    def _chosen(self, wanted: str) -> str:
        """The id of the voice asked for, else of an English one; pyttsx3 itself takes any id without a word."""
        voices = self.voices()
        for ident, name, _ in voices:
            if wanted.lower() in (ident.lower(), name.lower()):
                return ident
        if wanted:
            labels = {word.lower(): f"{ident} ({name})" for ident, name, _ in voices for word in (ident, name)}
            near = dict.fromkeys(labels[w] for w in difflib.get_close_matches(wanted.lower(), labels, cutoff=0.5))
            todo = "nearest: " + ", ".join(near) if near else "leave it out for the usual one"
            raise VoiceError(WHERE, f'the system has no voice "{wanted}"', todo)
        english = [ident for ident, _, languages in voices if any(lang.startswith("en") for lang in languages)]
        usual = self._engine.getProperty("voice")
        american = "gmw/en-us"
        return next((ident for ident in (american, usual) if ident in english), english[0] if english else "")


def _load_espeak() -> ctypes.CDLL:
    """Load espeak-ng from its wheel, where pyttsx3 finds it by its name alone; no system package is needed.

    espeak-ng cuts the path of its data at 160 characters and then looks in a folder of whoever built the wheel. So this
    process moves beside the data and names it without a path, wherever the coach is installed.
    """
    import espeakng_loader  # noqa: PLC0415  # Linux alone has it

    sys.path[:] = [os.path.abspath(path) for path in sys.path]  # noqa: PTH100  # before the folder changes
    data = Path(espeakng_loader.get_data_path()).absolute()
    library = os.path.abspath(espeakng_loader.get_library_path() + ".1")  # noqa: PTH100
    os.chdir(data.parent)
    os.environ["ESPEAK_DATA_PATH"] = data.name
    return ctypes.CDLL(library, mode=ctypes.RTLD_GLOBAL)


def _text(language: str | bytes) -> str:
    return language.decode(errors="replace") if isinstance(language, bytes) else str(language)


def _samples(path: Path) -> tuple[dict[str, Any], bytes]:
    """Rate and mono 16-bit samples of the file; macOS writes AIFF whatever its name."""
    if sys.platform == "darwin":
        import soundfile  # noqa: PLC0415  # brings numpy, which the others do without

        sound, rate = soundfile.read(path, dtype="int16", always_2d=True)
        return {"rate": rate}, sound[:, 0].astype("<i2").tobytes()
    with wave.open(str(path)) as file:
        if (file.getnchannels(), file.getsampwidth()) != (1, 2):
            raise VoiceError(WHERE, "the engine does not write mono 16-bit sound", "choose another voice")
        return {"rate": file.getframerate()}, file.readframes(file.getnframes())


def main() -> None:
    """Serve sentences and the list of voices; arguments: a private folder, words a minute, a voice's id."""
    engines: list[Engine] = []

    def answer(request: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
        listing = "voices" in request
        if not engines:
            # A wrong id must not keep anyone from reading the list of right ones.
            engines.append(Engine(Path(sys.argv[1]), int(sys.argv[2]), "" if listing else sys.argv[3]))
        engine = engines.pop() if listing else engines[0]
        return ({"voices": engine.voices()}, b"") if listing else engine.speak(request["text"])

    serve(answer)


if __name__ == "__main__":
    main()
