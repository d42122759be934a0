"""What is done, how often, on which side, and when each word is heard."""

import functools
import re
from itertools import pairwise

import pytest

from coach.model.effects import CUES
from coach.model.options import Options
from coach.model.routine import Stroke, Times
from coach.planning import timeline, utterances
from coach.planning.timeline import From
from coach.planning.timeline_builder import SOUND_MS, estimate, repetitions
from coach.sound.earcons import load as load_cue
from coach.support.durations import MONTH, WEEK
from coach.support.errors import UsageError
from coach.voices.silent import SilentVoice
from tests.support.told import ASK, TINY, WORDS, book_of, ours, routine

LEGS, HIPS, STRETCHES, WHOLE = "legs-and-feet", "hips", "stretches", "whole-routine"
GROWN = Options(age=4 * MONTH, hips_cleared=True)
FIXED = {"S3": 2, "S6": 5, "S7": 5, "S8": 1, "S9": 3, "S12": 3}
DETAILS = ("teach", "remind", "counts")


def strokes_of(book, source):
    return [(area, stroke) for area in book.areas for stroke in area.strokes if source in stroke.sources]


def cues_of(area, options=GROWN, start=From(), length=estimate):  # noqa: B008 - frozen
    """Every cue of an area to its end, open-ended strokes passed over."""
    while start.stroke < len(area.strokes):
        laid = timeline.timeline(area, options, WORDS, length, start)
        yield from laid.cues
        start = From(max(cue.stroke for cue in laid.cues) + 1)


def reps_of(area, name, options=GROWN):
    return [cue for cue in cues_of(area, options) if cue.rep and area.strokes[cue.stroke].name == name]


# --- counts and sides --------------------------------------------------------------------------------


@pytest.mark.parametrize(("source", "times"), FIXED.items())
def test_the_counts_that_the_articles_fix_are_exact_on_both_sides(source, times):
    found = strokes_of(book_of(ours(LEGS), GROWN), source)
    assert [area.side for area, _ in found] == ["left", "right"]
    for area, stroke in found:
        assert repetitions(stroke) == times
        assert not stroke.ours
        assert len(reps_of(area, stroke.name)) == times


@pytest.mark.parametrize("name", [LEGS, HIPS, STRETCHES])
def test_every_other_count_is_marked_as_ours(name):
    for area in book_of(ours(name), GROWN).areas:
        for stroke in area.strokes:
            assert stroke.ours or set(stroke.sources) & set(FIXED), stroke.name


@pytest.mark.parametrize("name", ["rolling", "scoops", "upward glide", "sole line", "toe lines", "toe squeezes"])
def test_a_fixed_count_cannot_be_changed(name):
    with pytest.raises(UsageError, match="fixed by its source"):
        book_of(ours(LEGS), Options(times={name: 4}))


def test_a_count_of_ours_can_be_changed():
    book = book_of(ours(LEGS), Options(times={"rope": 9}))
    assert [stroke.repetitions for _, stroke in strokes_of(book, "S1")] == [9, 9]


def test_the_left_leg_is_finished_before_the_right_one_begins_and_the_upward_glide_is_the_last_of_each():
    left, right = book_of(ours(LEGS), GROWN).areas
    assert (left.side, right.side) == ("left", "right")
    assert [stroke.name for stroke in left.strokes] == [stroke.name for stroke in right.strokes[:-1]]
    assert left.strokes[-1].sources == right.strokes[-2].sources == ("S12",)


@pytest.mark.parametrize("leave_out", [(), ("left leg",), ("right leg",)])
def test_one_sweep_joins_the_legs_at_the_end_of_the_last_one(leave_out):
    areas = book_of(ours(LEGS), Options(age=4 * MONTH, leave_out=leave_out)).areas
    assert [area.strokes[-1].name == "sweep" for area in areas] == [*[False] * (len(areas) - 1), True]
    kept = "Resting. Both hands still on " + ("both legs." if not leave_out else f"the {areas[0].side} leg.")
    assert areas[-1].strokes[-1].rest == kept


def test_the_strokes_come_in_the_order_of_the_articles():
    left, _ = book_of(ours(LEGS), GROWN).areas
    assert [stroke.sources[0] for stroke in left.strokes] == [f"S{n}" for n in range(13)]


def swapped(text):
    return text.lower().replace("left", "\0").replace("right", "left").replace("\0", "right")


def test_the_right_side_mirrors_the_left_one_word_for_word():
    left, right = book_of(ours(LEGS), GROWN).areas
    for one, other in zip(left.strokes, right.strokes[:-1], strict=True):
        for said, mirrored in zip((*one.teach, *one.remind), (*other.teach, *other.remind), strict=True):
            assert isinstance(said, int) or swapped(said) == mirrored.lower()


def test_the_path_stages_go_from_thigh_to_calf_and_never_name_the_knee():
    for _, stroke in strokes_of(book_of(ours(LEGS), GROWN), "S4"):
        assert [stage.name for stage in stroke.stages] == ["thigh", "calf"]


def test_each_stage_counts_from_one():
    area = book_of(ours(LEGS), GROWN).areas[0]
    said = [cue.say for cue in reps_of(area, "circles")]
    first, second = said[:6], said[6:]
    assert first == ["One.", "Two.", "Three.", "Four. Two more, then the calf.", "Five.", "Six."]
    assert second == ["One.", "Two.", "Three.", "Four. Two more, then ankle rings.", "Five.", "Six."]


def test_each_toe_is_named_from_the_big_one_to_the_little_one():
    said = [cue.say for cue in reps_of(book_of(ours(LEGS), GROWN).areas[0], "toe squeezes")]
    assert [text.partition(".")[0] for text in said] == [
        "The big toe",
        "The second toe",
        "The middle toe",
        "The fourth toe",
        "The little toe",
    ]


def test_hands_alternate_by_name():
    said = [cue.say for cue in reps_of(book_of(ours(LEGS), GROWN).areas[0], "rope")]
    assert said[:2] == ["Right hand, one.", "Left hand, two."]


def test_two_before_the_end_the_change_is_announced():
    said = [cue.say for cue in reps_of(book_of(routine()).areas[0], "rope")]
    assert said[3] == "Four. Two more, then toe squeezes."


def changes(area, options):
    """For every stroke but the open-ended ones: what is said of the change, how many are left then, and what comes."""
    for index, stroke in enumerate(area.strokes):
        if stroke.lingers:
            continue
        laid = timeline.timeline(area, options, WORDS, estimate, From(index)).cues
        said = [
            (cue.say, stroke_left(stroke, cue))
            for cue in laid
            if cue.stroke == index
            and re.search(r"\b([Tt]hen|all|last)\b", cue.say)
            and cue.at >= max(c.at for c in laid if c.stroke == index and c.rep == 1)
        ]
        following = area.strokes[index + 1].name if index + 1 < len(area.strokes) else area.then or "that's all"
        yield stroke, said[-1:], following


def stroke_left(stroke, cue):
    return repetitions(stroke) - cue.rep if cue.rep else 0


@pytest.mark.parametrize("count", ["", "ticked", "silent"])
@pytest.mark.parametrize("detail", DETAILS)
@pytest.mark.parametrize("pace", [60, 100, 200])
@pytest.mark.parametrize("hands", ["right", "one"])
def test_before_every_change_it_says_what_comes(count, detail, pace, hands):
    options = Options(detail=detail, age=4 * MONTH, hips_cleared=True, count=count, pace=pace, hands=hands)
    for area in book_of(ours(WHOLE), options).areas:
        for stroke, said, following in changes(area, options):
            assert said, (area.title, stroke.name)
            assert following in said[0][0] or "last one" in said[0][0], (said, following)


@pytest.mark.parametrize(
    ("times", "said"),
    [
        (1, ["One. This one, then sweep."]),
        (2, ["One. One more, then sweep.", "Two."]),
        (3, ["One. Two more, then sweep.", "Two.", "Three."]),
    ],
)
def test_a_short_stroke_announces_the_change_with_as_many_as_are_left(times, said):
    lines = TINY.replace("about: 24, pace: 6", f"times: {times}, pace: 6")
    area = book_of(routine(lines)).areas[2]
    assert [cue.say for cue in reps_of(area, "game")] == said


def test_at_the_very_end_it_says_that_this_is_all():
    area = book_of(routine()).areas[2]
    assert [cue.say for cue in reps_of(area, "sweep")] == ["One. One more, and that's all.", "Two."]


def test_a_hold_announces_the_change_before_its_end():
    area = book_of(routine()).areas[0]
    laid = timeline.timeline(area, GROWN, WORDS, estimate, From(2)).cues
    (hold,) = [cue for cue in laid if cue.rep]
    (announced,) = [cue for cue in laid if cue.say == "One more breath, then the right leg."]
    assert hold.at + 5000 < announced.at < hold.until - 2000


def test_at_bedtime_ticked_strokes_are_left_to_their_ticks():
    options = Options(bedtime=True, age=4 * MONTH)
    area = book_of(ours(LEGS), options).areas[1]
    assert not any(cue.say for cue in reps_of(area, "scoops", options))


def test_after_a_pause_the_hands_are_named_however_little_is_said_otherwise():
    area = book_of(ours(LEGS), GROWN).areas[0]
    few = Options(detail="counts", age=4 * MONTH)
    for paused in (True, False):
        laid = timeline.timeline(area, few, WORDS, estimate, From(5, paused=paused)).cues
        said = [cue.say for cue in laid if cue.stroke == 5]
        assert ("Your left hand holds the leg. Thumb and finger circle the ankle bones." in said) is paused


# --- what this baby gets -----------------------------------------------------------------------------


def test_a_stroke_can_be_left_out_by_name():
    book = book_of(ours(LEGS), Options(leave_out=("upward glide",)))
    assert not strokes_of(book, "S12")
    assert book.opening[0].teach == ("As you asked, I'm leaving out upward glide.",)


@pytest.mark.parametrize(("out", "kept"), [("left leg", "Right leg"), ("right leg", "Left leg")])
def test_after_a_vaccination_a_leg_is_left_out_everywhere(out, kept):
    book = book_of(ours(WHOLE), Options(leave_out=(out,), age=4 * MONTH, hips_cleared=True))
    assert [area.title for area in book.areas] == [kept, "Bottom and hips"]
    assert all(not stroke.both_legs for area in book.areas for stroke in area.strokes)
    for number in range(len(book.areas)):
        for text in utterances.needed(book, Options(leave_out=(out,)), WORDS, number, first=-1):
            assert out not in text.lower(), text
            assert "both legs" not in text.lower()


def test_with_both_legs_left_out_the_hips_remain():
    book = book_of(ours(WHOLE), Options(leave_out=("left leg", "right leg")))
    assert [area.title for area in book.areas] == ["Bottom and hips"]


def test_one_stroke_alone_can_be_played():
    book = book_of(ours(LEGS), Options(only=("rope",)))
    assert [[stroke.name for stroke in area.strokes] for area in book.areas] == [["rope"], ["rope"]]


def test_one_leg_alone_can_be_played():
    assert [area.title for area in book_of(ours(LEGS), Options(only=("left leg",))).areas] == ["Left leg"]


@pytest.mark.parametrize("options", [Options(leave_out=("rop",)), Options(only=("rop",)), Options(times={"rop": 2})])
def test_a_name_that_is_not_in_the_routine_is_answered_with_the_nearest_one(options):
    with pytest.raises(UsageError, match='did you mean "rope"'):
        book_of(ours(LEGS), options)


def test_a_name_near_none_is_answered_with_all_of_them():
    with pytest.raises(UsageError, match="it has resting hands, rope"):
        book_of(ours(LEGS), Options(only=("zzz",)))


def test_when_nothing_is_left_it_says_why():
    with pytest.raises(UsageError, match=r"six strokes.*say the age"):
        book_of(ours(STRETCHES), Options())
    with pytest.raises(UsageError, match="Nothing is left to do"):
        book_of(ours(HIPS), Options(only=("left leg",)))


@pytest.mark.parametrize(("age", "there"), [(None, False), (12 * WEEK - 1, False), (12 * WEEK, True)])
def test_stretches_are_for_babies_of_twelve_weeks(age, there):
    book = book_of(ours(WHOLE), Options(age=age))
    assert any(area.title == "Stretches" for area in book.areas) is there


def test_stretches_across_the_body_wait_for_a_professional():
    uncleared = book_of(ours(STRETCHES), Options(age=4 * MONTH))
    assert not strokes_of(uncleared, "Y2")
    assert not strokes_of(uncleared, "Y3")
    assert uncleared.opening[0].teach[0].startswith("Until the hips are checked, I'm leaving out")
    cleared = book_of(ours(STRETCHES), GROWN)
    assert strokes_of(cleared, "Y2")
    assert strokes_of(cleared, "Y3")


def test_the_youngest_get_fewer_of_our_counts_and_the_same_of_the_fixed_ones():
    young, older = (book_of(ours(LEGS), Options(age=age)) for age in (5 * WEEK, 10 * WEEK))
    assert strokes_of(young, "S1")[0][1].repetitions < strokes_of(older, "S1")[0][1].repetitions
    assert repetitions(strokes_of(young, "S7")[0][1]) == FIXED["S7"]
    assert WORDS.say("gentle") in [passage.teach for passage in young.opening]
    assert "plum" in " ".join(str(line) for line in strokes_of(young, "S1")[0][1].teach)


@pytest.mark.parametrize("detail", DETAILS)
@pytest.mark.parametrize("name", [LEGS, HIPS, STRETCHES, WHOLE])
@pytest.mark.parametrize("age", [0, 10, 4 * WEEK - 1, 4 * WEEK, 6 * WEEK - 1, 6 * WEEK, 12 * WEEK, 6 * MONTH])
def test_the_hands_move_no_longer_than_the_age_allows(detail, name, age):
    chosen = Options(detail=detail, age=age, hips_cleared=True)
    if name == STRETCHES and age < 12 * WEEK:
        with pytest.raises(UsageError):
            timeline.suited(ours(name), chosen, WORDS)
        return
    book, options = timeline.suited(ours(name), chosen, WORDS)
    most = next(minutes for limit, minutes in timeline.LONGEST_SESSION if age < limit)
    assert timeline.total_ms(book.areas, options, WORDS, estimate) <= most * 60_000


def test_the_words_get_shorter_where_the_age_allows_less():
    wordy = routine(TINY.replace('"Slide to the ankle."', "[" + '"Slide a hand slowly to the ankle.", ' * 40 + "]"))
    for age, detail in ((10, "remind"), (4 * MONTH, "teach"), (None, "teach")):
        _, options = timeline.suited(wordy, Options(age=age), WORDS)
        assert timeline.detail_of(options, "rope") == detail


@pytest.mark.parametrize("age", [3, 10])
def test_a_newborns_caregiver_hears_what_yes_and_no_look_like(age):
    wordy = TINY.replace('"Slide to the ankle."', "[" + '"Slide a hand slowly to the ankle.", ' * 40 + "]")
    wordy = wordy.replace(
        '"Warm a little oil."', '["A no feels like stiff limbs.", "Warm a little oil."]\n    remind: []'
    )
    book, options = timeline.suited(routine(wordy), Options(age=age), WORDS)
    assert timeline.detail_of(options, "rope") == "remind", "the strokes are said in fewer words"
    said = timeline.asking(book.areas[0], book.opening, options, WORDS, estimate)
    assert "A no feels like stiff limbs." in [cue.say for cue in said.cues]


def test_for_left_handed_caregivers_the_hands_are_exchanged_and_the_left_leg_still_comes_first():
    left, right = book_of(ours(LEGS), Options(hands="left")).areas
    assert (left.side, right.side) == ("left", "right")
    (_, circles), (_, mirrored) = strokes_of(book_of(ours(LEGS), Options(hands="left")), "S4")
    assert "Now your left hand holds the left ankle in a C." in circles.teach
    assert "Now your right hand holds the right ankle in a C." in mirrored.teach
    said = [cue.say for cue in reps_of(left, "rope", Options(hands="left"))]
    assert said[:2] == ["Left hand, one.", "Right hand, two."]


def test_the_hand_on_the_outer_side_of_a_leg_is_the_same_for_everybody():
    for hands in ("right", "left"):
        options = Options(hands=hands, age=4 * MONTH, hips_cleared=True)
        ((_, crossing),) = strokes_of(book_of(ours(STRETCHES), options), "Y3")
        assert "Your right hand holds the left lower leg." in crossing.teach
        assert "Your left hand holds the right lower leg." in crossing.teach


def test_with_one_hand_what_takes_two_is_said_in_the_first_part_that_is_done():
    book = book_of(ours(LEGS), Options(hands="one", leave_out=("left leg",)))
    assert book.areas[0].before[-1].teach == ("With one hand, I'm leaving out rolling.",)
    both = book_of(ours(LEGS), Options(hands="one"))
    assert [bool(area.before[-1].teach[0].startswith("With one")) for area in both.areas] == [True, False]
    assert not any("rolling" in str(line) for passage in both.opening for line in passage.teach)


def test_a_routine_that_takes_two_hands_throughout_cannot_be_done_with_one():
    with pytest.raises(UsageError, match="With one hand, I'm leaving out rope, toe squeezes and warm hold"):
        book_of(routine(), Options(hands="one", only=("left leg",)))


def test_with_one_hand_the_other_words_stay_as_they_are_where_they_fit():
    lines = """\
coach: 1
title: Mine
opening:
  - {teach: "Warm a little oil."}
  - {teach: "Warm both palms.", one-hand: {teach: "Warm your palm.", remind: "Palm."}}
parts:
  - title: Feet
    strokes:
      - name: sole line
        teach: "Both thumbs glide."
        remind: "Glide."
        times: 3
        pace: 4
        total: "Three times and no more."
        one-hand: {teach: "Your thumb glides.", remind: "One glides.", rest: "Resting. Your hand still.", pace: 6}
"""
    one, two = (book_of(routine(lines), Options(hands=hands)) for hands in ("one", "right"))
    assert [passage.teach for passage in one.opening] == [("Warm a little oil.",), ("Warm your palm.",)]
    stroke = one.areas[0].strokes[0]
    assert (stroke.teach, stroke.pace, stroke.total) == (("Your thumb glides.",), 6000, "Three times and no more.")
    assert one.areas[0].rest == "Your hand rests, quite still."
    assert two.areas[0].rest == "Both hands rest, quite still."
    assert two.areas[0].strokes[0].teach == ("Both thumbs glide.",)


# --- when --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("detail", DETAILS)
@pytest.mark.parametrize("pace", [60, 100, 137, 200])
def test_beats_are_even_to_the_millisecond(detail, pace):
    options = Options(detail=detail, age=4 * MONTH, hips_cleared=True, pace=pace)
    for area in book_of(ours(WHOLE), options).areas:
        for stroke in area.strokes:
            if stroke.stages:
                continue
            beats = [cue.at for cue in reps_of(area, stroke.name, options)]
            gaps = {later - earlier for earlier, later in pairwise(beats)}
            assert len(gaps) <= 1, (stroke.name, gaps)
            if gaps:
                assert gaps.pop() >= stroke.pace * pace // 100


def test_in_a_path_the_beats_of_each_stage_are_even():
    area = book_of(ours(LEGS), GROWN).areas[0]
    beats = [cue.at for cue in reps_of(area, "circles")]
    for stage in (beats[:6], beats[6:]):
        assert len({later - earlier for earlier, later in pairwise(stage)}) == 1


def test_a_number_is_spoken_after_the_movement_has_begun():
    area = book_of(routine()).areas[0]
    first = reps_of(area, "rope")[0]
    assert first.at - (first.until - 5000) == 1500


@pytest.mark.parametrize(("count", "sounds"), [("ticked", "tick"), ("silent", "")])
def test_counts_are_ticked_or_silent_on_demand_and_the_beat_stays(count, sounds):
    area = book_of(routine()).areas[0]
    spoken = reps_of(area, "rope")
    other = [cue for cue in reps_of(area, "rope", Options(count=count)) if cue.rep]
    assert {cue.sound for cue in other if not cue.say} == {sounds}
    assert [cue.say for cue in other if cue.say] == ["Two more, then toe squeezes."]
    assert len({later.at - earlier.at for earlier, later in pairwise(other)}) == 1
    assert len(other) == len(spoken)


def test_a_hold_lasts_as_long_as_it_says_and_as_the_pace_makes_it():
    area = book_of(routine()).areas[0]
    for pace in (60, 100, 200):
        (hold,) = reps_of(area, "warm hold", Options(pace=pace))
        assert hold.until - hold.at == 12_000 * pace // 100


def test_an_open_ended_stroke_ends_the_timeline_until_told():
    area = book_of(routine()).areas[2]
    laid = timeline.timeline(area, Options(), WORDS, estimate)
    assert laid.lingers
    assert {cue.stroke for cue in laid.cues} == {0}


def test_words_never_overlap_and_cues_are_in_the_order_of_their_times():
    for detail in DETAILS:
        options = Options(detail=detail, age=4 * MONTH, hips_cleared=True)
        for area in book_of(ours(WHOLE), options).areas:
            start = From()
            while start.stroke < len(area.strokes):
                laid = timeline.timeline(area, options, WORDS, estimate, start)
                ends = 0
                for cue in laid.cues:
                    assert cue.at >= ends, cue
                    ends = max(ends, cue.at + (estimate(cue.say) if cue.say else 0))
                assert ends <= laid.length
                start = From(max(cue.stroke for cue in laid.cues) + 1)


@pytest.mark.parametrize("count", ["", "silent", "ticked"])
@pytest.mark.parametrize("detail", DETAILS)
@pytest.mark.parametrize("pace", [100, 200])
def test_never_more_than_eight_seconds_without_a_sound_of_ours(count, detail, pace):
    options = Options(detail=detail, age=4 * MONTH, hips_cleared=True, count=count, pace=pace)
    voice = SilentVoice()

    @functools.cache
    def length(text):
        return voice.speak(text).ms

    for area in book_of(ours(WHOLE), options).areas:
        start = From()
        while start.stroke < len(area.strokes):
            laid = timeline.timeline(area, options, WORDS, length, start)
            ends = 0
            for cue in (cue for cue in laid.cues if cue.say or cue.sound):
                assert cue.at - ends <= 8000, (area.title, cue)
                ends = cue.at + (length(cue.say) if cue.say else load_cue(cue.sound).ms)
            assert laid.length - ends <= 8000
            start = From(max(cue.stroke for cue in laid.cues) + 1)


@pytest.mark.parametrize("name", CUES)
def test_every_earcon_fits_into_the_time_that_is_kept_for_it(name):
    assert load_cue(name).ms <= SOUND_MS[name]


def test_the_second_side_rests_less_for_its_words_are_known():
    left, right = book_of(ours(LEGS), GROWN).areas
    assert (
        timeline.timeline(right, GROWN, WORDS, estimate).length < timeline.timeline(left, GROWN, WORDS, estimate).length
    )


# --- after an interruption -----------------------------------------------------------------------------


def test_what_is_left_is_said_and_counting_goes_on():
    area = book_of(ours(LEGS), GROWN).areas[0]
    laid = timeline.timeline(area, GROWN, WORDS, estimate, From(1, done=4))
    said = [cue.say for cue in laid.cues if cue.stroke == 1 and cue.say]
    assert said[:2] == ["Rope.", "Two more on the left leg."]
    assert said[-2:] == ["Right hand, five. One more, then wringing.", "Left hand, six."]


def test_in_a_path_what_is_done_is_not_done_again():
    area = book_of(ours(LEGS), GROWN).areas[0]
    index = [stroke.name for stroke in area.strokes].index("circles")
    for done in (2, 6, 8):
        laid = timeline.timeline(area, GROWN, WORDS, estimate, From(index, done=done))
        reps = [cue.rep for cue in laid.cues if cue.stroke == index and cue.rep]
        assert reps == list(range(done + 1, 13))


def test_every_sentence_that_a_stroke_needs_is_made_before_it_is_asked_for():
    book = book_of(ours(WHOLE), GROWN)
    for number, area in enumerate(book.areas):
        ready = set(utterances.needed(book, GROWN, WORDS, number))
        assert "" not in ready
        for index, stroke in enumerate(area.strokes):
            assert stroke.rest in ready
            for done in range(repetitions(stroke)):
                needed = timeline.timeline(area, GROWN, WORDS, estimate, From(index, done)).cues
                missing = {cue.say for cue in needed if cue.say} - ready
                assert not missing
        assert {line for line in area.help if isinstance(line, str)} <= ready


def test_what_is_said_around_an_area_is_made_with_it():
    book = book_of(ours(LEGS), GROWN)
    first, last = (set(utterances.needed(book, GROWN, WORDS, area)) for area in (0, 1))
    assert {ASK, WORDS.one("resting"), WORDS.one("third-no"), WORDS.one("foot-help-after")} <= first
    assert "Goodbye." in last


# --- size --------------------------------------------------------------------------------------------


def many(count):
    strokes = (Stroke(f"stroke {n}", ("Slide.",), ("Slide.",), Times(6), ours=True) for n in range(count))
    area = book_of(routine()).areas[0]
    return type(area)(**{name: getattr(area, name) for name in area.__slots__} | {"strokes": tuple(strokes)})


def test_ten_thousand_strokes_are_planned_with_work_that_grows_with_their_number():
    calls = {}
    for count in (1000, 10_000):
        asked = 0

        def length(text):
            nonlocal asked
            asked += 1
            return estimate(text)

        laid = timeline.timeline(many(count), Options(), WORDS, length)
        calls[count] = (asked, len(laid.cues))
    for few, lots in zip(calls[1000], calls[10_000], strict=True):
        assert 9.5 < lots / few < 10.5
