"""The app in WebKit, as on an iPhone: it sounds, a touch anywhere is a no, and only a yes goes on."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support import app_phone, hosts, phone, webkit
from tests.support.webkit import WebKit

pytestmark = pytest.mark.real
pytest.importorskip("av", reason="needs the extra takeaway: PyAV")
pytest.importorskip("segno", reason="needs the extra takeaway: segno")

SOUNDS = "window.probe && probe.blocks.some(([, peak]) => peak > 0.002)"
SILENT = "probe.blocks.length > 48 && probe.blocks.slice(-48).every(([, peak]) => peak < 0.0001)"
ELBOW_S = 2.1


@pytest.fixture
def window(tmp_path: Path) -> Iterator[WebKit]:
    if why := webkit.why_not():
        pytest.skip(why)
    with hosts.serving(app_phone.written(tmp_path)) as address, webkit.webkit() as opened:
        opened.open(f"{address}/")
        opened.until("document.body.dataset.ready === 'yes'")
        opened.run(phone.PROBE)
        opened.click("#listens")
        opened.click(".card")
        yield opened


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
