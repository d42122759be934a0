"""Suspicions and certainties: what the scores and the phonemes make of a phrase together."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from coach.ears.spotting.around import ALONE, Around
from coach.ears.spotting.chatter import CALLS, HARDER
from coach.ears.spotting.likeness import LOW_BELOW
from coach.ears.spotting.needs import Call, Level
from coach.ears.spotting.single_word import SETTLED
from coach.ears.spotting.spotter import APART, DROWNED, TRUSTED_OTHERS, Judge, Spotter
from coach.ears.spotting.steps import COMMANDS, smoothed, steps_of
from coach.ears.spotting.thresholds import Threshold, thresholds
from coach.model.events import Command
from tests.support.sounds import RATE, noise, said

WHERE = thresholds()[Command.WHERE]
NO = {Command.NO: Threshold(suspect=1.0, sure=3.0)}
SECOND = {Command.NO: Threshold(suspect=1.0, sure=3.0, ask=0.0, agreed=0.8)}


def row(score: float) -> np.ndarray:
    scores = np.full(len(COMMANDS), -9, np.float32)
    scores[0] = score
    return scores


def levels(judge: Judge, *moments: tuple[float, float]) -> list[Level]:
    return [d.level for at, score in moments for d in judge.judge(at, row(score))]


class Opinion:
    """A second opinion that always says the same, and how often it was asked."""

    def __init__(self, ratio: float) -> None:
        self.ratio, self.asked = ratio, 0

    def __call__(self, _at: float) -> dict[Command, float]:
        """The same of every command."""
        self.asked += 1
        return dict.fromkeys(COMMANDS, self.ratio)


def test_smoothing_takes_the_mean_of_up_to_three_scores() -> None:
    scores = np.arange(5, dtype=np.float32)[:, None]
    np.testing.assert_allclose(smoothed(scores)[:, 0], [0, 0.5, 1, 2, 3])


def test_a_high_score_is_reported_as_sure_at_once_and_only_once() -> None:
    assert levels(Judge(NO), (1.0, 4.0), (1.08, 5.0), (1.5, 4.0)) == [Level.SURE]


def test_a_medium_score_is_one_suspicion_however_long_the_saying_lasts() -> None:
    assert levels(Judge(NO), (1.0, 2.0), (1.08, 2.2), (1.6, 2.0)) == [Level.SUSPECT]


def test_a_second_suspicion_within_six_seconds_is_sure() -> None:
    assert levels(Judge(NO), (1.0, 2.0), (3.5, 2.0)) == [Level.SUSPECT, Level.SURE]
    assert levels(Judge(NO), (1.0, 2.0), (7.5, 2.0)) == [Level.SUSPECT, Level.SUSPECT]


def test_suspicions_while_the_coach_talks_do_not_confirm_each_other() -> None:
    judge = Judge(NO)
    moments = ((1.0, True), (3.5, False), (5.5, False))
    found = [d for at, coach in moments for d in judge.judge(at, row(2.0), Around(coach=coach))]
    assert [d.level for d in found] == [Level.SUSPECT, Level.SUSPECT, Level.SURE]


def test_a_suspicion_that_becomes_clear_is_sure_without_waiting() -> None:
    assert levels(Judge(NO), (1.0, 2.0), (1.08, 3.5)) == [Level.SUSPECT, Level.SURE]


def test_a_no_that_is_the_coachs_own_voice_only_makes_it_soft() -> None:
    judge = Judge(NO, likeness=lambda: np.inf)
    assert levels(judge, *[(1.0 + 0.08 * i, 4.0) for i in range(9)]) == [Level.SUSPECT]
    assert levels(judge, (3.0, 4.0)) == [Level.SUSPECT]


def test_a_no_that_is_said_again_beside_a_soft_coach_counts() -> None:
    own = iter([np.inf, 0.0])
    assert levels(Judge(NO, likeness=lambda: next(own)), (1.0, 4.0), (3.0, 4.0)) == [Level.SUSPECT, Level.SURE]


def test_a_no_unlike_a_coach_that_begins_counts_at_once() -> None:
    around = Around(coach=True, well=False, softens=True, again=True, apart=True)
    short, enough = Opinion(-APART - 0.3), Opinion(0.9 - APART)

    def first(opinion: Opinion, likeness: float) -> list[Level]:
        judge = Judge(SECOND, opinion, likeness=lambda: likeness)
        return [one.level for one in judge.judge(1.0, row(0.0), around)]

    assert first(enough, LOW_BELOW - 0.01) == [Level.SURE]
    assert first(enough, LOW_BELOW) == first(short, LOW_BELOW - 0.01) == []
    assert [one.level for one in Judge(SECOND, enough).judge(1.0, row(0.0), replace(around, apart=False))] == []


def test_another_command_is_never_taken_for_the_coachs_voice() -> None:
    judge, scores = Judge({Command.YES: Threshold(1, 3)}, likeness=lambda: np.inf), row(-9.0)
    scores[COMMANDS.index(Command.YES)] = 6.0
    assert [d.level for d in judge.judge(1.0, scores)] == [Level.SURE]


def test_the_phrase_further_above_its_threshold_wins() -> None:
    judge = Judge({Command.NO: Threshold(1, 3), Command.YES: Threshold(5, 5)})
    scores = row(4.0)
    scores[COMMANDS.index(Command.YES)] = 6.0
    assert [d.command for d in judge.judge(1.0, scores)] == [Command.NO]


def test_while_the_coach_talks_phonemes_are_asked_only_above_a_higher_score() -> None:
    points, opinion = {Command.NO: Threshold(suspect=1.0, sure=3.0, ask=-2.0, agreed=-5.0)}, Opinion(0.0)
    assert not list(Judge(points, opinion).judge(1.0, row(-1.0), Around(coach=True)))
    assert [d.level for d in Judge(points, opinion).judge(1.0, row(-1.0))] == [Level.SURE]
    assert [d.level for d in Judge(points, opinion).judge(1.0, row(0.0), Around(coach=True))] == [Level.SURE]


@pytest.mark.parametrize(("short", "found"), [(DROWNED - 0.5, [Level.SURE]), (DROWNED + 0.5, [])])
def test_while_the_coach_talks_a_no_may_fit_somewhat_worse(short: float, found: list[Level]) -> None:
    points = {Command.NO: Threshold(suspect=5.0, sure=9.0, ask=-2.0, agreed=0.0)}
    judge = Judge(points, Opinion(-short))
    assert [d.level for d in judge.judge(1.0, row(0.0), Around(coach=True))] == found
    assert not list(Judge(points, Opinion(-short)).judge(1.0, row(0.0)))


def test_while_the_coach_talks_other_commands_must_fit_as_well_as_before() -> None:
    points = {Command.BACK: Threshold(suspect=9, sure=9, ask=-2, agreed=0.0)}
    scores = np.full(len(COMMANDS), -9, np.float32)
    scores[COMMANDS.index(Command.BACK)] = 0.0
    assert not list(Judge(points, Opinion(-DROWNED / 2)).judge(1.0, scores, Around(coach=True)))


def test_a_high_score_counts_for_more_with_commands_other_than_no() -> None:
    def found(command: Command) -> list[str]:
        scores = np.full(len(COMMANDS), -9, np.float32)
        scores[COMMANDS.index(command)] = TRUSTED_OTHERS
        judge = Judge({command: Threshold(suspect=9, sure=9, ask=0, agreed=0.0)}, Opinion(1 - TRUSTED_OTHERS))
        return [d.level for d in judge.judge(1.0, scores)]

    assert found(Command.BACK) == [Level.SURE]
    assert found(Command.NO) == []


def test_a_suspicion_that_the_phonemes_confirm_is_sure() -> None:
    assert levels(Judge(SECOND, Opinion(0.0)), (1.0, 2.0)) == [Level.SUSPECT, Level.SURE]


def test_a_clear_score_that_the_phonemes_doubt_stays_a_suspicion() -> None:
    assert levels(Judge(SECOND, Opinion(-1.5)), (1.0, 4.0), (1.2, 4.0)) == [Level.SUSPECT]


def test_beside_the_coach_a_suspicion_may_fit_less_well_than_in_silence() -> None:
    def found(around: Around) -> list[Level]:
        return [one.level for one in Judge(SECOND, Opinion(-3.0)).judge(1.0, row(4.0), around)]

    assert found(ALONE) == []
    assert found(Around(coach=True, well=False, softens=True)) == [Level.SUSPECT]


def word(level: Level = Level.SURE) -> Call:
    """A single "stop"."""
    return Call(level, 0.5, single=True)


def test_a_single_word_softens_and_counts_once_nobody_talks_on() -> None:
    judge = Judge(SECOND, Opinion(-9))
    first = judge.uttered(1.0, word())
    assert first
    assert first.level is Level.SUSPECT
    assert judge.settled(1.0 + SETTLED / 2, talking=False) is None
    then = judge.settled(1.0 + SETTLED, talking=False)
    assert then
    assert then.level is Level.SURE
    assert judge.settled(3.0, talking=False) is None


def test_a_single_word_in_the_middle_of_a_sentence_counts_for_nothing() -> None:
    judge = Judge(SECOND, Opinion(-9))
    judge.uttered(1.0, word())
    assert judge.settled(1.2, talking=True) is None
    assert judge.settled(2.0, talking=False) is None
    later = judge.uttered(4.0, word(Level.SUSPECT))  # the first one doesn't confirm it
    assert later
    assert later.level is Level.SUSPECT
    assert judge.settled(5.0, talking=False) is None


def test_a_single_word_said_twice_in_a_hurry_counts_at_once() -> None:
    judge = Judge(SECOND, Opinion(-9))
    judge.uttered(1.0, word())
    judge.settled(1.2, talking=True)
    again = judge.uttered(1.6, word())
    assert again
    assert again.level is Level.SURE


def test_a_doubtful_word_said_again_waits_until_nobody_talks_on() -> None:
    judge = Judge(SECOND, Opinion(-9))
    judge.uttered(1.0, word(Level.SUSPECT))
    again = judge.uttered(3.0, word(Level.SUSPECT))
    assert again
    assert again.level is Level.SUSPECT
    then = judge.settled(3.0 + SETTLED, talking=False)
    assert then
    assert then.level is Level.SURE


def test_a_score_that_the_phonemes_reject_counts_for_nothing_even_twice() -> None:
    assert levels(Judge(SECOND, Opinion(-30.0)), (1.0, 4.0), (3.0, 4.0)) == []


def test_two_doubted_suspicions_within_six_seconds_are_sure() -> None:
    assert levels(Judge(SECOND, Opinion(-1.5)), (1.0, 4.0), (3.0, 4.0)) == [Level.SUSPECT, Level.SURE]


def test_the_phonemes_decide_however_high_the_score_of_no() -> None:
    opinion = Opinion(-1.0)
    assert levels(Judge(SECOND, opinion), (1.0, 7.0), (1.2, 7.0)) == [Level.SUSPECT]
    assert opinion.asked > 0


def test_a_low_score_is_not_sure_even_if_the_phonemes_agree() -> None:
    assert levels(Judge(SECOND, Opinion(0.0)), (1.0, 0.5)) == []


def test_the_phonemes_are_asked_at_every_step_of_a_possible_phrase() -> None:
    opinion = Opinion(-30.0)
    levels(Judge(SECOND, opinion), *[(1.0 + 0.08 * i, 2.0) for i in range(6)])
    assert opinion.asked == 6


def test_between_two_likely_phrases_the_phonemes_decide() -> None:
    points = {c: Threshold(suspect=5, sure=5, ask=0, agreed=0.8) for c in (Command.NO, Command.YES)}
    judge = Judge(points, lambda _at: {Command.NO: -20.0, Command.YES: 0.0})
    scores = row(4.0)
    scores[COMMANDS.index(Command.YES)] = 2.5
    assert [d.command for d in judge.judge(1.0, scores)] == [Command.YES]


def test_commands_other_than_no_always_need_the_phonemes() -> None:
    points = {Command.BACK: Threshold(suspect=0, sure=0, ask=-2, agreed=-4)}
    scores = np.full(len(COMMANDS), -9, np.float32)
    scores[COMMANDS.index(Command.BACK)] = 2.5
    assert list(Judge(points, Opinion(-20.0)).judge(1.0, scores)) == []
    assert [d.level for d in Judge(points, Opinion(-1.0)).judge(1.0, scores)] == [Level.SURE]


def test_no_phrase_is_heard_when_only_the_coach_speaks() -> None:
    steps = steps_of(said("Baby says no!")).scores
    assert list(Spotter().follow(steps))
    assert list(Spotter().follow(steps, someone=False)) == []


def test_every_command_has_its_thresholds() -> None:
    assert set(thresholds()) == set(COMMANDS)
    assert all(point.suspect <= point.sure for point in thresholds().values())


def test_another_sentence_is_not_a_command() -> None:
    found = Spotter().follow(steps_of(said("Now stroke the left leg, from the hip down to the foot.")).scores)
    assert [d for d in found if d.level is Level.SURE] == []


def test_silence_and_noise_are_not_a_command() -> None:
    assert list(Spotter().follow(steps_of(np.zeros(5 * RATE, np.float32)).scores)) == []
    assert list(Spotter().follow(steps_of(noise(5)).scores)) == []


ANEW_POINTS = {Command.NO: Threshold(suspect=5.0, sure=9.0, ask=-2.0, agreed=0.0)}


def judged(judge: Judge, *moments: tuple[float, float, bool]) -> list[tuple[float, Level]]:
    """Levels of what is found, with their moments; each given as (seconds, score, the coach talks and not softly)."""
    return [
        (at, d.level)
        for at, score, coach in moments
        for d in judge.judge(at, row(score), Around(coach=coach, well=False, softens=True))
    ]


def test_with_a_poor_canceller_a_no_is_judged_again_when_soft() -> None:
    opinion = Opinion(0.5)
    judge = Judge(ANEW_POINTS, opinion)
    assert judged(judge, (1.0, 0.0, True), (1.08, 0.0, True)) == [(1.0, Level.SUSPECT)]
    opinion.ratio = 3.0
    assert judged(judge, (1.16, -4.0, True), (1.32, -4.0, False), (1.4, -5.0, False)) == [(1.32, Level.SURE)]


@pytest.mark.parametrize(("again", "second"), [(True, Level.SURE), (False, Level.SUSPECT)])
def test_a_no_said_twice_beside_a_coach_that_is_still_heard_counts(again: bool, second: Level) -> None:
    beside = Around(coach=True, well=False, softens=True, again=again)
    judge = Judge(ANEW_POINTS, Opinion(0.5))
    found = [one.level for at in (1.0, 1.08, 3.5) for one in judge.judge(at, row(0.0), beside)]
    assert found == [Level.SUSPECT, second]


def test_one_saying_does_not_confirm_itself_beside_the_coach() -> None:
    beside = Around(coach=True, well=False, softens=True, again=True)
    judge = Judge(ANEW_POINTS, Opinion(0.5))
    found = [one.level for at in np.arange(1.0, 1.7, 0.08) for one in judge.judge(float(at), row(0.0), beside)]
    assert found == [Level.SUSPECT]


def test_a_call_said_twice_beside_the_coach_only_makes_it_soft() -> None:
    beside = Around(coach=True, softens=True, again=True)
    judge = Judge(SECOND, Opinion(-9), likeness=lambda: LOW_BELOW)
    found = [judge.uttered(at, Call(Level.SURE, 0.5), beside) for at in (1.0, 3.5)]
    assert [one and one.level for one in found] == [Level.SUSPECT, Level.SUSPECT]


def test_a_no_that_fits_no_better_once_soft_is_not_believed() -> None:
    assert judged(Judge(ANEW_POINTS, Opinion(0.5)), (1.0, 0.0, True), (1.32, -4.0, False)) == [(1.0, Level.SUSPECT)]


def test_a_no_repeated_while_the_coach_is_soft_is_sure() -> None:
    moments = ((1.0, 0.0, True), (1.88, 0.0, False), (3.2, 0.0, False))
    assert judged(Judge(ANEW_POINTS, Opinion(0.5)), *moments) == [(1.0, Level.SUSPECT), (3.2, Level.SURE)]


def test_a_no_that_vanishes_once_soft_was_the_coachs_own_voice() -> None:
    opinion = Opinion(0.5)
    judge = Judge(ANEW_POINTS, opinion)
    assert judged(judge, (1.0, 0.0, True)) == [(1.0, Level.SUSPECT)]
    opinion.ratio = -3.0
    assert judged(judge, (1.32, -4.0, False), (1.6, -4.0, False)) == []


def test_with_a_poor_canceller_a_poor_fit_is_not_believed() -> None:
    assert judged(Judge(ANEW_POINTS, Opinion(-DROWNED / 2)), (1.0, 0.0, True)) == []


def test_a_suspicion_is_judged_again_for_one_second_only() -> None:
    judge = Judge(ANEW_POINTS, Opinion(0.5))
    assert judged(judge, (1.0, 0.0, True), (2.5, -4.0, False)) == [(1.0, Level.SUSPECT)]


def test_words_that_may_be_the_coachs_own_only_make_it_soft() -> None:
    beside = Around(coach=True, softens=True)
    judge = Judge(SECOND, Opinion(-9), likeness=lambda: LOW_BELOW)
    first = judge.uttered(1.0, Call(Level.SURE, 0.5), beside)
    again = judge.uttered(3.0, Call(Level.SURE, 0.5))  # the coach has gone soft, and somebody says it again
    assert [found and found.level for found in (first, again)] == [Level.SUSPECT, Level.SURE]


def test_words_unlike_the_coachs_voice_silence_it_at_once() -> None:
    judge = Judge(SECOND, Opinion(-9), likeness=lambda: LOW_BELOW - 0.01)
    found = judge.uttered(1.0, Call(Level.SURE, 0.5), Around(coach=True, softens=True))
    assert found
    assert found.level is Level.SURE


def test_words_of_need_in_a_pause_are_sure_at_once() -> None:
    found = Judge(SECOND, Opinion(-9)).uttered(1.0, Call(Level.SURE, 0.5), Around(well=False, softens=True))
    assert found
    assert found.level is Level.SURE


@pytest.mark.parametrize(
    ("level", "over", "found"),
    [
        (Level.SURE, CALLS + 0.1, Level.SURE),
        (Level.SURE, 0.1, Level.SUSPECT),
        (Level.SUSPECT, CALLS + 0.1, Level.SUSPECT),
        (Level.SUSPECT, 0.1, None),
    ],
)
def test_amid_chatter_a_call_must_fit_better(level: Level, over: float, found: Level | None) -> None:
    one = Judge(SECOND, Opinion(-9)).uttered(1.0, Call(level, over), Around(calls=CALLS))
    assert (one and one.level) == found


def test_amid_chatter_a_worn_out_caregiver_is_heard_as_well_as_ever() -> None:
    one = Judge(SECOND, Opinion(-9)).uttered(1.0, Call(Level.SURE, 0.1, Command.BREAK), Around(calls=CALLS))
    assert one
    assert (one.command, one.level) == (Command.BREAK, Level.SURE)


@pytest.mark.parametrize("command", [Command.NO, Command.NEXT])
def test_amid_chatter_scores_and_phonemes_must_reach_more_together(command: Command) -> None:
    points = {command: Threshold(suspect=1.0, sure=3.0, ask=0.0, agreed=0.8)}
    scores = np.full(len(COMMANDS), -9, np.float32)
    scores[COMMANDS.index(command)] = 1.0

    def sure(ratio: float, around: Around) -> bool:
        return Level.SURE in [one.level for one in Judge(points, Opinion(ratio)).judge(1.0, scores, around)]

    assert sure(0.0, ALONE)
    assert not sure(0.0, Around(harder=HARDER))
    assert sure(HARDER, Around(harder=HARDER))


def test_another_command_needs_more_where_the_room_rings_and_no_does_not() -> None:
    where = COMMANDS.index(Command.WHERE)
    points = {one: Threshold(suspect=9.0, sure=9.0, ask=0.0, agreed=0.0) for one in (Command.NO, Command.WHERE)}

    def found(which: int, more: float) -> list[str]:
        scores = np.full(len(COMMANDS), -9, np.float32)
        scores[which] = 1.5
        return [d.command for d in Judge(points, Opinion(-0.5)).judge(1.0, scores, Around(more=more))]

    assert found(where, 0.0) == [Command.WHERE]
    assert found(where, 2.0) == []
    assert found(0, 2.0) == [Command.NO]


@pytest.mark.parametrize("offset", range(0, 1280, 320))
def test_where_are_we_is_heard_wherever_it_falls_between_two_steps(offset: int) -> None:
    sound = np.concatenate([noise(1 + offset / RATE, 1e-4), said("Where are we?", 1.5, 1.0)])
    assert float(smoothed(steps_of(sound).scores)[:, COMMANDS.index(Command.WHERE)].max()) >= WHERE.ask


def test_a_saying_that_is_doubted_twice_need_not_fit_better_twice() -> None:
    opinion = Opinion(0.5)
    judge = Judge(SECOND, opinion)
    beside = Around(coach=True, well=False, softens=True)
    found = [*judge.judge(1.0, row(0.5), beside)]
    opinion.ratio = 2.0
    found += judge.judge(1.08, row(1.2), beside)
    found += judge.judge(1.4, row(1.2), Around(well=False, softens=True))  # it is soft
    assert [one.level for one in found][-1] == Level.SURE
