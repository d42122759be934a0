"""The system's voice as a Linux desktop's Speech Dispatcher is set: its language and its rate, by its own protocol.

Speech Dispatcher speaks by itself and hands over no sound, so what it says could neither be hushed within milliseconds
nor kept, mixed or written into a file. So it is only asked how it speaks, and the same engine, espeak-ng, speaks here.
"""

from __future__ import annotations

import os
import socket
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from coach.sound.clip import Clip
from coach.support.errors import CoachError, VoiceError
from coach.voices.system import SystemVoice

WHERE = "voice speechd"
SLOWEST, NORMAL, FASTEST = 80, 170, 449
"""Words a minute at the rates -100, 0 and 100 (EspeakMinRate and its like in Speech Dispatcher's espeak-ng.conf)."""
PATIENCE_S = 2.0
"""Seconds that an answer may take."""
LONGEST_ANSWER = 100_000
"""Bytes."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How a program that sets nothing of its own is spoken for."""

    module: str
    """The engine."""
    language: str
    """As "en-US"."""
    rate: int
    """-100 to 100."""

    @property
    def wpm(self) -> int:
        """The rate in words a minute of espeak-ng."""
        rate = max(-100, min(100, self.rate))
        return NORMAL + rate * ((FASTEST - NORMAL) if rate > 0 else (NORMAL - SLOWEST)) // 100


def address() -> tuple[socket.AddressFamily, str | tuple[str, int]]:
    """Where Speech Dispatcher listens: what SPEECHD_ADDRESS says, else its socket in the runtime folder of the user."""
    kind, _, place = os.environ.get("SPEECHD_ADDRESS", "").partition(":")
    if kind == "inet_socket":
        host, _, port = place.partition(":")
        return socket.AF_INET, (host or "127.0.0.1", int(port) if port.isdecimal() else 6560)
    folder = os.environ.get("XDG_RUNTIME_DIR") or str(Path.home() / ".cache")
    usual = str(Path(folder) / "speech-dispatcher" / "speechd.sock")
    return getattr(socket, "AF_UNIX", socket.AF_INET), place if kind == "unix_socket" and place else usual


def settings() -> Settings:
    """Ask Speech Dispatcher.

    Raises:
        VoiceError: it does not run, or answers what is no answer.
    """
    family, place = address()
    try:
        with socket.socket(family) as line:
            line.settimeout(PATIENCE_S)
            line.connect(place)
            _ask(line, "SET SELF CLIENT_NAME user:baby-massage-coach:main")
            module, language, rate = (_ask(line, f"GET {name}") for name in ("OUTPUT_MODULE", "LANGUAGE", "RATE"))
            return Settings(module, language, int(rate))
    except (OSError, ValueError) as error:
        why = f"Speech Dispatcher does not answer ({error})"
        raise VoiceError(WHERE, why, "run: speech-dispatcher --spawn; or choose --voice system") from error


def _ask(line: socket.socket, command: str) -> str:
    """One command; the first line of what is returned: "251-0", then "251 OK GET RETURNED"."""
    line.sendall(f"{command}\r\n".encode())
    answer = b""
    while not answer.endswith(b"\r\n") or answer.splitlines()[-1][3:4] == b"-":
        piece = line.recv(4096)
        if not piece or len(answer) > LONGEST_ANSWER:
            raise ValueError("the line is cut")
        answer += piece
    if not answer.startswith(b"2"):
        raise ValueError(answer.decode(errors="replace").strip()[:80])
    return answer.splitlines()[0][4:].decode(errors="replace")


class SpeechdVoice:
    """espeak-ng with the language and the rate that Speech Dispatcher is set to; asked once."""

    @cached_property
    def _voice(self) -> SystemVoice:
        found = settings()
        if not found.module.startswith("espeak"):
            what = f'Speech Dispatcher speaks with "{found.module[:40]}", which the coach cannot use'
            raise VoiceError(WHERE, what, "choose --voice heart or system")
        wanted = found.language.lower()
        with_id = SystemVoice(found.wpm)
        try:
            same = [ident for ident, _, spoken in with_id.voices() if wanted in [tag.lower() for tag in spoken]]
        finally:
            with_id.close()
        # The words are English: another language would only mispronounce them.
        return SystemVoice(found.wpm, same[0] if same and wanted.startswith("en") else "")

    @property
    def key(self) -> str:
        """That of the voice that speaks."""
        try:
            return self._voice.key
        except VoiceError:
            return "speechd"

    def speak(self, text: str) -> Clip:
        """Say ``text`` as Speech Dispatcher would, into a clip."""
        return self._voice.speak(text)

    def check(self) -> str:
        """Ask Speech Dispatcher, then say one word."""
        try:
            return self._voice.check()
        except CoachError as error:
            return f"{error.what}; {error.todo}"
