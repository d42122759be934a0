"""The page hears what the coach hears: the same scores, the same residue of the coach's voice, the same detections."""

from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any

import numpy as np
import pytest

from coach.ears.spotting.crying import CryHead, Noticing
from coach.ears.spotting.needs import Level
from coach.export.page_ears import ears_files, rules
from coach.sound.clip import Samples
from coach.sound.resampling import resampled
from tests.support import phone
from tests.support.page_ears import PageEars, Told, page_ears, python_hears
from tests.support.sounds import RATE, baby, noise, said
from training.matrix import EARS, assembled

pytestmark = pytest.mark.real

SCORES, LEFT = 1e-3, 1e-5
"""How far the page's scores and samples may be from the coach's."""


LOOKS = """([from, to]) => {
  for (let i = from; i < to; i++) nets.look.run({ samples: new Float32Array(56000 - 320 * i).fill(0.1) });
  return nets.look.memory.view.byteLength;
}"""
BOTH = """async (length) => {
  const [{ Graph }, { network }] = await Promise.all(["graph", "loading"].map((name) => import(`/ears/${name}.js`)));
  const samples = Float32Array.from({ length }, (_, i) => Math.sin(i * i / 1e5));
  const fresh = new Graph(await network("look"));
  const [a, b] = [nets.look, fresh].map((graph) => graph.run({ samples }).phonemes.data);
  return Math.max(...a.map((one, i) => Math.abs(one - b[i])));
}"""


NOTICED = """async (rows) => {
  const { Noticing } = await import("/ears/crying.js");
  let talk = 0;
  const noticing = new Noticing(() => talk);
  return rows.map(([score, bout, consonants]) => {
    talk = consonants;
    return noticing.push(score, bout);
  });
}"""


@pytest.fixture(scope="module")
def page() -> Iterator[PageEars]:
    if why := phone.why_not():
        pytest.skip(why)
    with page_ears() as ears:
        yield ears


@cache
def coach_talking() -> Samples:
    """The coach describes a stroke, at 24 kHz."""
    text = "Slide both hands from the hip down to the ankle, one after the other. Hold the foot for a moment."
    return resampled(said(text, 0.5, 0.2), RATE, 24_000)


def in_room(played: Samples, late: int = 640) -> Samples:
    """What a microphone hears of the coach: some samples late, and from two walls."""
    sound = resampled(played, 24_000, RATE)
    out = noise(len(sound) / RATE, 1e-3)
    for after, loud in ((late, 0.5), (late + 160, 0.2), (late + 660, -0.1)):
        out[after:] += np.float32(loud) * sound[: len(sound) - after]
    return out


def near(value: float | str | None) -> Any:
    """A number to a hundredth or a thousandth part of it; all else as it is."""
    return pytest.approx(value, rel=1e-3, abs=0.01) if isinstance(value, int | float) else value


def alike(page: PageEars, heard: Samples, played: Samples | None = None, **how: Any) -> Told:
    """What both hear, which must be the same, and so must be what they measured."""
    ours, theirs = python_hears(heard, played, **how), page.hear(heard, played, whole=True, **how)
    assert theirs.in_short() == ours.in_short()
    assert theirs.said == ours.said
    assert len(theirs.left) == len(ours.left)
    assert len(theirs.scores) == len(ours.scores)
    assert np.abs(theirs.left - ours.left).max() < LEFT
    assert np.abs(theirs.scores - ours.scores).max() < SCORES
    for one, other in zip(theirs.measured, ours.measured, strict=True):
        assert one == {name: near(value) for name, value in other.items()}
    return ours


def same(page: PageEars, heard: Samples, played: Samples | None = None, **how: Any) -> list[tuple[str, ...]]:
    """The same in short."""
    return alike(page, heard, played, **how).in_short()


@pytest.mark.parametrize("text", ["Baby says no!", "Speak softly.", "Next stroke.", "Where are we?"])
def test_a_phrase_is_heard_at_the_same_moment(page: PageEars, text: str) -> None:
    assert len(same(page, said(text))) == 1


def test_stop_alone_counts_and_stop_in_a_sentence_does_not(page: PageEars) -> None:
    assert [level for _, level, *_ in same(page, said("Stop!"))] == ["suspect", "sure"]
    assert "sure" not in [level for _, level, *_ in same(page, said("The bus stop is around the corner."))]


def test_amid_other_talk_a_call_must_fit_better_alike(page: PageEars) -> None:
    first = said("She put the kettle on, and then we talked for a while about the garden.", 0.2, 0.2)
    talk = [first, said("I think that the children are coming home at four.", 0.2, 0.2)] * 2
    for phrase, levels in (("No, no, no!", []), ("Baby says no!", ["sure"])):
        assert [one for _, one, *_ in same(page, np.concatenate([*talk, said(phrase)]))] == levels


@pytest.mark.parametrize("text", ["Baby says nothing.", "The lady says no.", "Baby says none."])
def test_a_confusable_sentence_is_judged_the_same(page: PageEars, text: str) -> None:
    same(page, said(text))


def test_a_no_is_heard_while_the_coach_talks(page: PageEars) -> None:
    played = np.concatenate([coach_talking()] * 3)
    heard, no = in_room(played), said("Baby says no!", 0.1, 0.1)
    heard[9 * RATE : 9 * RATE + len(no)] += no
    assert [command for _, _, command, _ in same(page, heard, played)] == ["no"]


def test_a_no_while_the_coach_begins_counts_alike(page: PageEars) -> None:
    played, no = coach_talking(), said("Baby says no!", 0.1, 0.1)
    heard = spoiled(played)
    heard[3 * RATE // 2 : 3 * RATE // 2 + len(no)] += no
    told = alike(page, heard, played)
    assert [str(one.level) for one in told.found] == ["suspect", "sure"]
    assert {one["mode"] for one in told.measured} == {"learning"}


def test_the_coach_is_cancelled_the_same_when_clocks_drift(page: PageEars) -> None:
    played = np.concatenate([coach_talking()] * 4)
    heard = in_room(played)
    drifting = np.interp(np.arange(len(heard)) * (1 + 1e-4), np.arange(len(heard)), heard).astype(np.float32)
    assert not same(page, drifting, played)


def test_the_coach_is_cancelled_the_same_after_a_gap(page: PageEars) -> None:
    played = np.concatenate([coach_talking()] * 3)
    before, after, gap = in_room(played), in_room(played, 1280), 9 * RATE
    told = alike(page, np.concatenate([before[:gap], after[gap:]]), played)
    soon = slice(gap + RATE, gap + 4 * RATE)
    assert np.square(told.left[soon]).mean() < np.square(after[soon]).mean() / 30


def test_a_coach_heard_late_only_goes_soft_for_its_own_words(page: PageEars) -> None:
    played = np.concatenate([coach_talking(), resampled(said("Baby says no!", 0.1, 2.0), RATE, 24_000)])
    heard, gap = in_room(played), len(coach_talking()) * 2 // 3 - RATE
    heard = np.concatenate([heard[:gap], noise(0.9, 1e-3), heard[gap:]])[: len(heard)]
    assert {level for _, level, _, _ in same(page, heard, played)} == {"suspect"}


def test_a_crying_baby_is_noticed_at_the_same_moment(page: PageEars) -> None:
    assert same(page, baby(bursts=6, hertz=420))[0][1:] == ("suspect", "no", "crying")


def test_scores_are_taken_for_possible_certain_and_no_crying_alike(page: PageEars) -> None:
    page.hear(np.zeros(16_000, np.float32))  # its rules are loaded with its networks
    rng = np.random.default_rng(3)
    scores = 4 + np.cumsum(rng.normal(scale=0.7, size=4000)) % 4 - 2  # back and forth between 2 and 6
    scores[1000:2000] = 0
    bouts = 5.0 * (np.arange(4000) // 8 % 4 == 0)  # 0.6 s of every 2.6
    talk = rng.integers(0, 4, 4000)
    rows = [[float(s), float(b), int(c)] for s, b, c in zip(scores, bouts, talk, strict=True)]
    ours: list[str] = []
    noticing = Noticing(CryHead(), lambda: int(talk[len(ours)]))
    for score, bout, _ in rows:
        ours.append(str(noticing.push(score, bout)))
    assert page.page.evaluate(NOTICED, rows) == ours
    assert {"", "perhaps", "crying", "fussing"} == set(ours)


def test_crying_in_short_bouts_is_judged_the_same(page: PageEars) -> None:
    same(page, baby(bursts=4, seconds=0.6, between=1.5))


def test_a_word_right_after_a_cry_is_judged_the_same(page: PageEars) -> None:
    same(page, np.concatenate([baby(bursts=1, seconds=1.2), said("Stop!")]))


@pytest.mark.parametrize(
    ("name", "heard"),
    [
        ("aloud-silent", np.zeros(12 * RATE, np.float32)),
        ("aloud-faint", noise(11, 3e-5)),
        ("aloud-loud", noise(11, 0.1)),
        ("aloud-clipped", np.sign(noise(3, 1)).astype(np.float32)),
    ],
)
def test_a_deaf_microphone_is_reported_the_same(page: PageEars, name: str, heard: Samples) -> None:
    same(page, heard)
    assert page.hear(heard).said == (name,)


def test_lasting_talk_is_told_the_same(page: PageEars) -> None:
    talk = np.concatenate([said("She put the kettle on, and then we talked for a while.", 0.2, 0.3)] * 12)
    assert alike(page, talk).said == ("aloud-talk",)


def test_a_microphone_of_telephone_quality_is_reported(page: PageEars) -> None:
    wide = np.tile(said("Slide both hands down to the ankle.", 0.2, 0.2), 8)
    narrow = resampled(resampled(wide, RATE, 8000), 8000, RATE)
    assert alike(page, narrow).said == ("aloud-pauses-other",)
    assert page.hear(wide).said == ()


def spoiled(played: Samples) -> Samples:
    """A loudspeaker that distorts so much that hardly anything of the coach can be taken out."""
    sound = resampled(played, 24_000, RATE)
    out: Samples = noise(len(sound) / RATE, 1e-4)
    out += np.float32(0.4) * np.sign(sound) * np.abs(sound) ** np.float32(0.4)
    return out


def test_where_much_of_the_coach_is_left_only_pauses_count(page: PageEars) -> None:
    played = np.concatenate([coach_talking()] * 3)
    pause = np.concatenate([noise(1.5, 1e-4), said("Speak softly.", 0.2, 2), said("Baby says no!", 0.2, 1.5)])
    silence = np.zeros(len(pause) * 3 // 2, np.float32)
    told = alike(page, np.concatenate([spoiled(played), pause]), np.concatenate([played, silence]), softens=True)
    assert [one.command for one in told.found if one.level == Level.SURE] == ["no"]
    assert told.found[-1].at > len(played) / 24_000
    assert [one["mode"] for one in told.measured][-1] == "pauses"
    assert told.said[0].startswith("aloud-pauses-")


def test_a_baby_that_cries_beside_the_coach_is_judged_alike(page: PageEars) -> None:
    played, cries = coach_talking(), 2 * baby(bursts=9, hertz=420)
    heard = np.concatenate([in_room(played), noise(len(cries) / RATE, 1e-3)])
    heard[4 * RATE : 4 * RATE + len(cries)] += cries
    silence = np.zeros(len(cries) * 3 // 2, np.float32)
    assert "crying" in [by for *_, by in same(page, heard, np.concatenate([played, silence]), softens=True)]


def test_the_coachs_own_no_is_ignored_and_yours_is_heard(page: PageEars) -> None:
    phrase = said("Baby says no!", 0.5, 0.5)
    echo, again = np.concatenate([phrase, noise(2, 1e-4)]), np.concatenate([phrase, phrase, noise(2, 1e-4)])
    ends = len(phrase) / RATE
    assert not same(page, echo, own=(0.3, ends))
    assert [command for _, _, command, _ in same(page, again, own=(0.3, ends))] == ["no"]


def test_the_baby_s_own_name_makes_one_more_phrase(page: PageEars) -> None:
    heard = said("Mia says no!")
    assert [command for _, _, command, _ in same(page, heard, names=("Mia",))] == ["no"]
    assert not page.hear(heard).found


def test_the_networks_are_at_most_six_megabytes_packed() -> None:
    assert sum(len(content) for name, content in ears_files().items() if name.endswith(".gz")) <= 6_000_000


def test_a_network_is_whole_again_after_its_bytes_were_split(page: PageEars) -> None:
    got = """async (name) => {
      const { network } = await import("/ears/loading.js");
      return Array.from(new Uint8Array(await crypto.subtle.digest("SHA-256", await network(name))));
    }"""
    for name in ("step", "look"):
        content = (files("coach.ears") / "models" / f"{name}.onnx").read_bytes()
        assert bytes(page.page.evaluate(got, name)) == sha256(content).digest()


def test_the_page_reads_the_coachs_own_numbers() -> None:
    table = rules()
    assert table["spotter"]["SMOOTH"] == 3
    assert table["thresholds"]["no"]["ask"] < table["thresholds"]["no"]["sure"]
    assert table["voicing_features"]["BANDS"][0] == [100, 700]


def test_a_browser_without_fused_multiplication_hears_the_same(page: PageEars) -> None:
    page.page.route("**/matrix-fused.wasm", lambda route: route.abort())
    page.page.reload()
    assert len(same(page, said("Baby says no!"))) == 1
    page.page.unroute("**/matrix-fused.wasm")
    page.page.reload()


def test_sounds_of_many_lengths_do_not_fill_the_memory(page: PageEars) -> None:
    page.hear(np.zeros(16_000, np.float32))
    after = [page.page.evaluate(LOOKS, [begin, begin + 20]) for begin in (0, 20, 40)]
    assert after[2] < after[0] + 4_000_000
    assert after[2] < 30_000_000


def test_what_was_heard_before_does_not_change_what_is_heard(page: PageEars) -> None:
    page.hear(np.zeros(16_000, np.float32))
    for length in (928, 32_000, 7_712, 32_000, 7_712, 56_000, 928):
        assert page.page.evaluate(BOTH, length) < 1e-3


BACKLOG = """async (pieces) => {
  const worker = new Worker("/ears/listener.js", { type: "module" }), { port1, port2 } = new MessageChannel();
  const next = (kind) => new Promise((resolve) => {
    worker.onmessage = ({ data }) => data.kind === kind && resolve(true);
    setTimeout(() => resolve(false), 20000);
  });
  const ready = next("ready");
  worker.postMessage({ options: {}, sound: port1 }, [port1]);
  await ready;
  const told = next("slow"), sound = () => new Float32Array(3840);
  for (let i = 0; i < pieces; i++) port2.postMessage({ heard: sound(), played: sound(), at: 0.08 * i, rate: 48000 });
  const slow = await told;
  worker.terminate();
  return slow;
}"""


def test_a_phone_that_falls_seconds_behind_says_so(page: PageEars) -> None:
    assert page.page.evaluate(BACKLOG, 60)


def test_the_inner_loops_are_compiled_from_their_source() -> None:
    assert {name: (EARS / name).read_bytes() for name in assembled()} == assembled()
