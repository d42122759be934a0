"""The app in WebKit, as on an iPhone: it sounds, a touch anywhere is a no, and only a yes goes on."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support import app_phone, hosts, phone, webkit
from tests.support.app_phone import EVENING
from tests.support.listening_page import wav
from tests.support.sounds import RATE, noise, said
from tests.support.webkit import WebKit

pytestmark = pytest.mark.real
pytest.importorskip("av", reason="needs the extra takeaway: PyAV")
pytest.importorskip("segno", reason="needs the extra takeaway: segno")

SOUNDS = "window.probe && probe.blocks.some(([, peak]) => peak > 0.002)"
SILENT = "probe.blocks.length > 48 && probe.blocks.slice(-48).every(([, peak]) => peak < 0.0001)"
ELBOW_S = 2.1
PARENT = """
navigator.mediaDevices.getUserMedia = async () => {
  const context = new AudioContext(), out = context.createMediaStreamDestination();
  const sound = await context.decodeAudioData(await (await fetch("parent.wav")).arrayBuffer());
  const source = new AudioBufferSourceNode(context, { buffer: sound, loop: true });
  source.connect(out);
  source.start();
  return out.stream;
};
"""
"""A parent says the phrase again and again into the microphone."""


@contextlib.contextmanager
def opened(folder: Path, text: str = EVENING) -> Iterator[WebKit]:
    if why := webkit.why_not():
        pytest.skip(why)
    with hosts.serving(app_phone.written(folder, text=text)) as address, webkit.webkit() as window:
        window.open(f"{address}/")
        window.until("document.body.dataset.ready === 'yes'")
        window.run(phone.PROBE)
        yield window


@pytest.fixture
def window(tmp_path: Path) -> Iterator[WebKit]:
    with opened(tmp_path) as window:
        window.click("#listens")
        window.click(".card")
        yield window


def phase(window: WebKit) -> str:
    return str(window.evaluate("document.body.dataset.phase"))


def lead(window: WebKit) -> None:
    while phase(window) != "leading":
        window.wait(ELBOW_S)
        window.click("#answers .yes")
        window.wait(0.6)


def fits(window: WebKit) -> bool:
    return bool(window.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def test_a_massage_begins_stops_at_a_touch_and_goes_on(window: WebKit) -> None:
    window.until("document.body.dataset.phase === 'asking'")
    window.until(SOUNDS)
    assert window.evaluate("document.getElementById('news').textContent") == ""
    assert fits(window)
    lead(window)
    window.until("document.getElementById('caption').textContent === 'Slide to the ankle.'")
    assert fits(window)
    window.click("#no")
    window.until("document.body.dataset.phase === 'resting'", 2)
    window.until(SILENT)
    assert fits(window)
    lead(window)
    window.until("document.getElementById('left').textContent.includes('of')")


def test_a_whole_massage_is_led_by_the_pointer_alone(tmp_path: Path) -> None:
    with opened(tmp_path, EVENING.replace("[left, right]", "[left]")) as window:
        window.click("#listens")
        window.click(".card")
        window.until("document.body.dataset.phase === 'asking'")
        led = set()
        for _ in range(120):
            if (now := phase(window)) == "ended":
                break
            led.add(now)
            if now != "leading":
                window.wait(0.8)
                window.point("#answers .yes")
            window.wait(1)
        assert phase(window) == "ended"
        assert "leading" in led


def test_a_spoken_no_is_heard_in_webkit_too(tmp_path: Path) -> None:
    parent = said("Baby says no!", 5, 1.5)
    with opened(tmp_path) as window:
        wav(tmp_path / "parent.wav", parent + noise(len(parent) / RATE, 1e-3)[: len(parent)])
        window.run(PARENT)
        window.click(".card")
        window.until("document.getElementById('ear').textContent.startsWith('Listening')")
        window.until("document.body.dataset.phase === 'resting'", 60)
