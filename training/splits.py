"""Which speakers belong to training, to tuning and to the test: voices by name, recordings by a hash of the speaker.

The split never changes. No voice, speaker, file or room is in more than one part.
"""

from __future__ import annotations

import hashlib

KOKORO_TUNE = ("af_jessica", "af_river", "am_puck", "bf_isabella", "bm_george", "if_sara")
KOKORO_TEST = (
    "af_bella",
    "af_nicole",
    "af_sky",
    "am_adam",
    "am_echo",
    "am_michael",
    "bf_emma",
    "bm_lewis",
    "em_alex",
    "ff_siwis",
    "hm_omega",
    "jf_alpha",
    "zf_xiaoxiao",
)
"""The voices that the first clips, made elsewhere, did not use either."""

SALT = "ears"
TRAIN, TUNE = 45, 60
"""Of a hundred buckets: below 45 train, below 60 tune, the rest test."""


def part_of(name: str) -> str:
    """``train``, ``tune`` or ``test`` for a speaker, or for a file if its speaker isn't known."""
    bucket = int(hashlib.sha256(f"{SALT}/{name}".encode()).hexdigest()[:8], 16) % 100
    return "train" if bucket < TRAIN else "tune" if bucket < TUNE else "test"


ROOMS_TUNE = (
    "college house, bedroom (sparse)",
    "colonial house, bedroom",
    "hotel, bathroom",
    "Surrey room A, medium office",
    "REVERB challenge room 1, small",
    "cafe, quiet side room",
)
"""The measured rooms by which points were chosen."""
ROOMS_TRAIN = (
    "college house, living room",
    "college house, master bathroom",
    "college house, home office",
    "BBC R&D listening room",
    "variable acoustics laboratory, 9.7 x 5.5 x 2.7 m",
    "REVERB challenge room 3, large",
)
"""The measured rooms of training; all others are the test's."""
