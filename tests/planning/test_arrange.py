"""Which strokes come, on which side, in which words and with which hands."""

from dataclasses import replace
from typing import Any

import pytest

from coach.model.options import Hands, Options
from coach.planning import age_limit, timeline, utterances
from coach.planning.timeline_builder import estimate
from coach.support.durations import MONTH, WEEK
from coach.support.errors import UsageError
from tests.planning.counted import FIXED, GROWN, HIPS, LEGS, STRETCHES, WHOLE, reps_of, strokes_of
from tests.support.told import TINY, WORDS, book_of, ours, routine


@pytest.mark.parametrize(("source", "times"), FIXED.items())
def test_counts_fixed_by_the_articles_are_exact_on_both_sides(source: Any, times: int) -> None:
    found = strokes_of(book_of(ours(LEGS), GROWN), source)
    assert [area.side for area, _ in found] == ["left", "right"]
    for area, stroke in found:
        assert stroke.repetitions == times
        assert not stroke.ours
        assert len(reps_of(area, stroke.name)) == times


@pytest.mark.parametrize("name", [LEGS, HIPS, STRETCHES])
def test_all_other_counts_are_marked_as_ours(name: str) -> None:
    for area in book_of(ours(name), GROWN).areas:
        for stroke in area.strokes:
            assert stroke.ours or set(stroke.sources) & set(FIXED), stroke.name


@pytest.mark.parametrize("name", ["rolling", "scoops", "upward glide", "sole line", "toe lines", "toe squeezes"])
def test_a_fixed_count_cannot_be_changed(name: str) -> None:
    with pytest.raises(UsageError, match="fixed by its source"):
        book_of(ours(LEGS), Options(times={name: 4}))


def test_a_count_for_a_part_is_refused() -> None:
    with pytest.raises(
        UsageError, match='"left leg" is a part, and only a stroke has a count; name one of its strokes'
    ):
        book_of(ours(LEGS), Options(times={"left leg": 3}))


def test_a_count_of_ours_can_be_changed() -> None:
    book = book_of(ours(LEGS), Options(times={"rope": 9}))
    assert [stroke.repetitions for _, stroke in strokes_of(book, "S1")] == [9, 9]


def test_the_left_leg_is_finished_first_and_each_ends_with_the_glide() -> None:
    left, right = book_of(ours(LEGS), GROWN).areas
    assert (left.side, right.side) == ("left", "right")
    assert [stroke.name for stroke in left.strokes] == [stroke.name for stroke in right.strokes[:-1]]
    assert left.strokes[-1].sources == right.strokes[-2].sources == ("S12",)


@pytest.mark.parametrize("leave_out", [(), ("left leg",), ("right leg",)])
def test_one_sweep_joins_the_legs_at_the_end_of_the_last_one(leave_out: Any) -> None:
    areas = book_of(ours(LEGS), Options(age=4 * MONTH, leave_out=leave_out)).areas
    assert [area.strokes[-1].name == "sweep" for area in areas] == [*[False] * (len(areas) - 1), True]
    kept = "Resting. Both hands still on " + ("the legs." if not leave_out else f"the {areas[0].side} leg.")
    assert areas[-1].strokes[-1].rest == kept


def test_the_strokes_come_in_the_order_of_the_articles() -> None:
    left, _ = book_of(ours(LEGS), GROWN).areas
    assert [stroke.sources[0] for stroke in left.strokes] == [f"S{n}" for n in range(13)]


def swapped(text: str) -> Any:
    return text.lower().replace("left", "\0").replace("right", "left").replace("\0", "right")


def test_the_right_side_mirrors_the_left_one_word_for_word() -> None:
    left, right = book_of(ours(LEGS), GROWN).areas
    for one, other in zip(left.strokes, right.strokes[:-1], strict=True):
        for said, mirrored in zip((*one.teach, *one.remind), (*other.teach, *other.remind), strict=True):
            assert isinstance(said, int) or swapped(said) == mirrored.lower()


def test_the_path_goes_from_thigh_to_calf_and_never_names_the_knee() -> None:
    for _, stroke in strokes_of(book_of(ours(LEGS), GROWN), "S4"):
        assert [stage.name for stage in stroke.stages] == ["thigh", "calf"]


def test_each_stage_counts_from_one() -> None:
    area = book_of(ours(LEGS), GROWN).areas[0]
    said = [cue.say for cue in reps_of(area, "circles")]
    first, second = said[:6], said[6:]
    assert first == ["One.", "Two.", "Three.", "Four. Two more, and then the calf.", "Five.", "Six."]
    assert second == ["One.", "Two.", "Three.", "Four. Two more, and then ankle rings.", "Five.", "Six."]


def test_a_stroke_can_be_left_out_by_name() -> None:
    book = book_of(ours(LEGS), Options(leave_out=("upward glide",)))
    assert not strokes_of(book, "S12")
    assert book.opening[0].teach == ("As you asked, I'm leaving out upward glide.",)


@pytest.mark.parametrize(("out", "kept"), [("left leg", "Right leg"), ("right leg", "Left leg")])
def test_after_a_vaccination_a_leg_is_left_out_everywhere(out: str, kept: str) -> None:
    book = book_of(ours(WHOLE), Options(leave_out=(out,), age=4 * MONTH, hips_cleared=True))
    assert [area.title for area in book.areas] == [kept, "Bottom and hips"]
    assert all(not stroke.both_legs for area in book.areas for stroke in area.strokes)
    for number in range(len(book.areas)):
        for text in utterances.needed(book, Options(leave_out=(out,)), WORDS, number, first=-1):
            assert out not in text.lower(), text
            assert "both legs" not in text.lower()


def test_with_both_legs_left_out_the_hips_remain() -> None:
    book = book_of(ours(WHOLE), Options(leave_out=("left leg", "right leg")))
    assert [area.title for area in book.areas] == ["Bottom and hips"]


def test_one_stroke_alone_can_be_played() -> None:
    book = book_of(ours(LEGS), Options(only=("rope",)))
    assert [[stroke.name for stroke in area.strokes] for area in book.areas] == [["rope"], ["rope"]]


def test_the_stroke_that_joins_two_legs_can_be_played_alone() -> None:
    areas = book_of(ours(LEGS), Options(only=("sweep",))).areas
    assert [(area.title, [stroke.name for stroke in area.strokes]) for area in areas] == [("Right leg", ["sweep"])]
    assert areas[0].offer, "it comes with the only side"


def test_one_leg_alone_can_be_played() -> None:
    assert [area.title for area in book_of(ours(LEGS), Options(only=("left leg",))).areas] == ["Left leg"]


@pytest.mark.parametrize("options", [Options(leave_out=("left leg",)), Options(jabbed=("left leg",))])
def test_with_a_leg_left_out_hands_rest_on_the_other_thigh(options: Any) -> None:
    first = book_of(ours(LEGS), options).areas[0].strokes[0]
    assert first.name == "resting hands"
    assert first.teach[0] == "Rest both palms on the right thigh."


@pytest.mark.parametrize(
    ("options", "leg"),
    [
        (Options(), "Left leg"),
        (Options(side="right"), "Right leg"),
        (Options(side="left", leave_out=("left leg",)), "Right leg"),
        (Options(side="right", jabbed=("right leg",)), "Left leg"),
    ],
)
def test_one_leg_takes_turns_unless_a_leg_is_left_out(options: Any, leg: str) -> None:
    book = book_of(ours("one-leg"), options)
    assert [area.title for area in book.areas] == [leg]
    assert book.areas[0].strokes[-1].name == "sweep"


@pytest.mark.parametrize("options", [Options(leave_out=("rop",)), Options(only=("rop",)), Options(times={"rop": 2})])
def test_an_unknown_name_is_answered_with_the_nearest_one(options: Any) -> None:
    with pytest.raises(UsageError, match='did you mean "rope"'):
        book_of(ours(LEGS), options)


def test_a_name_near_none_is_answered_with_all_of_them() -> None:
    with pytest.raises(UsageError, match="it has resting hands, rope"):
        book_of(ours(LEGS), Options(only=("zzz",)))


def test_when_nothing_is_left_it_says_why() -> None:
    with pytest.raises(UsageError, match=r"six strokes; .*--age"):
        book_of(ours(STRETCHES), Options())
    with pytest.raises(UsageError, match="nothing is left to do;"):
        book_of(ours(HIPS), Options(only=("left leg",)))


@pytest.mark.parametrize(("age", "there"), [(None, False), (12 * WEEK - 1, False), (12 * WEEK, True)])
def test_stretches_are_for_babies_of_twelve_weeks(age: Any, there: bool) -> None:
    book = book_of(ours(WHOLE), Options(age=age, hips_cleared=True))
    assert any(area.title == "Stretches" for area in book.areas) is there


def test_stretches_wait_until_the_hips_are_checked() -> None:
    uncleared = book_of(ours(WHOLE), Options(age=4 * MONTH))
    assert not any(strokes_of(uncleared, f"Y{n}") for n in range(1, 6))
    assert uncleared.opening[0].teach[0].startswith("Until the hips are checked, I'm leaving out")
    cleared = book_of(ours(STRETCHES), GROWN)
    assert all(strokes_of(cleared, f"Y{n}") for n in (1, 2, 3, 5))


def test_knees_come_to_the_tummy_only_without_reflux() -> None:
    assert not strokes_of(book_of(ours(STRETCHES), GROWN), "Y4")
    assert strokes_of(book_of(ours(STRETCHES), replace(GROWN, reflux_free=True)), "Y4")


def test_the_words_get_shorter_where_the_age_allows_less() -> None:
    wordy = routine(TINY.replace('"Slide to the ankle."', "[" + '"Slide a hand slowly to the ankle.", ' * 40 + "]"))
    for age, detail in ((10, "remind"), (4 * MONTH, "teach"), (None, "teach")):
        _, options = age_limit.suited(wordy, Options(age=age), WORDS)
        assert timeline.detail_of(options, "rope") == detail


@pytest.mark.parametrize("age", [3, 10])
def test_a_newborns_caregiver_hears_what_yes_and_no_look_like(age: int) -> None:
    wordy = TINY.replace('"Slide to the ankle."', "[" + '"Slide a hand slowly to the ankle.", ' * 40 + "]")
    wordy = wordy.replace(
        '"Warm a little oil."', '["A no feels like stiff limbs.", "Warm a little oil."]\n    remind: []'
    )
    book, options = age_limit.suited(routine(wordy), Options(age=age), WORDS)
    assert timeline.detail_of(options, "rope") == "remind", "the strokes are said in fewer words"
    said = timeline.asking(book.areas[0], book.opening, options, WORDS, estimate)
    assert "A no feels like stiff limbs." in [cue.say for cue in said.cues]


def test_left_handed_caregivers_exchange_hands_and_still_begin_on_the_left() -> None:
    left, right = book_of(ours(LEGS), Options(hands=Hands.LEFT)).areas
    assert (left.side, right.side) == ("left", "right")
    (_, circles), (_, mirrored) = strokes_of(book_of(ours(LEGS), Options(hands=Hands.LEFT)), "S4")
    assert "Now your left hand holds the left ankle in a C." in circles.teach
    assert "Now your right hand holds the right ankle in a C." in mirrored.teach
    said = [cue.say for cue in reps_of(left, "rope", Options(hands=Hands.LEFT))]
    assert said[:2] == ["Left hand, one.", "Right hand, two."]


def test_the_outer_hand_of_a_leg_is_the_same_for_everybody() -> None:
    for hands in ("right", "left"):
        options = Options(hands=Hands(hands), age=4 * MONTH, hips_cleared=True)
        ((_, crossing),) = strokes_of(book_of(ours(STRETCHES), options), "Y3")
        assert "Your right hand holds the left lower leg." in crossing.teach
        assert "Your left hand holds the right lower leg." in crossing.teach
        ((_, meeting),) = strokes_of(book_of(ours("movements"), options), "G2")
        assert "Your right hand holds the left wrist." in meeting.teach  # as drawn: no arm crosses the other
        assert "Your left hand holds the right lower leg." in meeting.teach


def test_the_first_part_names_the_two_handed_strokes() -> None:
    book = book_of(ours(LEGS), Options(hands=Hands.ONE, leave_out=("left leg",)))
    assert book.areas[0].before[-1].teach == ("With one hand, I'm leaving out rolling.",)
    both = book_of(ours(LEGS), Options(hands=Hands.ONE))
    assert [bool(area.before[-1].teach[0].startswith("With one")) for area in both.areas] == [True, False]
    assert not any("rolling" in str(line) for passage in both.opening for line in passage.teach)


def test_a_routine_that_always_needs_two_hands_refuses_one() -> None:
    with pytest.raises(UsageError, match="With one hand, I'm leaving out rope, toe squeezes and warm hold"):
        book_of(routine(), Options(hands=Hands.ONE, only=("left leg",)))


def test_with_one_hand_words_that_fit_stay_unchanged() -> None:
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
    one, two = (book_of(routine(lines), Options(hands=Hands(hands))) for hands in ("one", "right"))
    assert [passage.teach for passage in one.opening] == [("Warm a little oil.",), ("Warm your palm.",)]
    stroke = one.areas[0].strokes[0]
    assert (stroke.teach, stroke.pace, stroke.total) == (("Your thumb glides.",), 6000, "Three times and no more.")
    assert one.areas[0].rest == "Your hand rests, quite still."
    assert two.areas[0].rest == "Both hands rest, quite still."
    assert two.areas[0].strokes[0].teach == ("Both thumbs glide.",)
