"""A page in Chromium whose microphone is a WAV file, with the ears open; it notes all that they tell."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import soundfile

from coach.sound.clip import Samples
from coach.sound.resampling import resampled
from tests.support.page_ears import served
from tests.support.phone import chromium

FAKE = ["--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"]
START = """async (rate) => {
  const { startEars } = await import("/ears/ears.js");
  const usual = { latencyHint: "interactive", renderSizeHint: 256 }; // as player.js asks for it
  const context = new AudioContext(rate ? { ...usual, sampleRate: rate } : usual);
  const tapNode = context.createGain();
  tapNode.connect(context.destination);
  Object.assign(window, { context, tapNode, told: [], saying: new Set() });
  window.heard = (command) => told.some((one) => one.command === command && one.kind !== "suspect");
  const began = performance.now();
  const onHeard = (what) => told.push({ ...what, now: context.currentTime });
  window.ears = await startEars({ context, tapNode, phrases: () => saying, onHeard });
  return performance.now() - began;
}"""


def wav(path: Path, heard: Samples, rate: int = 48_000, source: int = 16_000) -> Path:
    """A file for the fake microphone, from sound at ``source`` hertz; Chromium plays it again and again."""
    soundfile.write(path, resampled(heard, source, rate), rate, subtype="PCM_16")
    return path


@contextlib.contextmanager
def listening(
    microphone: Path | None = None,
    *,
    env: dict[str, str | float | bool] | None = None,
    files: dict[str, bytes] | None = None,
    bits: int = 0,
) -> Iterator[Any]:
    """A page that may open the microphone.

    Args:
        microphone: the WAV file; the system's own if there is none.
        env: for Chromium.
        files: what else is served beside the page.
        bits: a second, of the network; 0 is as fast as it goes.

    """
    fake = [*FAKE, f"--use-file-for-fake-audio-capture={microphone}"] if microphone else FAKE[:1]
    pages = {"index.html": b"<!doctype html><title>ears</title>", **(files or {})}
    own = chromium(fake, env=env, ignore_default_args=["--mute-audio"])
    with served(pages, bits) as address, own as opened:
        page = opened.new_context(permissions=["microphone"]).new_page()
        page.goto(f"{address}/index.html")
        yield page


def start(page: Any, rate: int = 0) -> float:
    """Open the ears; the milliseconds until they were ready."""
    return float(page.evaluate(START, rate))


def told(page: Any) -> list[dict[str, Any]]:
    """All that they told so far."""
    return list(page.evaluate("told"))


def commands(page: Any) -> list[str]:
    """The commands that were sure."""
    return [one["command"] for one in told(page) if one["kind"] in ("no", "command")]


def until(page: Any, condition: str, seconds: float) -> bool:
    """Whether a condition in JavaScript became true in so many seconds."""
    for _ in range(round(seconds * 10)):
        if page.evaluate(f"Boolean({condition})"):
            return True
        page.wait_for_timeout(100)
    return False


def quiet(seconds: float) -> Samples:
    """Nearly nothing."""
    return (1e-4 * np.random.default_rng(0).normal(size=round(16_000 * seconds))).astype(np.float32)
