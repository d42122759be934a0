"""The voice of the operating system through pyttsx3: eSpeak NG, nsss or sapi5. Runs in a helper process.

eSpeak NG is GPL-3; pyttsx3 prints, hangs and crashes; and each engine wants a process to itself.
"""

from __future__ import annotations

import importlib.util
import sys
from functools import cached_property
from typing import TYPE_CHECKING

from coach.sound.clip import Clip
from coach.support.errors import CoachError
from coach.voices.espeak import THREADLESS
from coach.voices.text import english

if TYPE_CHECKING:
    from coach.voices.worker import Child


LIBRARY = "espeakng-loader" if THREADLESS else "pyttsx3"
"""The package that the helper speaks through."""
NEEDED = ("pyttsx3", "espeakng-loader") if sys.platform == "linux" and not THREADLESS else (LIBRARY,)
"""Every package that must be installed."""


class SystemVoice:
    """The second voice: plain, but always available."""

    def __init__(self, wpm: int = 140, voice_id: str = "") -> None:
        """``voice_id``: an id or a name from ``voices()``; empty for the system's English voice."""
        self._wpm, self._voice_id = wpm, voice_id

    @cached_property
    def child(self) -> Child:
        """The helper; it starts with the first sentence."""
        from coach.voices.worker import Child  # noqa: PLC0415 - brings subprocess; what is kept needs no helper

        # SAPI5 loses its events after the first runAndWait of a process.
        once = sys.platform == "win32"
        return Child("coach.voices.system_child", str(self._wpm), self._voice_id, who="voice system", once=once)

    @cached_property
    def key(self) -> str:
        """The system, the version of the package, voice and rate."""
        from importlib import metadata  # noqa: PLC0415 - only asked where this voice speaks

        try:
            version = metadata.version(LIBRARY)
        except metadata.PackageNotFoundError:  # speaking will say so; a name is asked for where no error is expected
            version = "missing"
        return f"system/{sys.platform}/{version}/{self._voice_id}/{self._wpm}"

    def speak(self, text: str) -> Clip:
        """Say ``text`` at the engine's own sample rate; a voice that was named may read another language."""
        return self.child.speak(text if self._voice_id else english(text))

    def voices(self) -> list[tuple[str, str, tuple[str, ...]]]:
        """All that the system has: (id, name, languages) of each.

        Raises:
            VoiceError: the engine does not answer.
        """
        head, _ = self.child.ask({"voices": True})
        return [(ident, name, tuple(languages)) for ident, name, languages in head["voices"]]

    def warm(self) -> None:
        """Start the helper."""
        self.child.warm()

    def check(self) -> str:
        """Say one word and see."""
        for package in NEEDED:
            if importlib.util.find_spec(package.replace("-", "_")) is None:
                return f"{package} is not installed; run: pip install {package}"
        try:
            self.child.speak("Hello.")
        except CoachError as error:
            return f"{error.what}; {error.todo}" if error.todo else error.what
        return ""
