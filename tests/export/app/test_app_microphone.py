"""The app's microphone: it's never open unseen, and ears that die say so."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support import app_phone, hosts, phone
from tests.support.app_phone import AppPhone

pytestmark = pytest.mark.real
pytest.importorskip("av", reason="needs the extra takeaway: PyAV")
pytest.importorskip("segno", reason="needs the extra takeaway: segno")

LATE = """
globalThis.open = 0;
export const whyNoEars = () => "";
export const startEars = ({ onHeard }) => new Promise((granted, refused) => {
  globalThis.grant = () => { open += 1; granted({ stop() { open -= 1; } }); };
  globalThis.refuse = () => refused(new Error("not allowed"));
});
"""
"""Ears whose microphone waits for an answer, which the test gives."""
ASKED = "typeof grant === 'function'"
SIGN = "document.getElementById('ear')"
DYING = """
onmessage = ({ data }) => {
  if (!data.sound) return;
  postMessage({ kind: "ready" });
  setTimeout(() => { throw new Error("out of memory"); }, 1500);
};
"""
"""A worker that breaks while it listens."""


@pytest.fixture
def address(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = shutil.copytree(app_phone.evening(tmp_path_factory), tmp_path / "app")
    (folder / "ears" / "ears.js").write_text(LATE, encoding="utf-8")
    with hosts.serving(folder) as served:
        yield served


@pytest.fixture
def handset(browser: Any, address: str) -> Iterator[AppPhone]:
    made = AppPhone(browser, address, listens=True)
    made.page.click(".card")
    made.until(ASKED)
    made.until("document.body.dataset.phase === 'asking'")
    yield made
    made.close()


def test_until_it_hears_the_sign_says_that_it_may_not(handset: AppPhone) -> None:
    assert handset.text("ear").startswith("I may not hear you")
    handset.page.evaluate("grant()")
    handset.until(f"{SIGN}.textContent.startsWith('Listening')")


def test_a_microphone_allowed_after_the_end_is_closed_at_once(handset: AppPhone) -> None:
    handset.page.click("#answers .no")
    handset.more("All done")
    handset.page.evaluate("remote.pause()")
    handset.page.evaluate("grant()")
    handset.until("open === 0", 2)
    handset.page.wait_for_timeout(300)
    assert handset.page.evaluate("open") == 0


def test_a_microphone_refused_after_leaving_shows_no_sign(handset: AppPhone) -> None:
    handset.page.click("#answers .no")
    handset.more("All done")
    handset.wait_out_the_elbow()
    handset.page.click("#answers button")
    handset.page.evaluate("refuse()")
    handset.page.wait_for_timeout(300)
    assert handset.page.is_hidden("#ear")


def test_who_stops_listening_before_it_began_isnt_listened_to(handset: AppPhone) -> None:
    handset.wait_out_the_elbow()
    handset.page.click("#ear button")
    handset.page.evaluate("grant()")
    handset.page.wait_for_timeout(300)
    assert handset.text("ear").startswith("Not listening")
    assert handset.page.evaluate("open") == 0


def test_ears_that_die_say_so(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    if why := phone.why_not():
        pytest.skip(why)
    folder = shutil.copytree(app_phone.evening(tmp_path_factory), tmp_path / "app")
    (folder / "ears" / "listener.js").write_text(DYING, encoding="utf-8")
    fake = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
    with hosts.serving(folder) as served, phone.chromium(fake) as opened:
        handset = AppPhone(opened, served, listens=True)
        handset.begin()
        handset.until(f"{SIGN}.textContent.startsWith('Listening')")
        handset.until(f"{SIGN}.textContent.startsWith('Not listening')")
        handset.until("document.getElementById('caption').textContent.startsWith('I can\\'t hear you')")
        handset.context.close()
