"""Practising the phrase with dry hands: what is said, what was heard, what helps and what is kept; in virtual time."""

import io
import os
import queue
import wave
from dataclasses import replace

import numpy as np
import pytest

from coach.cli import assembly
from coach.cli import main as cli
from coach.ears.spotting.easing import NO, Easing, most_easier
from coach.ears.spotting.spotter import Threshold
from coach.model.events import Command, Heard, Notice, Pressed
from coach.playback.live_session import Parts
from coach.playback.missed import Missed
from coach.playback.own_phrases import own_phrases
from coach.practice.capture import Watch, make_folder
from coach.practice.lesson import Practice, Practised
from coach.practice.scoring import (
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
from coach.sound.clip import RATE
from coach.sound.mixer import Mixer
from coach.store import profile
from coach.store.profile import Profile
from coach.support.errors import UsageError
from coach.support.event_log import Log
from coach.support.terminal import Printer
from coach.voices.silent import SilentVoice
from tests.support.told import WORDS

POINTS = Points(suspect=1.0, sure=2.0, most=0.5)
QUIET, VOICE = Step(-60, -9), Step(-25, -2)
TALK = WORDS.say("practise-talk")


class Nursery:
    """A loudspeaker, keys and an ear in virtual time: the caregiver answers what was asked with scores of her own."""

    def __init__(self, *scores, keys=(), eased=0, keep=None, room=QUIET, at_talk=None, listens=True):
        self.scores, self.keys, self.room, self.at_talk = [*scores], dict(keys), room, at_talk
        self.mixer, self.voice, self.inbox = Mixer(), self, self
        self.printed, self.heard = io.StringIO(), []
        self.parts = Parts(
            voice=None,
            output=None,
            ear=None,
            pedals=None,
            bound={"b": "all done"},
            microphone=None,
            journal=None,
            cues=None,
            words=WORDS,
            printer=Printer(self.printed),
            log=Log(),
        )
        self.deaf = []
        self.watch, self.eased, self.gains = Watch(keeps=keep is not None), [eased], []
        self.coming, self.asked, self.last = [], "", ""
        self.practice = Practice(self, self.watch, POINTS, self.eased.append, eased, keep, listens=listens)
        self.practice._prepare = lambda: None

    def speak(self, text):
        self.heard.append(text)
        self.gains.append((text, self.mixer.gain_db))
        self.last = text
        if text in (*ASKS, TALK[0]):
            self.asked = text
        return SilentVoice().speak(text)

    def take(self, seconds):
        """Time goes on by one step, and with it the room, the loudspeaker and the caregiver."""
        self.mixer.render(round(seconds * RATE))
        self.deaf.append((self.last, own_phrases(self.mixer)))
        if self.last in self.keys:
            return self.keys.pop(self.last) if self.last != self.asked or not self.mixer.busy else self.nothing()
        over = self.asked == TALK[0]
        if self.asked and self.scores and (over or not self.mixer.busy):
            self.asked = ""
            self.answer(self.scores.pop(0))
        return self.nothing()

    def nothing(self):
        step = self.coming.pop(0) if self.coming else self.room
        if isinstance(step, Step):
            self.watch.piece(np.full(1280, 10 ** (step.level / 20), np.float32))
            self.watch.no(step.score)
            raise queue.Empty
        return step

    def answer(self, score):
        """A second of voice; the ear is sure of it when its score and its easing suffice."""
        sure = score + POINTS.most * self.eased[-1] / 100 >= POINTS.sure
        self.coming = [self.room] * 5 + [VOICE] * 10 + [Step(-25, score)] * 4
        self.coming += [Heard(0, Command.NO, "microphone")] if sure else []

    def lead(self):
        self.done = self.practice.run()
        self.parts.printer.close()
        return self

    def said(self, name):
        return WORDS.one(name) in self.heard


ASKS = tuple(WORDS.one(f"practise-{name}") for name in ("ask", "ask-again", "eased"))


def test_when_every_saying_is_clear_three_are_asked_for_and_one_more_over_the_coach():
    room = Nursery(5, 5, 5, 5).lead()
    assert (room.done.verdict.heard, room.done.verdict.asked, room.done.eased) == (4, 4, 0)
    assert room.heard.count(WORDS.one("practise-heard")) == 3
    assert room.said("practise-over-heard")
    assert room.said("practise-good")
    assert WORDS.one("practise-score", n="Four", m="four") in room.heard
    assert not room.said("practise-kept")


def test_who_was_heard_well_is_listened_to_from_now_on_and_told_so():
    room = Nursery(5, 5, 5, 5, listens=False).lead()
    assert room.done.verdict.well
    assert room.said("practise-listens")


@pytest.mark.parametrize(("scores", "listens"), [((5, -3, 5, -3, -3), False), ((5, 5, 5, 5), True)])
def test_who_was_not_heard_well_or_is_listened_to_already_is_told_nothing_new(scores, listens):
    room = Nursery(*scores, listens=listens).lead()
    assert not room.said("practise-listens")


@pytest.mark.parametrize(("heard", "listens"), [(4, True), (2, False)])
def test_what_practice_found_is_kept_in_the_profile(monkeypatch, capsys, heard, listens):
    monkeypatch.setattr(assembly, "practise", lambda *_: Practised(Verdict(heard, 4, ()), 40))
    assert cli.main(["practise"]) == 0
    assert "Saved" in capsys.readouterr().out
    assert profile.load() == Profile(eased=40, listens=listens)


def test_who_names_a_microphone_to_practise_with_is_told_and_listened_to_by_that_one(monkeypatch):
    asked = []
    monkeypatch.setattr(assembly, "practise", lambda mine, _: asked.append(mine) or Practised(Verdict(4, 4, ()), 0))
    assert cli.main(["practise", "--microphone", "desk"]) == 0
    assert (asked[0].listens, asked[0].microphone) == (False, "desk")
    assert profile.load() == Profile(listens=True, microphone="desk")


def test_the_coach_is_deaf_to_its_own_phrase_and_to_nothing_else_it_says():
    room = Nursery(5, 5, 5, 5).lead()
    assert {(text, deaf) for text, deaf in room.deaf if deaf} == {
        (WORDS.one("practise-teach"), frozenset({Command.NO}))
    }
    assert own_phrases(room.mixer) == frozenset()


def test_when_the_no_is_heard_over_the_coach_it_stops_talking():
    room = Nursery(5, 5, 5, 5).lead()
    assert TALK[0] in room.heard
    assert TALK[-1] not in room.heard


def test_when_closer_listening_lets_a_saying_be_heard_just_so_much_is_kept():
    room = Nursery(5, 1.8, 5, 1.8, 5).lead()
    assert room.said("practise-nearly")
    assert room.said("practise-eased")
    assert room.done.eased == 40
    assert room.said("practise-kept")


def test_when_closer_listening_did_not_help_after_all_nothing_is_kept():
    room = Nursery(5, 1.8, 5, 0.5, 5).lead()
    assert room.said("practise-eased")
    assert room.done.eased == 0
    assert room.eased[-1] == 0
    assert not room.said("practise-kept")


def test_when_the_coach_drowns_the_no_it_tries_again_more_softly_and_is_as_loud_as_before():
    room = Nursery(5, 5, 5, -3, 5).lead()
    loud = [gain for text, gain in room.gains if text == TALK[0]]
    assert loud == [0, -6]
    assert room.mixer.gain_db == 0
    assert room.said("practise-over-missed")
    assert room.said("practise-softly")


def test_five_sayings_are_the_most():
    room = Nursery(1.8, 1.8, 1.8, 1.8, -3, 5).lead()
    assert room.done.verdict.asked == 5
    assert room.scores == [5]


def test_when_a_key_is_pressed_the_turn_is_skipped_and_never_counted():
    room = Nursery(5, 5, 5, keys={WORDS.one("practise-ask"): Pressed(0, "k")}).lead()
    assert (room.done.verdict.heard, room.done.verdict.asked) == (3, 3)


@pytest.mark.parametrize("key", ["q", "escape", "b"])
def test_when_q_is_pressed_the_practice_ends_and_the_figures_are_printed(key):
    room = Nursery(5, keys={WORDS.one("practise-ask-again"): Pressed(0, key)}).lead()
    assert room.done.verdict.asked == 1
    assert room.heard[-1] == WORDS.one("practise-ask-again")
    assert WORDS.one("practise-score", n="One", m="one") in room.printed.getvalue()


def test_when_nobody_speaks_it_reminds_twice_and_then_waits_in_silence():
    room = Nursery(keys={WORDS.say("practise-wait")[-1]: Pressed(0, "q")}).lead()
    assert [text for text in room.heard if text in WORDS.say("practise-wait")] == [*WORDS.say("practise-wait")]


def test_what_is_wrong_with_the_microphone_is_said():
    room = Nursery(5, 5, 5, 5, keys={WORDS.one("practise-room"): Notice(0, "The microphone is gone.")}).lead()
    assert "The microphone is gone." in room.heard


def test_no_sound_is_kept_unless_a_folder_is_named(tmp_path):
    assert len(Nursery(5, 5, 5, 5).lead().watch.sound(50)) == 0
    room = Nursery(5, 5, 5, 5, keep=tmp_path).lead()
    assert room.said("practise-keep")
    files = sorted(tmp_path.iterdir())
    assert len(files) == 4
    assert {file.stat().st_mode & 0o777 for file in files} == {0o600}
    assert str(files[0]) in room.printed.getvalue()
    with wave.open(str(files[0])) as kept:
        assert kept.getframerate() == 16_000
        assert kept.getnframes() > 16_000


def test_a_folder_that_cannot_be_written_is_told_before_anybody_speaks(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match="name another folder"):
        make_folder(tmp_path / "file")


# --- the judgement ---------------------------------------------------------------------------------


def said(how, score=0.0, level=-25.0, *, over=False):
    return Saying(how, level, score, over)


def test_a_saying_is_over_a_second_after_its_voice_and_a_knock_is_none():
    assert not ended([QUIET] * 30, -60, POINTS)
    assert not ended([QUIET] * 5 + [VOICE] * 5 + [QUIET] * 12, -60, POINTS)
    assert ended([QUIET] * 5 + [VOICE] * 5 + [QUIET] * 13, -60, POINTS)
    assert not ended([QUIET] * 5 + [VOICE] * 3 + [QUIET] * 20, -60, POINTS)


def test_when_a_machine_starts_it_becomes_the_room_and_the_phrase_is_still_found():
    hum = [Step(-40, -9)] * 70
    assert not ended(hum, -60, POINTS)
    assert ended([*hum, Step(-40, 0.5), *hum[:13]], -60, POINTS)


def test_without_any_step_the_room_is_silent():
    assert room_of([]) == -120
    assert saying([], -60, POINTS, heard=False).how == "missed"


def test_easing_is_the_least_that_lets_the_most_be_heard():
    assert easing([said("heard", 3), said("nearly", 1.9), said("nearly", 1.71)], -5, POINTS) == 60
    assert easing([said("nearly", 1.92)], -5, POINTS) == 20


def test_when_only_the_second_opinion_refused_a_saying_all_that_is_allowed_is_tried():
    assert easing([said("nearly", 3)], -5, POINTS) == 100


def test_easing_stays_within_its_bound_and_never_suspects_the_room():
    assert easing([said("missed", 1.0)], -5, POINTS) == 0
    assert easing([said("nearly", 1.7)], 0.75, POINTS) == 0
    assert easing([said("missed", 1.9, over=True)], -5, POINTS) == 0
    assert easing([], -5, POINTS, now=30) == 30


def test_what_would_help_is_told_by_what_was_measured():
    assert verdict([], -60).hints == ("practise-none",)
    assert verdict([said("heard")], -60).hints == ("practise-good",)
    assert verdict([said("heard"), said("missed")], -60).hints == ("practise-breath",)
    assert verdict([said("heard"), said("missed", level=-55)], -60).hints == ("practise-closer",)
    assert verdict([said("heard"), said("missed", level=-30)], -35).hints == ("practise-quieter",)
    drowned = verdict([said("heard"), said("missed", over=True), said("heard", over=True)], -60)
    assert drowned.hints == ("practise-softly",)
    assert verdict([said("missed"), said("missed")], -60).hints == ("practise-breath", "practise-keys")


def test_practising_is_offered_once_and_again_after_it_heard_badly_but_not_every_evening():
    assert offer(None, 0, badly=False) == "practise-offer"
    assert offer(None, 0, badly=True) == "practise-offer-again"
    assert offer(0, WEEK_MS, badly=False) == ""
    assert offer(0, WEEK_MS, badly=True) == "practise-offer-again"
    assert offer(0, WEEK_MS - 1, badly=True) == ""
    assert offer(None, 0, badly=False, listened=False) == "practise-offer-first"
    assert offer(0, WEEK_MS, badly=False, listened=False) == ""


def test_three_noes_by_key_with_nothing_from_the_microphone_are_bad_hearing():
    missed = Missed()
    for _ in range(2):
        missed.no()
    missed.ear()
    missed.no()
    assert not missed.badly
    missed.no()
    assert missed.badly
    assert Missed(complained=True).badly


class Evening(Nursery):
    """After a session: what is said then."""

    spoken = staticmethod(lambda *_: None)

    def offered(self, *, badly=False, aloud=True):
        before = len(self.heard)
        assembly.offer_practice(self, self.missed(badly), aloud=aloud)
        return self.heard[before:]

    def missed(self, badly):
        return Missed(complained=badly)


def test_after_the_first_session_with_a_microphone_it_is_offered_and_then_no_more():
    room = Evening()
    assert room.offered() == [WORDS.one("practise-offer")]
    assert room.offered() == []
    assert room.offered(badly=True) == [], "not twice in one week"


def test_who_was_not_listened_to_is_told_once_that_it_can_be_learnt():
    room = Evening()
    room.missed = lambda _badly: None
    assert room.offered() == [WORDS.one("practise-offer-first")]
    assert room.offered() == []


def test_where_the_wanted_microphone_never_opened_nothing_is_offered():
    room = Evening()
    room.missed = lambda _badly: None
    room.parts = replace(room.parts, microphone=lambda _hearing: None)
    assert room.offered() == []


def test_a_week_later_it_is_offered_again_after_it_heard_badly():
    room = Evening()
    room.offered()
    marker = profile.data_folder() / "practised"
    os.utime(marker, (0, marker.stat().st_mtime - WEEK_MS / 1000 - 60))
    assert room.offered() == []
    assert room.offered(badly=True) == [WORDS.one("practise-offer-again")]


def test_where_a_baby_may_sleep_it_is_only_printed():
    room = Evening()
    assert room.offered(aloud=False) == []
    room.parts.printer.close()
    assert room.printed.getvalue().splitlines() == [WORDS.one("practise-offer")]


# --- the ears --------------------------------------------------------------------------------------


def test_no_may_pause_at_most_twice_as_often_as_for_others():
    assert most_easier(Threshold(suspect=1.0, sure=4.0)) == pytest.approx(1.0)


def test_easing_makes_no_easier_and_leaves_everything_else():
    seen = []
    scores = np.array([[-1.0, 2.0], [0.5, 3.0]], np.float32)
    assert Easing(0.25, seen.append).eased(scores).tolist() == [[-0.75, 2.0], [0.75, 3.0]]
    assert NO == 0
    assert seen == [-1.0, 0.5]


def test_what_practice_kept_is_shown_and_can_be_taken_back(capsys):
    profile.save(Profile(eased=40))
    assert cli.main(["profile"]) == 0
    assert "eased: 40" in capsys.readouterr().out
    assert cli.main(["profile", "--not-eased"]) == 0
    assert profile.load().eased == 0
