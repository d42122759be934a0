"""The page for a phone: it asks and waits, falls silent at any touch, and keeps the coach's promises."""

import itertools
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from coach.cli import main as cli
from coach.export import phone_page
from coach.export.audiobook import Maker
from coach.model.options import Detail, Options
from coach.session.state import State
from coach.sound import earcons
from coach.sound.clip import RATE, Clip
from coach.voices import private_folder
from coach.voices.silent import SilentVoice
from tests.support import hosts, phone
from tests.support.told import ASK, WORDS, book_of, routine

pytestmark = pytest.mark.real

pytest.importorskip("av", reason="needs the extra takeaway: PyAV")

SHORT = """\
coach: 1
title: Tiny & small
about: A leg each
opening:
  - teach: "Warm a little oil."
parts:
  - title: "{side} leg"
    sides: [left, right]
    rest: "Hands rest."
    strokes:
      - {name: rope, teach: "Slide to the ankle.", remind: "Hip to ankle.", times: 2, pace: 3, ours: true,
         sources: [S1], rest: "Resting. Both hands on the {side} leg."}
      - {name: warm hold, teach: "Hold the leg.", remind: "Hold.", times: 2, pace: 3, ours: true}
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Any:
    made = tmp_path_factory.mktemp("page")
    state = State(book_of(routine(SHORT)), WORDS, Options(detail=Detail.REMIND))
    phone_page.write(Maker(SilentVoice(), earcons.load), state, made)
    return made


@pytest.fixture
def handset(browser: Any, folder: Path) -> Iterator[Any]:
    made = phone.Phone(browser, (folder / "index.html").as_uri(), reduced_motion="reduce")
    yield made
    assert made.errors == []
    made.context.close()


def asking(handset: Any) -> None:
    """It asks about the left leg."""
    handset.begin()
    handset.skip()
    handset.until_phase("asking")


def leading(handset: Any) -> Any:
    """The left leg is massaged."""
    asking(handset)
    handset.agree()
    handset.until_heard()
    return handset


# --- the folder ----------------------------------------------------------------------------------


def test_one_folder_holds_everything(folder: Path) -> None:
    assert sorted(file.name for file in folder.iterdir()) == [
        "icon-192.png",
        "icon-512.png",
        "index.html",
        "manifest.webmanifest",
        "sw.js",
    ]


def test_the_page_needs_no_network(folder: Path) -> None:
    text = (folder / "index.html").read_text(encoding="utf-8")
    links = re.findall(r'(?:src|href)="([^"]+)"', re.sub(r"<svg.*?</svg>", "", text.split('id="massage"')[0]))
    assert set(links) == {"manifest.webmanifest", "icon-192.png"}
    assert "http://" not in text.replace("http://www.w3.org/", "").split('id="massage"')[0]


def test_it_can_be_installed(folder: Path) -> None:
    manifest = json.loads((folder / "manifest.webmanifest").read_text(encoding="utf-8"))
    assert manifest["display"] == "fullscreen"
    assert [icon["sizes"] for icon in manifest["icons"]] == ["192x192", "512x512"]


def test_coach_render_writes_it_in_place_of_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    to = ["--page", str(tmp_path / "p"), "--voice", "none", "--age", "3m", "--only", "hip sweep"]
    assert cli.main(["render", "hips", *to]) == 0
    assert (tmp_path / "p" / "index.html").exists()
    assert cli.main(["render", "hips"]) == 2
    assert "--page" in capsys.readouterr().err


# --- the promises --------------------------------------------------------------------------------


def test_what_is_spoken_for_it_lies_where_a_killed_coach_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoken: list[Path] = []
    made = private_folder.make

    def make() -> Any:
        folder, kept = made()
        spoken.append(folder)
        return folder, kept

    monkeypatch.setattr(private_folder, "make", make)
    state = State(book_of(routine()), WORDS, Options(care=False))
    phone_page.write(Maker(SilentVoice(), earcons.load), state, tmp_path / "page")
    assert not all(folder.exists() for folder in spoken)  # a voice of an earlier test may still be making one


def test_playing_really_advances_and_the_captions_follow(handset: Any) -> None:
    handset.begin()
    handset.until_heard()
    first = handset.caption()
    handset.until(f"document.getElementById('caption').textContent !== {json.dumps(first)}")
    assert handset.phase == "leading"


def test_it_asks_before_every_part_and_waits_for_a_yes(handset: Any) -> None:
    asking(handset)
    assert handset.caption() == ASK
    handset.until_silent()
    handset.page.wait_for_timeout(6000)
    assert handset.phase == "asking", "longer than the waiting room in the sound, and still asking"
    handset.agree()
    handset.until("document.getElementById('place').textContent.includes('Rope')")


def test_strokes_follow_unasked_and_the_next_part_is_asked_about(handset: Any) -> None:
    leading(handset)
    handset.until("document.getElementById('place').textContent.includes('Warm hold')")
    assert handset.phase == "leading"
    handset.skip()
    assert "Right leg" in handset.place()
    handset.until_phase("asking")


def test_a_tap_anywhere_silences_it_without_pleading(handset: Any) -> None:
    leading(handset)
    handset.page.mouse.click(120, 200)
    assert handset.phase == "resting"
    assert handset.caption() == "Resting. Both hands on the left leg."
    handset.until_silent()


def test_while_it_leads_any_key_is_a_no(handset: Any) -> None:
    leading(handset)
    for key in ("Space", "Enter", "x", "Tab", "ArrowRight", "F7", "5"):
        handset.page.keyboard.press(key)
        assert handset.phase == "resting", key
        handset.agree()
        handset.until_phase("leading")


def test_going_on_begins_the_stroke_again(handset: Any) -> None:
    leading(handset)
    handset.until("document.getElementById('caption').textContent.startsWith('One.')")
    handset.page.keyboard.press("Space")
    handset.agree()
    handset.until("['Rope.', 'Hip to ankle.'].includes(document.getElementById('caption').textContent)")
    handset.until_heard()
    assert "Left leg: Rope" in handset.place()


def test_an_elbow_resting_on_the_screen_does_not_go_on(handset: Any) -> None:
    leading(handset)
    handset.page.keyboard.down("Enter")
    for _ in range(5):
        handset.page.keyboard.down("Enter")
    handset.page.mouse.click(195, 640)
    assert handset.phase == "resting"


def test_a_no_to_the_question_rests_and_then_asks_again(handset: Any) -> None:
    asking(handset)
    handset.page.click("#answers .no")
    assert handset.phase == "resting"
    assert handset.caption() == WORDS.one("resting-asked")
    assert "Rope" not in handset.place()
    handset.agree()
    handset.until_phase("asking")


def test_two_knocks_in_a_row_are_one_no_and_end_nothing(handset: Any) -> None:
    leading(handset)
    for x, y in ((195, 400), (195, 640), (195, 760), (60, 800), (330, 800)):
        handset.page.mouse.click(x, y)
        handset.page.wait_for_timeout(250)
        assert handset.phase == "resting"


def test_while_it_leads_the_whole_screen_is_a_no(handset: Any) -> None:
    size = handset.page.viewport_size
    leading(handset)
    corners = [(x, y) for x in (3, size["width"] - 4) for y in (3, size["height"] - 4)]
    covered = "([x, y]) => document.elementFromPoint(x, y).closest('#no') !== null"
    assert all(handset.page.evaluate(covered, [x, y]) for x, y in corners)
    handset.page.evaluate("document.getElementById('place').click()")  # as TalkBack does with what it reads
    assert handset.phase == "resting"


def test_play_on_a_headset_never_answers_for_the_baby(handset: Any) -> None:
    asking(handset)
    handset.wait_out_the_elbow()
    handset.page.evaluate("remote.play()")
    handset.page.keyboard.press("MediaPlayPause")
    assert handset.phase == "asking"


def test_no_is_as_large_as_yes(handset: Any) -> None:
    asking(handset)
    yes, no = (handset.page.locator(f"#answers .{kind}").bounding_box() for kind in ("yes", "no"))
    assert no["width"] * no["height"] >= yes["width"] * yes["height"]


def test_the_caption_of_an_interrupted_stroke_is_gone(handset: Any) -> None:
    leading(handset)
    handset.until("document.getElementById('caption').textContent.length > 0")
    old = handset.caption()
    handset.skip()
    assert "Warm hold" in handset.place()
    assert handset.caption() != old


def test_not_sure_is_an_answer_and_nothing_is_done(handset: Any) -> None:
    asking(handset)
    handset.wait_out_the_elbow()
    handset.page.keyboard.press("h")
    assert handset.caption() == WORDS.one("ask-not-sure")
    assert handset.phase == "asking"


def test_a_headset_button_is_a_no_and_then_a_go_on(handset: Any) -> None:
    leading(handset)
    handset.page.evaluate("remote.pause()")
    assert handset.phase == "resting"
    handset.wait_out_the_elbow()
    handset.page.evaluate("remote.play()")
    assert handset.phase == "leading"
    handset.page.evaluate("remote.nexttrack()")
    assert "Warm hold" in handset.place()
    handset.page.evaluate("remote.previoustrack()")
    assert "Rope" in handset.place()


def test_the_keyboard_alone_does_everything(handset: Any) -> None:
    handset.page.keyboard.press("Enter")
    assert handset.phase == "leading"
    handset.page.keyboard.press("x")
    handset.wait_out_the_elbow()
    handset.page.keyboard.press("ArrowRight")
    handset.until_phase("asking")
    handset.wait_out_the_elbow()
    handset.page.keyboard.press("Enter")
    handset.until("document.getElementById('place').textContent.includes('Rope')")
    handset.page.keyboard.press("x")
    handset.wait_out_the_elbow()
    handset.page.keyboard.press("q")
    assert handset.phase == "ended"


def test_all_done_is_a_good_ending_at_any_rest(handset: Any) -> None:
    leading(handset)
    handset.page.mouse.click(120, 200)
    handset.wait_out_the_elbow()
    handset.page.click("text=All done")
    assert handset.phase == "ended"
    handset.until_silent()


def test_a_headset_after_the_end_begins_no_rest(handset: Any) -> None:
    leading(handset)
    handset.page.mouse.click(120, 200)
    handset.wait_out_the_elbow()
    handset.page.click("text=All done")
    for act in ("pause", "stop"):
        handset.page.evaluate(f"remote.{act}()")
        assert handset.phase == "ended"
        handset.page.wait_for_timeout(1000)
        assert handset.caption() == "", act


def test_the_session_ends_by_itself(handset: Any) -> None:
    leading(handset)
    handset.skip()
    handset.skip()
    handset.until_phase("asking")
    handset.agree()
    handset.skip()
    handset.until_phase("ended")


# --- the phone's own doings ----------------------------------------------------------------------

ELEMENT = """
const Made = window.Audio;
window.Audio = class extends Made { constructor(...given) { super(...given); window.element = this; } };
"""
"""Gives the tests the page's audio element, which the system can pause."""
PAUSED = "The phone stopped the sound. Rest your hands. To go on, press play."


@pytest.fixture
def interruptible(browser: Any, folder: Path) -> Iterator[phone.Phone]:
    made = phone.Phone(browser, (folder / "index.html").as_uri(), init=ELEMENT)
    yield made
    assert made.errors == []
    made.context.close()


def test_a_phone_that_stops_the_sound_rests_until_play(interruptible: phone.Phone) -> None:
    leading(interruptible)
    for go_on in ("remote.play()", "document.querySelector('#answers .yes').click()"):
        for pause in ("element.pause()", "probe.context.suspend()"):
            interruptible.page.evaluate(pause)
            interruptible.until_phase("resting")
            assert interruptible.caption() == PAUSED
            interruptible.page.wait_for_timeout(1500)
            assert interruptible.caption() == PAUSED, "no sentence is played into a call"
            assert interruptible.page.evaluate("navigator.mediaSession.playbackState") == "paused"
            interruptible.page.evaluate(go_on)
            interruptible.until_phase("leading")
            interruptible.until_heard()
            assert "Left leg: Rope" in interruptible.place()


def test_who_goes_on_while_a_call_has_the_sound_rests_again(interruptible: phone.Phone) -> None:
    leading(interruptible)
    interruptible.page.evaluate("AudioContext.prototype.resume = () => new Promise(() => {}), probe.context.suspend()")
    interruptible.until_phase("resting")
    interruptible.page.evaluate("remote.play()")
    assert interruptible.phase == "leading"
    interruptible.until_phase("resting")
    assert interruptible.caption() == PAUSED


def test_a_question_whose_sound_the_phone_stops_takes_no_answer(interruptible: phone.Phone) -> None:
    interruptible.begin()
    interruptible.skip()
    interruptible.until_phase("asking")
    interruptible.page.evaluate("element.pause()")
    interruptible.page.wait_for_timeout(1000)
    assert interruptible.phase == "asking"


# --- a sound under the voice -------------------------------------------------------------------------

BEDS = """
const MadeGain = window.GainNode;
window.GainNode = class extends MadeGain { constructor(...given) { super(...given); window.bed = this; } };
const begin = AudioBufferSourceNode.prototype.start;
AudioBufferSourceNode.prototype.start = function (...given) { window.loops = this; return begin.apply(this, given); };
"""
"""Gives the tests the gain of the page's bed, and the loop that sounds through it."""


@pytest.fixture(scope="module")
def bedded(tmp_path_factory: pytest.TempPathFactory) -> Any:
    made = tmp_path_factory.mktemp("bedded")
    options = Options(detail=Detail.REMIND, bedtime=True, bed_after=60_000)
    state = State(book_of(routine(SHORT), options), WORDS, options)
    hum = 0.05 * np.sin(2 * np.pi * 200 / RATE * np.arange(3 * RATE))
    stage = phone_page.write(Maker(SilentVoice(), earcons.load, bed=Clip(hum.astype(np.float32), RATE)), state, made)
    assert stage.at < 120_000, "the minute of the bed's own is not in the sound"
    return made


def test_a_no_silences_the_bed_under_the_voice_at_once(browser: Any, bedded: Any) -> None:
    handset = phone.Phone(browser, (bedded / "index.html").as_uri(), init=BEDS)
    level = "window.bed ? bed.gain.value : 0"
    handset.begin()
    handset.skip()
    handset.until(f"window.loops && loops.loop && loops.buffer.duration > loops.loopEnd && ({level}) > 0.9")
    handset.until_phase("asking")
    handset.agree()
    handset.until(f"({level}) < 0.3 && ({level}) > 0.2")
    handset.page.mouse.click(120, 300)
    handset.until(f"({level}) === 0")
    handset.wait_out_the_elbow()
    handset.page.click("text=Asleep")
    assert handset.phase == "ended"
    handset.until(f"({level}) > 0.9")
    assert handset.errors == []
    handset.context.close()


# --- for everybody -------------------------------------------------------------------------------


def test_axe_finds_no_violation_in_any_phase(browser: Any, folder: Path) -> None:
    source = phone.axe()
    if not source:
        pytest.skip("needs axe-core (pip install axe-playwright-python)")
    address = (folder / "index.html").as_uri()
    handset = phone.Phone(browser, address, reduced_motion="reduce", bypass_csp=True)
    handset.page.add_script_tag(content=source)

    def violations() -> Any:
        found = []
        for scheme, dim in itertools.product(("light", "dark"), (False, True)):
            handset.page.emulate_media(color_scheme=scheme)
            handset.page.evaluate("dim => document.body.classList.toggle('dim', dim)", dim)
            told = handset.page.evaluate("axe.run()")["violations"]
            found += [(scheme, dim, one["id"], [node["html"][:90] for node in one["nodes"]]) for one in told]
        return found

    assert violations() == []
    leading(handset)
    assert violations() == []
    handset.page.mouse.click(120, 200)
    assert violations() == []
    handset.wait_out_the_elbow()
    handset.skip()
    handset.skip()
    handset.until_phase("asking")
    assert violations() == []
    handset.context.close()


def test_captions_are_told_to_a_screen_reader_and_the_drawing_has_words(handset: Any) -> None:
    leading(handset)
    assert handset.page.get_attribute("#caption", "aria-live") == "off", "the voice says it already"
    handset.page.mouse.click(120, 200)
    assert handset.page.get_attribute("#caption", "aria-live") == "polite"
    assert "Rope" in handset.page.inner_html("#drawing svg title").title()


def test_once_installed_it_works_without_a_network(browser: Any, folder: Path) -> None:
    with hosts.serving(folder) as address:
        handset = phone.Phone(browser, f"{address}/")
        handset.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        handset.until("navigator.serviceWorker.controller !== null")
    handset.page.reload()
    handset.begin()
    handset.until_heard()
    handset.context.close()


def test_each_of_three_pages_on_one_server_keeps_its_own_copy(browser: Any, folder: Path, tmp_path: Path) -> None:
    names = ("evening", "evening/short", "evening-2")  # the second lies within the first one's reach
    for name in names:
        shutil.copytree(folder, tmp_path / name)
        worker = (folder / "sw.js").read_text(encoding="utf-8")
        changed = re.sub(r"\w{12}`;", f"{name.replace('/', '-')}`;", worker)
        (tmp_path / name / "sw.js").write_text(changed, encoding="utf-8")
    with hosts.serving(tmp_path) as address:
        handset = phone.Phone(browser, f"{address}/evening/")
        for name in names:
            handset.page.goto(f"{address}/{name}/")
            handset.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
            handset.page.reload()
            handset.until("navigator.serviceWorker.controller !== null")
        kept = handset.page.evaluate("caches.keys()")
        assert sorted(kept) == sorted(f"massage {address}/{name}/ {name.replace('/', '-')}" for name in names)
    for name in names:
        handset.page.goto(f"{address}/{name}/")
        assert handset.page.title() == "Tiny & small"
    handset.context.close()
