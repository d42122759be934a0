"""The end of a massage in the app: it is told whole, and a no silences it like everything else."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support import app_phone, hosts
from tests.support.app_phone import EVENING, NO_STORAGE, AppPhone

pytestmark = pytest.mark.real
pytest.importorskip("av", reason="needs the extra takeaway: PyAV")
pytest.importorskip("segno", reason="needs the extra takeaway: segno")

LONG = "That was all, and now comes a long cuddle."
LAST = "Good night."
EARS = """
export const whyNoEars = () => "";
export const startEars = async ({ onHeard }) => {
  globalThis.hear = onHeard;
  globalThis.listening = true;
  return { stop() { globalThis.listening = false; } };
};
"""
"""Ears that hear what a test tells them to."""
CAPTION = "document.getElementById('caption').textContent"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder: Path = tmp_path_factory.mktemp("goodbye")
    one_leg = EVENING.replace("[left, right]", "[left]")
    app_phone.written(folder, text=one_leg.replace('"That was all."', f'"{LONG}"\n  - teach: "{LAST}"'))
    (folder / "ears" / "ears.js").write_text(EARS)
    with hosts.serving(folder) as served:
        yield served


def finished(handset: AppPhone) -> AppPhone:
    """The leg is massaged, and the goodbye has begun."""
    handset.begin()
    handset.lead()
    for _stroke in range(2):
        handset.page.evaluate("remote.nexttrack()")
    assert handset.phase == "ended"
    return handset


def test_the_goodbye_is_whole_where_the_browser_keeps_nothing(browser: Any, address: str) -> None:
    handset = AppPhone(browser, address, NO_STORAGE, listens=True)
    finished(handset).until(f"{CAPTION} === '{LAST}'")
    handset.close()


NOES = {
    "voice": "hear({ kind: 'no', command: 'no', by: 'microphone' })",
    "headset": "remote.pause()",
    "key": "document.dispatchEvent(new KeyboardEvent('keydown', { key: 'n', bubbles: true }))",
    "touch": "document.body.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true }))",
    "the phone": "probe.context.suspend()",
}


def test_a_no_silences_the_goodbye_and_closes_the_microphone(browser: Any, address: str) -> None:
    handset = AppPhone(browser, address, listens=True)
    for name, no in NOES.items():
        finished(handset).until(f"{CAPTION} === '{LONG}'")
        handset.wait_out_the_elbow()
        handset.page.evaluate(no)
        handset.until("!listening", 2)
        handset.page.wait_for_timeout(4500)
        assert handset.text("caption") == LONG, name
        handset.wait_out_the_elbow()
        handset.page.click("#answers button")
        handset.wait_out_the_elbow()
    handset.close()
