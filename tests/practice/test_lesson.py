"""Practising the phrase with dry hands: what is said, what was heard, what helps and what is kept; in virtual time."""

import contextlib
import io
import os
import wave
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from coach.cli import assembly, world
from coach.cli import main as cli
from coach.cli.context import Context
from coach.cli.world import RealWorld
from coach.dialogue.player import Player
from coach.ears.spotting.easing import NO, Easing, most_easier
from coach.ears.spotting.thresholds import thresholds
from coach.model.effects import MarkKind, Show
from coach.model.events import Bringer, Command, Heard, Listened, Notice
from coach.playback.live_session import Session
from coach.playback.missed import Missed
from coach.practice.capture import Watch, keep, make_folder
from coach.practice.errands import Ease, Keep, Louder, OpenEar
from coach.practice.lesson import Practice, Practised
from coach.practice.scoring import (
    STEP_MS,
    WEEK_MS,
    Points,
    Saying,
    Step,
    Verdict,
    easing,
    ended,
    offer,
    room_of,
    saying,
    verdict,
)
from coach.store import profile
from coach.store.profile import Profile
from coach.support.errors import UsageError
from coach.support.event_log import Log
from coach.support.terminal import Printer
from tests.support.led import Led
from tests.support.night import Ears, Evening
from tests.support.told import WORDS

POINTS = Points(suspect=1.0, sure=2.0, most=0.5)
QUIET, VOICE = Step(-60, -9), Step(-25, -2)
TALK = WORDS.say("practise-talk")


class Nursery(Led):
    """A lesson in virtual time: the room is heard step by step, and the caregiver answers with scores of her own."""

    def __init__(
        self, *scores: Any, keys: Any = (), eased: Any = 0, keep: Any = None, room: Any = QUIET, listens: Any = True
    ) -> None:
        self.scores, self.keys, self.room, self.keep = [*scores], dict(keys), room, keep
        self.eased, self.db = [eased], 0
        self.loudness: list[Any] = []
        self.coming: list[Any] = []
        self.answered = 0
        super().__init__(Practice(WORDS, eased, keep, listens).begin(), self.errand, bound={"b": "all done"})

    def errand(self, errand: Any) -> Any:
        match errand:
            case OpenEar():
                return POINTS
            case Ease(percent):
                self.eased.append(percent)
            case Louder(db):
                self.db += db
            case Keep(_, number):
                return self.keep / f"{number}.wav"
        return None

    def lead(self) -> Any:
        """To its end; every 80 ms the microphone gives a step."""
        steps = 0
        while not self.state.over:
            self.wait(STEP_MS)
            if not self.state.over:
                self.step()
            assert (steps := steps + 1) < 10_000, self.said[-3:]
        self.done: Any = self.state.result
        return self

    def step(self) -> None:
        saying = self.state.saying
        self.loudness += [(saying.text, self.db)] if saying else []
        last = self.said[-1] if self.said else ""
        if last in self.keys and (last not in ASKS or not saying):
            event = self.keys.pop(last)
            self.press(event) if isinstance(event, str) else self.do(event)
        elif self.scores and len(self.said) > self.answered and self.asks(last, saying):
            self.answered = len(self.said)
            self.answer(self.scores.pop(0))
        one = self.coming.pop(0) if self.coming else self.room
        self.do(Listened(self.now, one.level, one.score) if isinstance(one, Step) else one)

    def asks(self, last: Any, saying: Any) -> Any:
        return (last in ASKS and not saying) or last == TALK[0]

    def answer(self, score: Any) -> None:
        """A second of voice; the ear is sure of it when its score and its easing suffice."""
        sure = score + POINTS.most * self.eased[-1] / 100 >= POINTS.sure
        self.coming = [self.room] * 5 + [VOICE] * 10 + [Step(-25, score)] * 4
        self.coming += [Heard(0, Command.NO, Bringer.MICROPHONE)] if sure else []

    def told(self, name: Any) -> Any:
        return WORDS.one(name) in self.said

    @property
    def printed(self) -> Any:
        return [effect.text for _, effect in self.effects if isinstance(effect, Show)]


ASKS = tuple(WORDS.one(f"practise-{name}") for name in ("ask", "ask-again", "eased"))


def test_three_clear_sayings_and_one_over_the_coach_suffice() -> None:
    room = Nursery(5, 5, 5, 5).lead()
    assert (room.done.verdict.heard, room.done.verdict.asked, room.done.eased) == (4, 4, 0)
    assert room.said.count(WORDS.one("practise-heard")) == 3
    assert room.told("practise-over-heard")
    assert room.told("practise-good")
    assert WORDS.one("practise-score", n="Four", m="four") in room.said
    assert not room.told("practise-kept")


def test_a_voice_that_is_heard_well_turns_listening_on() -> None:
    room = Nursery(5, 5, 5, 5, listens=False).lead()
    assert room.done.verdict.well
    assert room.told("practise-listens")


@pytest.mark.parametrize(("scores", "listens"), [((5, -3, 5, -3, -3), False), ((5, 5, 5, 5), True)])
def test_poor_hearing_or_existing_listening_changes_nothing(scores: Any, listens: Any) -> None:
    room = Nursery(*scores, listens=listens).lead()
    assert not room.told("practise-listens")


@pytest.mark.parametrize(("heard", "listens"), [(4, True), (2, False)])
def test_the_results_of_practice_are_saved_in_the_profile(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], heard: Any, listens: Any
) -> None:
    profile.save(Profile(listens=False))
    monkeypatch.setattr(assembly, "practise", lambda *_: Practised(Verdict(heard, 4, ()), 40))
    assert cli.main(["practise"]) == 0
    assert "Saved" in capsys.readouterr().out
    assert profile.load() == Profile(eased=40, listens=listens, listening_told=listens)


def test_a_microphone_named_for_practice_is_announced_and_used(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    profile.save(Profile(listens=False))
    asked: list[Any] = []
    monkeypatch.setattr(assembly, "practise", lambda mine, _: asked.append(mine) or Practised(Verdict(4, 4, ()), 0))
    assert cli.main(["practise", "--microphone", "desk"]) == 0
    assert (asked[0].listens, asked[0].microphone) == (False, "desk")
    assert profile.load() == Profile(listening_told=True, microphone="desk")


def test_when_the_no_is_heard_over_the_coach_it_stops_talking() -> None:
    room = Nursery(5, 5, 5, 5).lead()
    assert TALK[0] in room.said
    assert TALK[-1] not in room.said


def test_easier_hearing_is_kept_only_as_far_as_it_helps() -> None:
    room = Nursery(5, 1.8, 5, 1.8, 5).lead()
    assert room.told("practise-nearly")
    assert room.told("practise-eased")
    assert room.done.eased == 40
    assert room.told("practise-kept")


def test_nothing_is_kept_when_easier_hearing_did_not_help() -> None:
    room = Nursery(5, 1.8, 5, 0.5, 5).lead()
    assert room.told("practise-eased")
    assert room.done.eased == 0
    assert room.eased[-1] == 0
    assert not room.told("practise-kept")


def test_a_coach_that_drowns_the_no_retries_more_softly() -> None:
    room = Nursery(5, 5, 5, -3, 5).lead()
    assert {db for text, db in room.loudness if text == TALK[0]} == {0, -6}
    assert room.db == 0
    assert room.told("practise-over-missed")
    assert room.told("practise-softly")


def test_there_are_at_most_five_sayings() -> None:
    room = Nursery(1.8, 1.8, 1.8, 1.8, -3, 5).lead()
    assert room.done.verdict.asked == 5
    assert room.scores == [5]


def test_when_a_key_is_pressed_the_turn_is_skipped_and_never_counted() -> None:
    room = Nursery(5, 5, 5, keys={WORDS.one("practise-ask"): "k"}).lead()
    assert (room.done.verdict.heard, room.done.verdict.asked) == (3, 3)


@pytest.mark.parametrize("key", ["q", "escape", "b"])
def test_when_q_is_pressed_the_practice_ends_and_the_figures_are_printed(key: str) -> None:
    room = Nursery(5, keys={WORDS.one("practise-ask-again"): key}).lead()
    assert room.done.verdict.asked == 1
    assert room.said[-1] == WORDS.one("practise-ask-again")
    assert WORDS.one("practise-score", n="One", m="one") in room.printed


@pytest.mark.parametrize("name", ["practise-room", "practise-over", "practise-talk", "practise-ask"])
@pytest.mark.parametrize(("key", "asked"), [("k", True), ("q", False)])
def test_a_key_skips_what_comes_next_and_q_leaves_from_anywhere(name: str, key: str, asked: Any) -> None:
    room = Nursery(5, 5, 5, 5, keys={WORDS.one(name): key}).lead()
    assert room.told("practise-end") is asked
    assert WORDS.one("practise-end") in (room.said if asked else room.printed)


def test_q_leaves_while_the_room_is_measured() -> None:
    room = Nursery(5)
    room.until(WORDS.one("practise-room"))
    while room.state.saying:
        room.wait(STEP_MS)
    room.press("q")
    assert room.lead().done.verdict.asked == 0


def being_asked(*scores: float, keep: Any = None, name: str = "practise-ask") -> Nursery:
    """A lesson in the middle of its first asking, or of another sentence."""
    room = Nursery(*scores, keep=keep)
    while not (room.state.saying and room.state.saying.text == WORDS.one(name)):
        room.wait(STEP_MS)
        room.step()
    room.wait(500)
    return room


def test_a_no_during_the_request_is_heard() -> None:
    room = being_asked(5, 5, 5)
    room.no()
    assert room.lead().done.verdict.heard == room.done.verdict.asked == 4


def test_a_key_during_the_request_skips_the_turn() -> None:
    room = being_asked(5, 5, 5)
    room.press("k")
    assert room.lead().done.verdict.asked == 3


@pytest.mark.parametrize("name", ["practise-wait", "practise-ask"])
def test_a_no_that_began_while_the_coach_spoke_is_kept_whole(name: str, tmp_path: Path) -> None:
    room = being_asked(keep=tmp_path, name=name)
    for _ in range(10):
        room.do(Listened(room.now, VOICE.level, VOICE.score))
    if name == "practise-ask":
        while room.state.saying:
            room.wait(1)
    room.no()
    assert next(one.steps for one in room.errands if isinstance(one, Keep)) >= 10 + 1000 // STEP_MS


def test_when_nobody_speaks_it_reminds_twice_and_then_waits_in_silence() -> None:
    room = Nursery(keys={WORDS.say("practise-wait")[-1]: "q"}).lead()
    assert [text for text in room.said if text in WORDS.say("practise-wait")] == [*WORDS.say("practise-wait")]


def test_faults_of_the_microphone_are_announced() -> None:
    room = Nursery(5, 5, 5, 5, keys={WORDS.one("practise-room"): Notice(0, "The microphone is gone.")}).lead()
    assert "The microphone is gone." in room.said


def test_no_sound_is_kept_unless_a_folder_is_named(tmp_path: Path) -> None:
    assert not [one for one in Nursery(5, 5, 5, 5).lead().errands if isinstance(one, Keep)]
    room = Nursery(5, 5, 5, 5, keep=tmp_path).lead()
    assert room.told("practise-keep")
    assert [one.number for one in room.errands if isinstance(one, Keep)] == [1, 2, 3, 4]
    assert str(tmp_path / "1.wav") in room.printed


def test_only_the_caregiver_can_read_a_kept_saying(tmp_path: Path) -> None:
    watch = Watch(lambda _: None, lambda: 0, keeps=True)
    for _ in range(40):
        watch.piece(np.full(1280, 0.1, np.float32))
    file = keep(watch.sound(30), tmp_path, 1)
    assert file.stat().st_mode & 0o777 == 0o600
    with wave.open(str(file)) as kept:
        assert (kept.getframerate(), kept.getnframes()) == (16_000, 30 * 1280)


def test_sayings_that_are_not_kept_are_forgotten() -> None:
    watch = Watch(lambda _: None, lambda: 0)
    watch.piece(np.full(1280, 0.1, np.float32))
    assert len(watch.sound(50)) == 0


def near(db: float) -> Any:
    """Within a tenth of a decibel."""
    return pytest.approx(db, abs=0.1)


def test_the_microphones_level_is_reported_in_decibels() -> None:
    steps: list[Any] = []
    watch = Watch(steps.append, lambda: 7)
    watch.piece(np.full(1280, 0.1, np.float32))
    watch.no(1.0)
    watch.piece(np.full(1280, 0.01, np.float32))
    watch.no(2.0)
    assert steps == [Listened(7, near(-20), 1.0), Listened(7, near(-40), 1.5)]


def test_an_unwritable_folder_is_refused_before_anybody_speaks(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match="name another folder"):
        make_folder(tmp_path / "file")


# --- the judgement ---------------------------------------------------------------------------------


def said(how: Any, score: Any = 0.0, level: Any = -25.0, *, over: Any = False) -> Any:
    return Saying(how, level, score, over)


def test_a_saying_ends_a_second_after_its_voice_and_knocks_are_none() -> None:
    assert not ended([QUIET] * 30, -60, POINTS)
    assert not ended([QUIET] * 5 + [VOICE] * 5 + [QUIET] * 12, -60, POINTS)
    assert ended([QUIET] * 5 + [VOICE] * 5 + [QUIET] * 13, -60, POINTS)
    assert not ended([QUIET] * 5 + [VOICE] * 3 + [QUIET] * 20, -60, POINTS)


def test_the_phrase_is_found_while_a_machine_runs() -> None:
    hum = [Step(-40, -9)] * 70
    assert not ended(hum, -60, POINTS)
    assert ended([*hum, Step(-40, 0.5), *hum[:13]], -60, POINTS)


def test_without_steps_the_room_counts_as_silent() -> None:
    assert room_of([]) == -120
    assert saying([], -60, POINTS, heard=False).how == "missed"


def test_easing_is_the_least_that_lets_the_most_be_heard() -> None:
    assert easing([said("heard", 3), said("nearly", 1.9), said("nearly", 1.71)], -5, POINTS) == 60
    assert easing([said("nearly", 1.92)], -5, POINTS) == 20


def test_sayings_that_only_the_phonemes_reject_get_every_remedy() -> None:
    assert easing([said("nearly", 3)], -5, POINTS) == 100


def test_easing_stays_within_bounds_and_never_suspects_the_room() -> None:
    assert easing([said("missed", 1.0)], -5, POINTS) == 0
    assert easing([said("nearly", 1.7)], 0.75, POINTS) == 0
    assert easing([said("missed", 1.9, over=True)], -5, POINTS) == 0
    assert easing([], -5, POINTS, now=30) == 30


def test_the_advice_follows_the_measurements() -> None:
    assert verdict([], -60).hints == ("practise-none",)
    assert verdict([said("heard")], -60).hints == ("practise-good",)
    assert verdict([said("heard"), said("missed")], -60).hints == ("practise-breath",)
    assert verdict([said("heard"), said("missed", level=-55)], -60).hints == ("practise-closer",)
    assert verdict([said("heard"), said("missed", level=-30)], -35).hints == ("practise-quieter",)
    drowned = verdict([said("heard"), said("missed", over=True), said("heard", over=True)], -60)
    assert drowned.hints == ("practise-softly",)
    assert verdict([said("missed"), said("missed")], -60).hints == ("practise-breath", "practise-keys")


def test_practice_is_offered_after_bad_hearing_but_not_nightly() -> None:
    assert offer(None, 0, badly=False) == "practise-offer"
    assert offer(None, 0, badly=True) == "practise-offer-again"
    assert offer(0, WEEK_MS, badly=False) == ""
    assert offer(0, WEEK_MS, badly=True) == "practise-offer-again"
    assert offer(0, WEEK_MS - 1, badly=True) == ""


def test_three_noes_by_key_alone_count_as_bad_hearing() -> None:
    missed = Missed()
    for _ in range(2):
        missed.mark(MarkKind.NO)
    missed.ear()
    missed.mark(MarkKind.NO)
    assert not missed.badly
    missed.mark(MarkKind.NO)
    assert missed.badly
    assert Missed(complained=True).badly


class Unplugged:
    """A microphone that goes as soon as it is open."""

    def __init__(self, hearing: Any) -> None:
        self.hearing = hearing

    @contextlib.contextmanager
    def listen(self, _hear: Any) -> Iterator[None]:
        self.hearing.tell("aloud-lost")
        yield


@pytest.mark.parametrize("arguments", [["practise"], ["practise", "--trial", "trial.json"]])
def test_a_microphone_that_goes_while_practising_is_told_at_once(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, arguments: Any
) -> None:
    monkeypatch.chdir(tmp_path)
    ears = Ears(("The microphone is gone", "q"))
    Evening(ears).begin(monkeypatch)
    monkeypatch.setattr(world, "make_microphone", lambda _mine, hearing, *_, **__: Unplugged(hearing))
    assert cli.main(arguments) == 0
    assert "I cannot hear you. The microphone is gone. I still stop for any key." in ears.text


class Offered:
    """After a session: what is said then, and what is only printed."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *, listens: Any = True) -> None:
        self.mine = Profile(voice="none", output="none", listens=listens)
        self.paper, self.ears = io.StringIO(), Ears()
        Evening(self.ears).begin(monkeypatch)

    def offered(self, missed: Any, *, aloud: Any = True) -> Any:
        before = len(self.ears.text)
        opened = Context(self.mine, WORDS, Printer(self.paper), Log(), "none")
        with Session(opened) as session:
            assembly.offer_practice(Player(session, RealWorld(session, opened, None)), missed, aloud=aloud)
        opened.printer.close()
        return self.ears.text[before:]


def test_practice_is_offered_once_after_the_first_session(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    room = Offered(monkeypatch)
    assert room.offered(Missed()) == [WORDS.one("practise-offer")]
    assert room.offered(Missed()) == []
    assert room.offered(Missed(complained=True)) == [], "not twice in one week"


def test_practice_is_not_offered_for_keys_only(monkeypatch: pytest.MonkeyPatch) -> None:
    assert Offered(monkeypatch, listens=False).offered(None) == []


def test_practice_is_not_offered_if_the_microphone_never_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    assert Offered(monkeypatch).offered(None) == []


def test_a_week_later_it_is_offered_again_after_it_heard_badly(monkeypatch: pytest.MonkeyPatch) -> None:
    room = Offered(monkeypatch)
    room.offered(Missed())
    marker = profile.data_folder() / "practised"
    os.utime(marker, (0, marker.stat().st_mtime - WEEK_MS / 1000 - 60))
    assert room.offered(Missed()) == []
    assert room.offered(Missed(complained=True)) == [WORDS.one("practise-offer-again")]


def test_the_offer_is_only_printed_while_a_baby_may_sleep(monkeypatch: pytest.MonkeyPatch) -> None:
    room = Offered(monkeypatch)
    assert room.offered(Missed(), aloud=False) == []
    assert room.paper.getvalue().splitlines() == [WORDS.one("practise-offer")]


# --- the ears --------------------------------------------------------------------------------------


def test_false_alarms_at_most_double() -> None:
    point = thresholds()[Command.NO]
    assert most_easier() == pytest.approx((point.sure - point.suspect) / 3)


def test_easing_affects_no_and_nothing_else() -> None:
    seen: list[float] = []
    scores = np.array([[-1.0, 2.0], [0.5, 3.0]], np.float32)
    assert Easing(0.25, seen.append).eased(scores).tolist() == [[-0.75, 2.0], [0.75, 3.0]]
    assert NO == 0
    assert seen == [-1.0, 0.5]


def test_easing_is_shown_and_can_be_undone(capsys: pytest.CaptureFixture[str]) -> None:
    profile.save(Profile(eased=40))
    assert cli.main(["profile"]) == 0
    assert "eased: 40" in capsys.readouterr().out
    assert cli.main(["profile", "--not-eased"]) == 0
    assert profile.load().eased == 0
