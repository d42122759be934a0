"""A parent says the phrase in a virtual room while the page plays the coach: heard or not, and the time to silence."""

from __future__ import annotations

import json
import random
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
import soundfile

from benchmarks import setting
from coach.playback.listening import SUSPECT_DB, SUSPECT_MS
from coach.sound.clip import Samples
from coach.sound.resampling import resampled
from tests.support.listening_page import listening, start, wav
from tests.support.room import RATE, Recording, Room
from tests.support.sounds import said

CONDITIONS = {"silent": None, "as loud": 0.0, "6 dB louder": 6.0}
"""How much louder than the parent the coach is at the microphone, in decibels."""
BARS = {"silent": 22, "as loud": 21, "6 dB louder": 20}
"""Of 22 sayings."""
MEDIAN_MS, P95_MS = 200, 350
ECHO_DB, COACH_RMS = -6.0, 0.1
"""Of the loudspeaker at the microphone; of the coach at the loudspeaker."""
WITHIN_S, REST_S, LEARN_S = 1.6, 2.5, 8.0
AUDIBLE = 1e-3
HUM = 2.5e-3
"""RMS of noise beneath the coach, so that no pause between words is taken for its silence."""

PLAY = """async ([at, soft, seconds]) => {
  const bytes = await (await fetch(at)).arrayBuffer();
  const source = new AudioBufferSourceNode(context, { buffer: await context.decodeAudioData(bytes), loop: true });
  source.connect(tapNode);
  source.start();
  window.told = [];
  // As the page does it: a "no" stops the voice at once, a suspicion makes it softer for a while.
  const push = told.push.bind(told), { gain } = tapNode;
  told.push = (one) => {
    if (one.kind === "no") {
      gain.cancelScheduledValues(0);
      gain.value = 0;
    } else if (one.kind === "suspect") {
      gain.setTargetAtTime(soft, context.currentTime, 0.02);
      gain.setTargetAtTime(1, context.currentTime + seconds, 0.1);
    }
    return push(one);
  };
}"""
PLAYED = "coach.wav"
"""The file that the page plays."""
AGAIN = "told.length = 0; tapNode.gain.cancelScheduledValues(0); tapNode.gain.value = 1; 0"
HEARD = "told.some((one) => one.kind === 'no')"


def scaled(samples: Samples, loud: float) -> Samples:
    """At this RMS, of what is not silent."""
    sounding = samples[np.abs(samples) > AUDIBLE]
    out: Samples = (samples * (loud / np.sqrt((sounding**2).mean()))).astype(np.float32)
    return out


def sayings(folder: Path, many: int) -> list[Samples]:
    """Clips of the phrase at the room's rate, drawn from the folder's manifest."""
    rows = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    paths = [folder / row["path"] for row in rows if row["path"].startswith("pos/")]
    found = []
    for path in random.Random(1).sample(paths, many):  # noqa: S311 - only a choice
        samples, rate = soundfile.read(path, dtype="float32")
        found.append(resampled(samples, rate, RATE))
    return found


def coach(loud: float) -> Samples:
    """A minute of the coach at 24 kHz."""
    texts = (
        "Slide both hands from the hip down to the ankle, one after the other.",
        "Hold the foot in your hand, and let your thumb press softly along the sole.",
        "Now circle around the knee, slowly, without any pressure on the bone.",
    )
    sound = scaled(np.concatenate([said(text, 0.2, 0.2) for text in texts]), loud)
    hum = HUM * np.random.default_rng(0).normal(size=len(sound))
    return resampled(sound + hum.astype(np.float32), 16_000, 24_000)


def played(sound: Samples) -> bytes:
    """What the page plays, from sound at 24 kHz, as a file."""
    with tempfile.TemporaryDirectory() as folder:
        return wav(Path(folder) / PLAYED, sound, 24_000, source=24_000).read_bytes()


def play(page: Any) -> None:
    """Let the page play it again and again."""
    page.evaluate(PLAY, [f"/{PLAYED}", 10 ** (-SUSPECT_DB / 20), SUSPECT_MS / 1000])


def silent_after(speaker: Recording, first: int) -> float | None:
    """The moment of the last audible sample, if the loudspeaker has been silent since for 0.3 s."""
    found = np.flatnonzero(np.abs(speaker.part(first, speaker.count)) > AUDIBLE)
    if not len(found) or speaker.count - first - found[-1] < 0.3 * RATE:
        return None
    return speaker.moment(first + int(found[-1]))


def say(room: Room, page: Any, voice: Samples, mouth: Recording, speaker: Recording) -> tuple[bool, float | None]:
    """Whether it was heard, and the milliseconds from its end to silence."""
    page.evaluate(AGAIN)
    page.wait_for_timeout(1000 * REST_S)
    page.evaluate("told.length = 0; 0")
    began, playing = mouth.count, speaker.count
    room.say(voice).wait(timeout=60)
    time.sleep(WITHIN_S)
    ended = began + int(np.flatnonzero(np.abs(mouth.part(began, mouth.count)) > 3 * AUDIBLE)[-1])
    heard = bool(page.evaluate(HEARD))
    moment = silent_after(speaker, playing) if heard else None
    return heard, None if moment is None else 1000 * (moment - mouth.moment(ended))


def condition(name: str, voices: list[Samples]) -> tuple[int, list[float]]:
    """How many were heard with the coach so loud, and how long each took."""
    louder, took, many = CONDITIONS[name], [], 0
    loud = 0.05 if louder is None else COACH_RMS * 10 ** ((ECHO_DB - louder) / 20)
    with Room(echo_db=ECHO_DB) as room, listening(env=dict(room.env), files={PLAYED: played(coach(COACH_RMS))}) as page:
        start(page)
        if louder is not None:
            play(page)
            page.wait_for_timeout(1000 * LEARN_S)
        with room.record() as speaker, room.record("parent") as mouth:
            for voice in voices:
                heard, ms = say(room, page, scaled(voice, loud), mouth, speaker)
                many += heard
                took += [] if ms is None else [ms]
    return many, took


def run(clips: Path, many: int) -> int:
    """Print the table; 1 if a bar is missed."""
    voices, good, every = sayings(clips, many), True, []
    for name in CONDITIONS:
        heard, took = condition(name, voices)
        every += took
        good &= heard >= BARS[name] * many / 22
        print(
            f"coach {name}: {heard} of {many} heard; end of the phrase to silence: {setting.percentiles(took)}",
            flush=True,
        )
    good = good and bool(every) and bool(np.median(every) <= MEDIAN_MS and np.percentile(every, 95) <= P95_MS)
    print(setting.verdict(met=good, bar=f"22, 21, 20 of 22; median {MEDIAN_MS}, p95 {P95_MS} ms"))
    return 0 if good else 1
