"""Keeps the sound libraries of Linux from printing between the words. On other systems this does nothing."""

from __future__ import annotations

import ctypes
import functools
import os
import sys

LIBRARY = "libasound.so.2"
SETTERS = ("snd_lib_error_set_handler", "snd_lib_log_set_handler")
"""What takes ALSA's messages; the second one exists from ALSA 1.2.15 on."""
S16_LE, PLAYBACK, INTERLEAVED = 2, 0, 3
"""SND_PCM_FORMAT_S16_LE, SND_PCM_STREAM_PLAYBACK and SND_PCM_ACCESS_RW_INTERLEAVED of ALSA."""


@functools.cache
def library() -> ctypes.CDLL | None:
    """ALSA's own library, with its messages switched off; None where there is none.

    Every program that uses ALSA here shares it: miniaudio, PortAudio and simpleaudio. Without a sound card it prints
    dozens of lines before an error reaches us, and with one a line for each buffer that came late.
    """
    if sys.platform != "linux":
        return None
    # PulseAudio's library prints too, such as a line for each try where the home folder can't be written.
    os.environ.setdefault("PULSE_LOG_SYSLOG", "1")
    try:
        alsa, c_library = ctypes.CDLL(LIBRARY), ctypes.CDLL(None)
    except OSError:
        return None
    # Any function of C that does nothing with its first argument will do. One of Python's would have to be called from
    # the threads of the sound system, and after the end of the interpreter.
    nothing = ctypes.cast(c_library.labs, ctypes.c_void_p)
    for name in SETTERS:
        if hasattr(alsa, name):
            getattr(alsa, name)(nothing)
    return alsa


def buffer_ms(latency_ms: int, rate: int) -> int:
    """Milliseconds of sound that the default device takes at once when asked for this latency; 0 when unknown."""
    alsa = library()
    if alsa is None:
        return 0
    device, whole, part = ctypes.c_void_p(), ctypes.c_ulong(), ctypes.c_ulong()
    if alsa.snd_pcm_open(ctypes.byref(device), b"default", PLAYBACK, 0) < 0:
        return 0
    try:
        if alsa.snd_pcm_set_params(device, S16_LE, INTERLEAVED, 1, rate, 1, latency_ms * 1000) < 0:
            return 0
        found = alsa.snd_pcm_get_params(device, ctypes.byref(whole), ctypes.byref(part))
        return 0 if found < 0 else -(-whole.value * 1000 // rate)
    finally:
        alsa.snd_pcm_close(device)
