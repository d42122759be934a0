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

LONG = "That was all, from the first stroke to the very last, and now comes a long cuddle."
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
    app_phone.written(folder, text=EVENING.replace('"That was all."', f'"{LONG}"\n  - teach: "{LAST}"'))
    (folder / "ears" / "ears.js").write_text(EARS)
    with hosts.serving(folder) as served:
        yield served


def finished(handset: AppPhone) -> AppPhone:
    """Everything is massaged, and the goodbye has begun."""
    handset.begin()
    for _leg in range(2):
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
    "the phone": "probe.context.suspend()",
}


@pytest.mark.parametrize("no", NOES.values(), ids=NOES)
def test_a_no_silences_the_goodbye_and_closes_the_microphone(browser: Any, address: str, no: str) -> None:
    handset = finished(AppPhone(browser, address, listens=True))
    handset.until(f"{CAPTION} === '{LONG}'")
    handset.page.evaluate(no)
    handset.until("!listening", 2)
    handset.page.wait_for_timeout(6000)
    assert handset.text("caption") == LONG
    handset.close()


def test_a_touch_silences_the_goodbye(browser: Any, address: str) -> None:
    handset = finished(AppPhone(browser, address))
    handset.until(f"{CAPTION} === '{LONG}'")
    handset.wait_out_the_elbow()
    handset.page.mouse.click(30, 820)
    handset.page.wait_for_timeout(6000)
    assert handset.text("caption") == LONG
    handset.close()
