"""What goes wrong around the app: it says so, and leads on where it can."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from coach.export.app import folder as app
from coach.model.options import Options
from coach.sound import earcons
from coach.voices.silent import SilentVoice
from tests.support import hosts
from tests.support.app_phone import EVENING, TOUCH_ONLY, AppPhone
from tests.support.hosts import Host
from tests.support.told import WORDS, routine

pytestmark = pytest.mark.real
pytest.importorskip("av", reason="needs the extra takeaway: PyAV")
pytest.importorskip("segno", reason="needs the extra takeaway: segno")

CAPTION = "document.getElementById('caption').textContent"
NEWS = "document.getElementById('news').textContent"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two routines."""
    made: Path = tmp_path_factory.mktemp("two")
    hips = EVENING.replace("title: Evening", "title: Hips")
    routines = {name: routine(text, name) for name, text in (("evening", EVENING), ("hips", hips))}
    app.write(app.Making(routines, Options(care=False), WORDS, SilentVoice(), earcons.load), made)
    return made


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    with hosts.serving(folder) as served:
        yield served


SLOW = """
const get = window.fetch;
window.late = [];
window.fetch = async (...given) => {
  if (String(given[0]).includes("sounds/evening")) await new Promise((done) => { late.push(done); });
  return get(...given);
};
"""
"""The words of one routine come when the test lets them."""


def test_a_routine_whose_words_come_late_interrupts_no_other(browser: Any, address: str) -> None:
    handset = AppPhone(browser, address, SLOW)
    handset.page.click("[data-routine=evening]")
    handset.until("late.length")
    handset.page.click("[data-routine=hips]")
    handset.lead()
    handset.until(f"{CAPTION} === 'Slide to the ankle.'")
    handset.page.evaluate("late.forEach((done) => done())")
    handset.page.wait_for_timeout(1000)
    assert handset.phase == "leading"
    kept = handset.page.evaluate("JSON.parse(localStorage.getItem('massage / place'))")
    assert kept["routine"] == "hips"
    handset.until("document.getElementById('place').textContent.endsWith('warm hold')")
    assert handset.text("news") == ""
    handset.close()


ASLEEP = """
window.awake = false;
const { get: state } = Object.getOwnPropertyDescriptor(BaseAudioContext.prototype, "state");
Object.defineProperty(AudioContext.prototype, "state", { get() { return awake ? state.call(this) : "interrupted"; } });
AudioContext.prototype.resume = () => new Promise(() => {});
window.sound = (on) => { awake = on; probe.context.dispatchEvent(new Event("statechange")); };
"""
"""A phone on which a call has the sound, until the test ends it."""


def test_words_and_sound_that_are_slow_to_come_say_what_helps(browser: Any, address: str) -> None:
    handset = AppPhone(browser, address, SLOW + ASLEEP + "window.awake = true;")
    handset.page.clock.install()
    handset.page.click("[data-routine=evening]")
    handset.until("late.length")
    handset.page.evaluate("sound(false)")
    assert handset.text("news") == "One moment, the words are coming."
    handset.page.clock.fast_forward(11_000)
    assert "Find a better network" in handset.text("news")
    handset.page.evaluate("late.forEach((done) => done())")
    handset.page.wait_for_timeout(500)
    handset.page.clock.fast_forward(5_000)
    handset.until(f"{NEWS}.includes('The phone gives no sound yet')")
    handset.page.evaluate("sound(true)")
    handset.until_phase("asking")
    assert handset.text("news") == ""
    handset.close()


def test_a_leg_left_out_while_the_words_come_is_left_out(browser: Any, address: str) -> None:
    handset = AppPhone(browser, address, SLOW)
    handset.page.click("[data-routine=evening]")
    handset.until("late.length")
    handset.page.click("#tonight-panel summary")
    handset.page.select_option("#leg", "left leg")
    handset.until("late.splice(0).forEach((done) => done()) || document.body.dataset.phase === 'asking'")
    assert handset.text("place") == "Right leg"
    handset.close()


ASKED = """
export const whyNoEars = () => "";
export const startEars = () => new Promise(() => { globalThis.asked = true; });
"""
"""Ears whose microphone waits for an answer that nobody gives."""


def test_sound_lost_to_the_question_about_the_microphone_is_told(browser: Any, folder: Path, tmp_path: Path) -> None:
    shutil.copytree(folder, tmp_path / "app")
    (tmp_path / "app" / "ears" / "ears.js").write_text(ASKED, encoding="utf-8")
    with hosts.serving(tmp_path / "app") as served:
        handset = AppPhone(browser, served, ASLEEP + "window.awake = true;", listens=True)
        handset.page.clock.install()
        handset.page.click(".card")
        handset.until("window.asked")
        handset.page.evaluate("sound(false)")
        handset.page.clock.fast_forward(4_000)
        handset.until_phase("asking")
        handset.page.clock.fast_forward(4_000)
        handset.until(f"{NEWS}.includes('The phone stopped the sound')", 3)
        handset.close()


def test_who_goes_on_while_a_call_has_the_sound_rests_again(browser: Any, address: str) -> None:
    handset = AppPhone(browser, address, ASLEEP + "window.awake = true;")
    handset.begin()
    handset.lead()
    handset.page.evaluate("sound(false)")
    handset.until_phase("resting")
    handset.agree()
    handset.until(f"{NEWS}.includes('The phone stopped the sound') && document.body.dataset.phase === 'resting'", 8)
    handset.page.evaluate("sound(true)")
    handset.agree()
    handset.until_phase("leading")
    assert handset.text("news") == ""
    handset.close()


def test_two_touches_on_a_routine_begin_it_once(browser: Any, address: str) -> None:
    begun = """
        window.begun = 0;
        const keep = Storage.prototype.setItem;
        Storage.prototype.setItem = function (name, text) {
          begun += name.endsWith("place");
          keep.call(this, name, text);
        };
    """
    handset = AppPhone(browser, address, begun)
    handset.page.dblclick(".card")
    handset.until_phase("asking")
    handset.page.wait_for_timeout(1000)
    assert handset.page.evaluate("window.begun") == 1
    handset.close()


def test_a_browser_that_can_make_no_sound_says_so(browser: Any, address: str) -> None:
    dumb = "window.AudioContext = function () { throw new Error('no sound device'); };"
    handset = AppPhone(browser, address, dumb)
    handset.page.click(".card")
    handset.until(f"{NEWS}.includes('cannot play the sound')")
    assert handset.phase == "start"
    handset.close()


TWICE = """async () => {
  const { Player } = await import("./player.js"), player = new Player({}), told = [];
  let first = true;
  const decodeAudioData = async () => {
    if (!first) return { duration: 1 };
    first = false;
    throw new DOMException("busy", "EncodingError");
  };
  player.context = { decodeAudioData };
  player.packs = [{ index: { "Rope.": [0, 1, 1000] }, bytes: new ArrayBuffer(1) }];
  for (let n = 0; n < 2; n += 1) told.push(await player.clip("Rope.").then(() => "sounds", () => "fails"));
  return told;
}"""


def test_a_sentence_that_failed_once_is_tried_again(browser: Any, address: str) -> None:
    handset = AppPhone(browser, address)
    assert handset.page.evaluate(TWICE) == ["fails", "sounds"]
    handset.close()


def test_a_page_that_cannot_be_loaded_whole_says_what_to_do(browser: Any, folder: Path, tmp_path: Path) -> None:
    shutil.copytree(folder, tmp_path / "app")
    (tmp_path / "app" / "app.json").unlink()
    with hosts.serving(tmp_path / "app") as served, browser.new_page() as page:
        page.goto(served)
        page.wait_for_selector("text=The words could not be loaded. Go online once, and try again.", timeout=15_000)


def test_a_full_store_costs_the_copy_and_not_the_words(browser: Any, folder: Path, tmp_path: Path) -> None:
    shutil.copytree(folder, tmp_path / "app")
    worker = tmp_path / "app" / "sw.js"
    full = 'Cache.prototype.put = async () => { throw new DOMException("full", "QuotaExceededError"); };\n'
    worker.write_text(full + worker.read_text(encoding="utf-8"), encoding="utf-8")
    with hosts.serving(tmp_path / "app") as served:
        handset = AppPhone(browser, served)
        handset.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        handset.page.reload()
        handset.until("navigator.serviceWorker.controller !== null")
        handset.begin()
        handset.until_heard()
        handset.more("All done")
        handset.wait_out_the_elbow()
        handset.page.click("#answers button")
        handset.until(f"{NEWS}.includes('It needs the network every time')")
        handset.close()


NONE = 'Object.defineProperty(Navigator.prototype, "serviceWorker", { value: undefined });'


@pytest.mark.parametrize(("init", "lost"), [(NONE, "none"), ("", "icon-512.png")], ids=["none", "half"])
def test_a_browser_that_keeps_no_copy_says_so_once(
    browser: Any, folder: Path, tmp_path: Path, init: str, lost: str
) -> None:
    shutil.copytree(folder, tmp_path / "app")
    (tmp_path / "app" / lost).unlink(missing_ok=True)
    with hosts.serving(tmp_path / "app") as served:
        handset = AppPhone(browser, served, init)
        handset.until(f"{NEWS}.includes('It needs the network every time')")
        handset.page.reload()
        handset.page.wait_for_timeout(2000)
        assert handset.text("news") == ""
        handset.context.close()


def test_the_new_version_is_taken_in_a_second_tab_too(browser: Any, folder: Path, tmp_path: Path) -> None:
    shutil.copytree(folder, tmp_path / "app")
    host = Host(tmp_path / "app")
    handset = AppPhone(browser, host.address)
    handset.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page, worker = (tmp_path / "app" / name for name in ("index.html", "sw.js"))
    page.write_text(page.read_text(encoding="utf-8").replace("<h1 id", '<h1 data-new="yes" id'), encoding="utf-8")
    worker.write_text(worker.read_text(encoding="utf-8").replace('VERSION = "', 'VERSION = "2'), encoding="utf-8")
    handset.page.reload()
    handset.until("document.getElementById('update') !== null")
    other = handset.context.new_page()
    other.add_init_script(TOUCH_ONLY)
    other.goto(f"{host.address}/")
    other.click("text=Use the new version")
    other.wait_for_selector("[data-new]")
    handset.page.click("text=Use the new version")
    handset.until("document.querySelector('[data-new]') !== null")
    host.kill()
    handset.context.close()


EARS = """
export const whyNoEars = () => "";
export const startEars = async ({ onHeard }) => { globalThis.hear = onHeard; return { stop() {} }; };
"""
GAINS = """
window.gains = [];
const createGain = AudioContext.prototype.createGain;
AudioContext.prototype.createGain = function () { gains.push(createGain.call(this)); return gains.at(-1); };
"""


def test_the_next_massage_is_as_loud_as_usual(browser: Any, folder: Path, tmp_path: Path) -> None:
    shutil.copytree(folder, tmp_path / "app")
    (tmp_path / "app" / "ears" / "ears.js").write_text(EARS, encoding="utf-8")
    with hosts.serving(tmp_path / "app") as served:
        handset = AppPhone(browser, served, GAINS, listens=True)
        handset.begin()
        softer = {"kind": "command", "command": "softer", "by": "microphone"}
        handset.page.evaluate(f"hear({json.dumps(softer)})")
        handset.until("gains[0].gain.value < 0.8")
        handset.more("All done")
        handset.wait_out_the_elbow()
        handset.page.click("#answers button")
        handset.wait_out_the_elbow()
        handset.begin()
        handset.until("gains[0].gain.value > 0.99", 3)
        handset.close()


def test_who_goes_on_no_longer_reads_that_the_sound_stopped(browser: Any, address: str) -> None:
    handset = AppPhone(browser, address)
    handset.begin()
    handset.lead()
    handset.page.evaluate("probe.context.suspend()")
    handset.until(f"{NEWS}.includes('The phone stopped the sound')")
    handset.agree()
    handset.until_phase("leading")
    assert handset.text("news") == ""
    handset.close()
