"""The app on a phone: it asks and waits, falls silent at any touch, and keeps the coach's promises."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support import app_phone, hosts
from tests.support.app_phone import AppPhone
from tests.support.told import WORDS

pytestmark = pytest.mark.real
pytest.importorskip("av", reason="needs the extra takeaway: PyAV")
pytest.importorskip("segno", reason="needs the extra takeaway: segno")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return app_phone.evening(tmp_path_factory)


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    with hosts.serving(folder) as served:
        yield served


@pytest.fixture
def handset(browser: Any, address: str) -> Iterator[AppPhone]:
    made = AppPhone(browser, address, reduced_motion="reduce")
    yield made
    made.close()


def test_the_start_screen_shows_each_routine_with_its_length_and_a_drawing(handset: AppPhone) -> None:
    card = handset.page.locator(".card")
    assert card.locator(".title").inner_text() == "Evening"
    assert "minutes" in card.inner_text()
    assert handset.page.evaluate("document.querySelector('.card img').complete")


def test_it_asks_first_and_leads_after_a_yes(handset: AppPhone) -> None:
    handset.begin()
    assert handset.phase == "asking"
    handset.until_heard()
    handset.lead()
    assert "Left leg: rope" in handset.text("place")
    assert "Stroke 1 of 4" in handset.text("left")
    handset.until("document.getElementById('caption').textContent === 'Slide to the ankle.'")


def test_silence_is_never_a_yes(handset: AppPhone) -> None:
    handset.begin()
    handset.page.wait_for_timeout(750)
    handset.page.click("#answers .yes")
    handset.until_silent()
    handset.page.wait_for_timeout(5000)
    assert handset.phase == "asking"


def test_a_tap_anywhere_silences_it(handset: AppPhone) -> None:
    handset.begin()
    handset.lead()
    handset.until_heard()
    handset.page.mouse.click(30, 820)
    assert handset.phase == "resting"
    handset.until("document.getElementById('caption').textContent === 'Resting. Both hands on the left leg.'")
    assert handset.silence_after() < 60


def test_while_it_leads_the_whole_screen_is_a_no(handset: AppPhone) -> None:
    handset.begin()
    handset.lead()
    size = handset.page.viewport_size
    corners = [(x, y) for x in (3, size["width"] // 2, size["width"] - 4) for y in (3, 400, size["height"] - 4)]
    covered = "([x, y]) => document.elementFromPoint(x, y).id === 'no'"
    assert all(handset.page.evaluate(covered, [x, y]) for x, y in corners)
    handset.page.evaluate("document.getElementById('place').click()")  # as TalkBack does with what it reads
    assert handset.phase == "resting"


def test_while_it_leads_any_key_is_a_no(handset: AppPhone) -> None:
    handset.begin()
    for key in ("Space", "Enter", "x", "Tab", "ArrowRight", "q"):
        handset.lead()
        handset.page.keyboard.press(key)
        assert handset.phase == "resting", key


def to(handset: AppPhone, selector: str) -> None:
    """Go on with Tab until something has the focus."""
    for _ in range(40):
        handset.page.keyboard.press("Tab")
        if handset.page.evaluate("(wanted) => document.activeElement.matches(wanted)", selector):
            return
    raise AssertionError(f"Tab does not lead to {selector}")


@pytest.mark.parametrize("press", ["Enter", "Space"])
def test_two_keys_alone_lead_through_a_whole_massage(handset: AppPhone, press: str) -> None:
    """As a switch does: one key goes on to the next thing, and one takes it."""

    def take(selector: str) -> None:
        to(handset, selector)
        handset.page.keyboard.press(press)

    take(".card")
    handset.until_phase("asking")
    while handset.phase != "leading":
        handset.wait_out_the_elbow()
        take("#answers .yes")
        handset.page.wait_for_timeout(600)
    handset.page.keyboard.press(press)
    assert handset.phase == "resting"
    handset.wait_out_the_elbow()
    take("#answers .yes")
    handset.until_phase("leading")
    handset.page.keyboard.press("Tab")
    assert handset.phase == "resting"
    handset.wait_out_the_elbow()
    take("#more summary")
    handset.page.wait_for_timeout(750)
    take("#others button:last-child")
    handset.until_phase("ended")
    handset.wait_out_the_elbow()
    take("#answers button")
    handset.until_phase("start")


def test_knocks_in_a_row_are_one_no_and_end_nothing(handset: AppPhone) -> None:
    handset.begin()
    handset.lead()
    for x, y in ((195, 400), (195, 640), (195, 760), (60, 800), (330, 800), (195, 560)):
        handset.page.mouse.click(x, y)
        handset.page.wait_for_timeout(250)
        assert handset.phase == "resting"
    assert not handset.page.evaluate("document.getElementById('more').open")


def test_ending_takes_one_more_touch(handset: AppPhone) -> None:
    handset.begin()
    handset.lead()
    handset.page.mouse.click(195, 400)
    assert not handset.page.locator("#others button").first.is_visible()
    handset.more("All done")
    handset.until_phase("ended")


def test_no_is_as_large_as_yes(handset: AppPhone) -> None:
    handset.begin()
    yes, no = (handset.page.locator(f"#answers .{kind}").bounding_box() for kind in ("yes", "no"))
    assert no["width"] * no["height"] >= yes["width"] * yes["height"]


def test_an_external_play_command_never_counts_as_yes(handset: AppPhone) -> None:
    handset.begin()
    handset.wait_out_the_elbow()
    for _ in range(3):
        handset.page.evaluate("remote.play()")
        handset.page.wait_for_timeout(400)
        assert handset.phase == "asking"
    handset.lead()
    handset.page.evaluate("remote.pause()")
    assert handset.phase == "resting"
    handset.wait_out_the_elbow()
    for act in ("play", "nexttrack", "previoustrack"):
        handset.page.evaluate(f"remote.{act}()")
        assert handset.phase == "resting"


KEPT = """
window.sounding = [];
const Made = window.Audio;
window.Audio = class extends Made { constructor(...given) { super(...given); sounding.push(this); } };
"""
"""Gives the tests the page's audio elements, which the system can pause."""


@pytest.mark.parametrize("pause", ["sounding[0].pause()", "probe.context.suspend()"])
def test_a_phone_that_stops_the_sound_rests_and_says_so(browser: Any, address: str, pause: str) -> None:
    made = AppPhone(browser, address, KEPT)
    made.begin()
    made.lead()
    made.page.evaluate(pause)
    made.until_phase("resting")
    made.until("document.getElementById('news').textContent.includes('To go on, touch a button here.')")
    made.agree()
    made.until_phase("leading")
    made.close()


def test_a_reload_mid_stroke_offers_to_go_on_there(handset: AppPhone) -> None:
    handset.begin()
    handset.lead()
    handset.page.mouse.click(195, 400)
    handset.more("Next")
    handset.until("document.getElementById('place').textContent.includes('warm hold')")
    handset.page.reload()
    handset.until("document.body.dataset.ready === 'yes'")
    assert "Left leg, warm hold" in handset.text("start")
    handset.page.click("button:text-is('Go on from there')")
    handset.until_phase("asking")
    handset.lead()
    assert "Left leg: warm hold" in handset.text("place")


def test_a_reload_while_it_leads_goes_on_there_and_asks_again(handset: AppPhone) -> None:
    handset.begin()
    handset.lead()
    handset.until("document.getElementById('caption').textContent === 'Slide to the ankle.'")
    handset.page.reload()
    handset.until("document.body.dataset.ready === 'yes'")
    assert "Left leg, rope" in handset.text("start")
    handset.page.click("button:text-is('Go on from there')")
    handset.until_phase("asking")


def test_whoever_leaves_during_the_goodbye_stays_and_finds_the_history(handset: AppPhone) -> None:
    handset.begin()
    handset.lead()
    handset.page.mouse.click(195, 400)
    handset.more("All done")
    handset.until_phase("ended")
    handset.until_heard()
    handset.wait_out_the_elbow()
    handset.page.click("#answers button")
    handset.wait_out_the_elbow()
    handset.page.click("#history-panel summary")
    assert "Evening0 min. Strokes: 0. Baby said no: 1." in handset.text("history-panel")
    with handset.page.expect_download() as coming:
        handset.page.click("button:text-is('Save as a file')")
    assert "evening" in Path(coming.value.path()).read_text(encoding="utf-8")
    handset.page.click("button:text-is('Delete it all')")
    handset.page.click("button:text-is('Delete it for good?')")
    assert handset.page.locator("#history-panel").count() == 0
    assert handset.page.evaluate("Object.keys(localStorage).filter((name) => name.endsWith('place')).length") == 0
    handset.page.wait_for_timeout(8000)  # longer than what was left of the goodbye
    assert handset.phase == "start"
    assert handset.page.is_visible(".card")


def test_a_leg_can_be_left_out(handset: AppPhone) -> None:
    handset.page.click("#tonight-panel summary")
    handset.page.select_option("#leg", "left leg")
    handset.begin()
    handset.lead()
    assert "Right leg: rope" in handset.text("place")
    assert "Stroke 1 of 2" in handset.text("left")


def test_the_lock_screen_shows_the_stroke_and_the_place(handset: AppPhone) -> None:
    handset.begin()
    handset.lead()
    told = handset.page.evaluate(
        "[navigator.mediaSession.metadata.title, navigator.mediaSession.metadata.artwork.length]"
    )
    assert told == ["rope", 2]


def test_no_text_repeats_what_the_voice_says(handset: AppPhone) -> None:
    handset.begin()
    handset.lead()
    live = "[...document.querySelectorAll('[aria-live], [role=status]')].map((one) => one.id)"
    assert handset.page.evaluate(live) == ["news"]
    assert handset.text("news") == ""
    assert "Slide to the ankle" in handset.page.get_attribute("#drawing", "alt")


def test_the_app_uses_the_coachs_words_for_a_page(folder: Path) -> None:
    assert WORDS.one("page-ask-wait") in (folder / "app.json").read_text(encoding="utf-8")


def test_a_refused_microphone_is_announced_and_touch_still_works(browser: Any, address: str) -> None:
    made = AppPhone(browser, address, listens=True)
    made.begin()
    made.until("document.getElementById('ear').textContent.includes('Not listening')")
    made.lead()
    made.page.mouse.click(195, 400)
    assert made.phase == "resting"
    made.close()
