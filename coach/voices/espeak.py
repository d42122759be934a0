"""eSpeak NG from its wheel, through its own interface (``speak_lib.h``). For the helper process alone, since it is GPL.

Its wheel for ARM is built without threads, so pyttsx3 would wait there for a message that never comes. ``Espeak``
speaks in the thread that asks.
"""

from __future__ import annotations

import ctypes
import os
import platform
import sys
from pathlib import Path

from coach.support.errors import VoiceError

WHERE = "voice system"
THREADLESS = sys.platform == "linux" and platform.machine().lower() not in ("x86_64", "i686")
"""Whether the wheel of eSpeak NG has no thread for pyttsx3 to wait for."""
SYNCHRONOUS = 2
"""``AUDIO_OUTPUT_SYNCHRONOUS``: a sentence is whole when its call returns."""
RATE = 1
"""``espeakRATE``, in words a minute."""
READ_AS = 0x1001
"""``espeakCHARS_UTF8 | espeakENDPAUSE``: UTF-8, with the pause that ends a sentence."""
MEND = "run: pip install --force-reinstall espeakng-loader"
USUAL = "gmw/en-US"


class _Voice(ctypes.Structure):
    """``espeak_VOICE``."""

    _fields_ = (
        ("name", ctypes.c_char_p),
        ("languages", ctypes.c_char_p),
        ("identifier", ctypes.c_char_p),
        ("gender", ctypes.c_ubyte),
        ("age", ctypes.c_ubyte),
        ("variant", ctypes.c_ubyte),
        ("xx1", ctypes.c_ubyte),
        ("score", ctypes.c_int),
        ("spare", ctypes.c_void_p),
    )


_Heard = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)


class Espeak:
    """The library with one voice and one rate."""

    usual = USUAL

    def __init__(self, wpm: int) -> None:
        """``wpm``: words a minute.

        Raises:
            VoiceError: it can't be loaded, or finds no data.
        """
        self._library, data = load()
        self._rate = self._library.espeak_Initialize(SYNCHRONOUS, 0, os.fsencode(data), 0)
        if self._rate <= 0:
            raise VoiceError(WHERE, "eSpeak NG can't read its data", MEND)
        self._sound = bytearray()
        self._callback = _Heard(self._hear)  # kept, since the library holds no reference to it
        self._library.espeak_SetSynthCallback(self._callback)
        self._wpm = wpm

    def voices(self) -> list[tuple[str, str, list[str]]]:
        """(id, name, languages) of each voice."""
        found = []
        for voice in _all(self._library.espeak_ListVoices(None)):
            language = (voice.languages or b"")[1:]  # the first byte is a priority
            found.append((_text(voice.identifier), _text(voice.name), [_text(language)] if language else []))
        return found

    def choose(self, ident: str) -> None:
        """Speak with this voice from now on, at the rate that was asked for."""
        if ident and self._library.espeak_SetVoiceByName(ident.encode()):
            raise VoiceError(WHERE, f'eSpeak NG does not load its voice "{ident}"', "choose another voice")
        self._library.espeak_SetParameter(RATE, self._wpm, 0)

    def speak(self, text: str) -> tuple[int, bytes]:
        """The sample rate, and mono 16-bit samples; none where there is nothing to read."""
        self._sound.clear()
        said = text.encode() + b"\0"
        if self._library.espeak_Synth(said, len(said), 0, 1, 0, READ_AS, None, None):
            raise VoiceError(WHERE, "eSpeak NG refuses the sentence", "choose another voice")
        self._library.espeak_Synchronize()
        return self._rate, bytes(self._sound)

    def _hear(self, samples: ctypes._Pointer[ctypes.c_short], count: int, _events: int | None) -> int:
        if samples and count > 0:
            self._sound += ctypes.string_at(samples, count * 2)
        return 0


def _all(listed: ctypes._Pointer[ctypes._Pointer[_Voice]]) -> list[_Voice]:
    """The voices of a list that ends with a null pointer."""
    found: list[_Voice] = []
    while listed and listed[len(found)]:
        found.append(listed[len(found)].contents)
    return found


def load() -> tuple[ctypes.CDLL, str]:
    """Load the library from its wheel, and tell where its data is, so that no system package is needed.

    pyttsx3 then finds it by its name alone.

    eSpeak NG cuts the path of its data at 160 characters and then looks in a folder of whoever built the wheel. So this
    process moves beside the data and names it without a path, wherever the coach is installed.
    """
    import espeakng_loader  # noqa: PLC0415  # Linux alone has it

    sys.path[:] = [os.path.abspath(path) for path in sys.path]  # noqa: PTH100  # before the folder changes
    data = Path(espeakng_loader.get_data_path()).absolute()
    path = os.path.abspath(espeakng_loader.get_library_path() + ".1")  # noqa: PTH100
    os.chdir(data.parent)
    os.environ["ESPEAK_DATA_PATH"] = data.name
    library = ctypes.CDLL(path, mode=ctypes.RTLD_GLOBAL)
    library.espeak_Synth.argtypes = (
        *(ctypes.c_char_p, ctypes.c_size_t, ctypes.c_uint, ctypes.c_int, ctypes.c_uint, ctypes.c_uint),
        *(ctypes.c_void_p, ctypes.c_void_p),
    )
    library.espeak_ListVoices.restype = ctypes.POINTER(ctypes.POINTER(_Voice))
    return library, data.name


def _text(raw: bytes | None) -> str:
    return (raw or b"").decode(errors="replace")
