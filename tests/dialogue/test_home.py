"""The lists of the bare command `coach`: where each choice leads, and what is said when it fails."""

import json
from dataclasses import replace
from typing import Any

import pytest

from coach.dialogue import errands as of
from coach.dialogue import settings
from coach.dialogue.home import Chosen, Home
from coach.dialogue.more import FORMS, MEANINGS, Thing, sentence_of, trouble_lines
from coach.dialogue.offers import Offers
from coach.dialogue.scenes import End
from coach.dialogue.shelf import AT_FIRST, Group
from coach.model.effects import Show
from coach.model.options import Options
from coach.planning.arrange import NothingLeftError
from coach.store.profile import Profile
from coach.support.errors import CoachError, EarError, JournalError, SoundError, UsageError
from tests.support.dialogues import CUT, FRESH, REFUSED, SETUP, World
from tests.support.led import Led
from tests.support.told import WORDS, line

ANY = "k"
LIST = line("choose")
GONE = UsageError("tiny", "the routine is gone", "choose another one")


def home(world: Any = None, mine: Any = None) -> Any:
    return Led(Home(SETUP).welcome(mine or Profile()), world or World())


def more(*way: Any, world: Any = None, mine: Any = None) -> Any:
    return home(world, mine).answer(("More that I can do", ANY), *way)


def shown(led: Any) -> Any:
    return [effect.text for _, effect in led.effects if isinstance(effect, Show)]


def test_a_routine_that_is_chosen_begins_and_is_remembered() -> None:
    led = home().answer(("Tiny", ANY))
    result = led.finish()
    assert isinstance(result, Chosen)
    assert result.state.book.name == "tiny"
    begun = [one for one in led.errands if isinstance(one, of.Begin)]
    assert [(one.name, one.chosen) for one in begun] == [("tiny", True)]


def test_a_stroke_that_was_always_refused_can_be_left_out() -> None:
    led = home(World(REFUSED)).answer(("Tiny", ANY), ("Leave out rope", ANY))
    assert "rope" not in {one.name for area in led.finish().state.book.areas for one in area.strokes}


def test_a_session_that_was_cut_off_is_offered_before_the_list() -> None:
    led = home(World((CUT,))).answer(("One of two", ANY))
    assert led.finish().state.start.stroke == 1
    led = home(World((CUT,))).answer(("One of two", "n"), (LIST, "q"))
    assert led.finish() is None


def test_a_session_cut_off_before_it_began_is_not_offered() -> None:
    begun, entries = CUT
    nothing = (begun, [replace(entries[0], what="asked")])
    assert "Last time" not in " ".join(home(World((nothing,))).answer((LIST, "q")).said)


def test_a_massage_of_which_nothing_is_left_tonight_is_not_offered() -> None:
    """As after a jab in both legs: nobody chose anything, so no choice of theirs can have failed."""
    led = home(World((CUT,), {of.Begin: NothingLeftError("tiny", "After the jab, I skip both legs")}))
    assert line("did-not-work") not in led.answer((LIST, "q")).said


def test_a_chosen_routine_resumes_or_starts_over() -> None:
    for key, stroke in (("enter", 1), ("n", 0)):
        led = Led(Offers(Profile(), WORDS).ahead_of(FRESH, End), World((CUT,)))
        assert led.answer(("One of two", key)).finish().start.stroke == stroke
    other = replace(CUT[0], routine="hips"), CUT[1]
    assert Led(Offers(Profile(), WORDS).ahead_of(FRESH, End), World((other,))).finish() == FRESH


def begun(world: World, begin: Any) -> Any:
    """The options with which a session is begun after going on was chosen; None if it wasn't made anew."""
    led = Led(begin, world)
    led.answer(("One of two", "enter")).finish()
    return next((one.options for one in led.errands if isinstance(one, of.Begin)), None)


def going_on(mine: Profile, *, hours: float = 0, **options: Any) -> Any:
    """The options of a session that goes on from the first question of `coach`."""
    (first, entries), ms = CUT, int(hours * 3_600_000)
    entries = [replace(one, wall=one.wall - ms) for one in entries]
    cut = (replace(first, options=json.dumps(options)), entries)
    return begun(World((cut,)), Home(SETUP).unfinished(mine))


@pytest.mark.parametrize("answer", ["hips_cleared", "navel_healed", "reflux_free"])
def test_an_answer_that_was_taken_back_holds_when_going_on(answer: str) -> None:
    assert not getattr(going_on(Profile(), **{answer: True}), answer)
    mine: Any = {answer: True}
    assert getattr(going_on(Profile(**mine), **mine), answer)


def test_what_is_left_out_since_is_left_out_when_going_on() -> None:
    assert going_on(Profile(leave_out=("rope",)), leave_out=["warm hold"]).leave_out == ("warm hold", "rope")


def test_going_on_hours_later_asks_the_care_questions_that_were_skipped() -> None:
    assert going_on(Profile(), care=False).care is False
    assert going_on(Profile(), care=False, hours=2).care is True


@pytest.mark.parametrize(
    ("left_out", "options"),
    [
        ({"jabbed": ["left leg"]}, Options(care=False, jabbed=("left leg",))),
        ({"leave_out": ["rope"]}, Options(care=False, leave_out=("rope",))),
        ({"age": 20}, Options(care=False, age=20)),
        ({"side": "left"}, Options(care=False, side="left")),
        ({"hips_cleared": True}, None),
    ],
)
def test_what_was_left_out_stays_out_when_a_named_massage_goes_on(left_out: Any, options: Any) -> None:
    cut = (replace(CUT[0], options=json.dumps(left_out)), [replace(one, area="Right leg") for one in CUT[1]])
    assert begun(World((cut,)), Offers(Profile(), WORDS).ahead_of(FRESH, End)) == options


def test_where_nothing_would_be_left_the_named_massage_begins_anew() -> None:
    cut = (replace(CUT[0], options=json.dumps({"harness": True})), CUT[1])
    led = Led(Offers(Profile(), WORDS).ahead_of(FRESH, End), World((cut,), {of.Begin: GONE}))
    assert led.finish() == FRESH


def test_a_session_that_cannot_be_resumed_costs_one_sentence() -> None:
    led = home(World((CUT,), {of.Begin: GONE})).answer((LIST, "q"))
    assert "Tiny, the routine is gone." in led.said
    assert str(GONE) in shown(led)
    assert isinstance(home(World((CUT,), {of.Begin: ZeroDivisionError()})).finish(), ZeroDivisionError)


def test_a_part_that_is_gone_from_the_routine_is_announced() -> None:
    begun, entries = CUT
    lost = (begun, [replace(one, area="Right ear") for one in entries])
    led = home(World((lost,))).answer((LIST, "q"))
    assert "Last time, we stopped at Right ear, which isn't in the routine today." in led.said
    assert line("did-not-work") not in led.said, "nobody has chosen anything yet"
    led.finish()


def test_a_routine_that_cannot_start_is_announced_before_the_list_returns() -> None:
    led = home(World(broken={of.Begin: GONE})).answer(("Tiny", ANY))
    led.answer(("Tiny, the routine is gone", ""), (LIST, "q"))
    assert led.finish() is None


def test_a_record_that_cannot_be_read_is_told_and_the_list_returns() -> None:
    damaged = JournalError("journal.sqlite3", "it is damaged", "the next massage puts it aside")
    led = home(World(broken={of.Tale: damaged})).answer((line("choose-history"), ANY))
    led.answer(("Journal.sqlite3, it is damaged", ""), ("The next massage puts it aside", ""), (LIST, "q"))
    assert led.finish() is None


def test_leaving_the_first_run_says_goodbye() -> None:
    led = Led(Home(SETUP).first_time(Profile()), World()).answer((line("ask-loudness"), "escape"))
    led.finish()
    assert led.said[-1] == "Goodbye."


@pytest.mark.parametrize("key", ["q", "escape"])
def test_leaving_says_goodbye(key: str) -> None:
    led = home().answer((LIST, key))
    assert led.finish() is None
    assert led.said[-1] == "Goodbye."


def test_history_sounds_and_first_run_return_to_the_list() -> None:
    led = home().answer((line("choose-history"), ANY), ("It went well", ""), (LIST, ""))
    led.answer((line("choose-sounds"), ANY), (line("sounds-hello"), "q"), (line("choose-setup"), ANY))
    led.answer((line("ask-loudness"), "escape"), (line("set-up-left"), ""), (LIST, "q"))
    assert led.finish() is None


def test_new_choices_apply_at_once_and_tested_channels_are_kept() -> None:
    led = home().answer((line("choose-setup"), ANY), ("Two of three. Louder", ANY))
    led.answer(*[("One of three. Good as it is", ANY)] * 2, (line("voices"), ANY))
    led.answer((line("ask-name"), "enter"), (line("age-skip"), ANY), (line("hands-choices"), ANY))
    led.answer((line("keys-choices"), ANY), (line("try-keys", 1), ANY), ("One of two. Go on", ANY))
    result = led.answer(("Tiny", ANY)).finish()
    assert result.tried == ("keys",)
    assert [one.mine.volume for one in led.errands if isinstance(one, of.Begin)] == [140]


def test_the_first_evening_begins_with_the_first_run() -> None:
    led = Led(Home(SETUP).first_time(Profile()), World())
    assert led.answer((line("ask-loudness"), "escape")).finish() is None
    led = Led(Home(SETUP).first_time(Profile()), World())
    led.answer(
        ("One of three. Good as it is", ANY),
        (line("age-skip"), ANY),
        (line("start-choices"), ANY),
        (line("try-keys", 1), ANY),
    )
    assert led.answer(("One of two. Go on", ANY), ("Tiny", ANY)).finish().tried == ("keys",)


def test_after_an_errand_failures_are_announced_without_a_greeting() -> None:
    led = Led(Home(SETUP).returned(Profile(), EarError("microphone", "there is none", "plug one in")), World())
    led.answer(("Plug one in.", ""), (LIST, "q"))
    assert led.finish() is None
    led = Led(Home(SETUP).returned(Profile(), None), World()).answer((LIST, "q"))
    assert led.said[0] == LIST


# --- the second list -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("way", "typed"),
    [
        ([(line("more-bedtime"), ANY), ("Tiny", ANY)], ("play", "tiny", "--bedtime")),
        ([(line("more-meaning"), ANY), (line("meanings", 12), ANY)], ("profile", "--learn", "where are we")),
        ([(line("more-practise"), ANY)], ("practise",)),
        ([(line("more-doctor"), ANY)], ("doctor",)),
        ([(line("more-forget"), ANY), (line("forget-yes"), ANY)], ("forget", "--yes")),
    ],
)
def test_whatever_can_be_typed_can_be_chosen_by_ear(way: Any, typed: Any) -> None:
    assert more(*way).finish() == typed


def test_every_list_entry_has_its_sentence() -> None:
    assert len(WORDS.say("meanings")) == len(MEANINGS)
    assert len(WORDS.say("write-choices")) == len(FORMS)
    assert all(WORDS.one(f"more-{thing}") for thing in Thing)


def test_going_back_leads_to_the_previous_list() -> None:
    led = more((line("more-bedtime"), ANY), ("Tiny", "escape"), (line("more-forget"), ANY))
    led.answer((line("forget-no"), ANY), (line("more-settings"), ANY), (line("back"), ANY))
    led.answer(("More", "escape"), (LIST, "q"))
    assert led.finish() is None


def test_a_routine_can_be_heard_and_written_to_a_file() -> None:
    led = more((line("more-hold"), ANY), ("Tiny", ANY), ("It went well", ""), (line("more-write"), ANY))
    led.answer((line("write-choices"), ANY), ("Tiny", ANY), ("Written: tiny, in the folder Music", ""))
    led.answer((line("back"), ANY), (LIST, "q"))
    assert led.finish() is None
    assert of.Write("sound", "tiny") in led.errands


def test_a_file_that_cannot_be_written_is_announced() -> None:
    world = World(broken={of.Write: UsageError("tiny.mp3", "there is no room", "make some")})
    led = more((line("more-write"), ANY), (line("write-choices"), ANY), ("Tiny", ANY), ("Make some.", ""), world=world)
    assert "Tiny.mp3, there is no room." in led.said


def test_a_routine_that_cannot_be_told_is_announced_and_the_list_returns() -> None:
    led = more((line("more-hold"), ANY), ("Tiny", ANY), world=World(broken={of.Held: GONE}))
    led.answer(("Tiny, the routine is gone", ""), (line("ask-more"), "escape"), (LIST, "q"))
    assert led.finish() is None


def test_without_a_list_of_loudspeakers_the_settings_return() -> None:
    none = SoundError("output", "the library is not installed", "install it")
    led = more((line("more-settings"), ANY), (line("set-speaker"), ANY), world=World(broken={of.Speakers: none}))
    led.answer(("Output, the library is not installed", ""), ("Install it", ""), (line("ask-settings"), ""))


@pytest.mark.parametrize(("choice", "legs"), [("0", ()), ("1", ("left leg",)), ("2", ("right leg",))])
def test_choosing_a_leg_to_leave_out_keeps_the_strokes_left_out(choice: str, legs: Any) -> None:
    mine = Profile(leave_out=("rope", "right leg", "left arm"))
    assert settings.now("leave-out", mine) == 2, "the leg is read first"
    assert settings.changed("leave-out", choice, mine).leave_out == ("rope", "left arm", *legs)


@pytest.mark.parametrize(
    ("name", "mine"),
    [
        ("leave-out", Profile(leave_out=("left leg", "right leg"))),
        ("hips-cleared", Profile(hips_cleared=True, harness=True)),
        ("bed", Profile(bed="/home/anna/rain.wav")),
        ("pace", Profile(pace=110)),
        ("speaker", Profile(speaker="Bed")),
    ],
)
def test_any_key_leaves_a_setting_that_no_choice_names(name: str, mine: Profile) -> None:
    """The first choice used to be another one, such as neither leg: a key to leave things as they are changed them."""
    way = (line("more-settings"), ANY), (WORDS.one(f"set-{name}"), ANY)
    led = more(*way, (WORDS.one("as-it-is"), ANY), (line("ask-settings"), ""), mine=mine)
    assert not [one for one in led.errands if isinstance(one, of.Save)]
    assert not any(WORDS.one("as-it-is") in text for text in more(*way, ("One of", "")).said)


def test_a_setting_is_saved_at_once_and_the_coach_restarts() -> None:
    name, way = "hips-first", [(line("more-settings"), ANY), (WORDS.one("set-hips-first"), ANY)]
    led = more(*way, (WORDS.say("set-hips-first-choices")[1], ANY), (line("setting-kept"), ""), (line("back"), ANY))
    led.answer(("More", "escape"))
    assert led.finish() == ()
    assert [one.mine for one in led.errands if isinstance(one, of.Save)] == [settings.changed(name, "1", Profile())]


def test_an_unchanged_or_abandoned_setting_saves_nothing() -> None:
    way = [(line("more-settings"), ANY), (WORDS.one("set-hips-first"), ANY)]
    led = more(*way, (WORDS.say("set-hips-first-choices")[0], ANY), *way[1:])
    led.answer((WORDS.one("ask-set-hips-first"), "escape"))
    led.answer((WORDS.one("set-speaker"), ANY), (WORDS.one("speaker-usual"), "escape"))
    assert not [one for one in led.errands if isinstance(one, of.Save)]


def test_a_loudspeaker_is_chosen_by_its_name() -> None:
    led = more(
        (line("more-settings"), ANY), (WORDS.one("set-speaker"), ANY), ("Bedroom", ANY), (line("setting-kept"), "")
    )
    assert [one.mine.speaker for one in led.errands if isinstance(one, of.Save)] == ["Bedroom"]


def test_a_setting_that_cannot_be_saved_is_announced_and_not_used() -> None:
    world = World(broken={of.Save: UsageError("profile", "cannot be saved", "make room")})
    led = more((line("more-settings"), ANY), (WORDS.one("set-speaker"), ANY), ("Bedroom", ANY), world=world)
    led.answer(("Profile, cannot be saved", ""), (WORDS.one("ask-settings"), "escape"), ("More", "escape"), (LIST, "q"))
    assert led.finish() is None


def test_an_error_is_printed_whole_and_spoken_without_commands_to_type() -> None:
    said = trouble_lines(JournalError("journal", "is damaged", "run coach history --all"), WORDS)
    assert said[-1] == "Journal, is damaged."
    assert len(trouble_lines(CoachError("a", "b"), WORDS)) == len(said)
    assert sentence_of("make room.") == "Make room."


def test_what_can_be_done_without_typing_is_spoken() -> None:
    none = EarError("microphone", "there is none", "plug one in, or use --no-listen")
    assert trouble_lines(none, WORDS)[-1] == "Plug one in."


def test_routines_are_listed_by_area_and_by_length() -> None:
    led = home().answer((line("choose-areas"), ANY), ("What would you like to massage", ""), ("Face", ANY))
    assert led.finish().state.book.name == "face"
    led = home().answer((line("choose-short"), ANY), ("Five minutes", ANY))
    assert led.finish().state.book.name == "five-minutes"
    led = home().answer((line("choose-areas"), ANY), (line("back"), ANY), (LIST, "q"))
    assert led.finish() is None


def test_what_is_heard_or_written_is_found_by_area_too() -> None:
    led = more((line("more-bedtime"), ANY), (line("choose-areas"), ANY), ("What would you like to massage", ""))
    assert led.answer(("Face", ANY)).finish() == ("play", "face", "--bedtime")
    led = more((line("more-bedtime"), ANY), (line("choose-short"), ANY), (line("back"), ANY), ("More", "escape"))
    assert led.answer((LIST, "q")).finish() is None


def test_the_second_list_of_routines_is_as_short_as_the_first() -> None:
    led = more((line("more-hold"), ANY), (line("ask-routine"), ""))
    assert len(led.state.scene.menu.choices) <= AT_FIRST + len(Group) + 2


def test_the_course_continues_or_repeats_an_evening() -> None:
    led = home().answer(("Evening two comes next", ANY), ("Evening two, the one that comes next", ANY))
    assert led.finish().state.book.name == "course-2"
    led = home().answer(("Evening two comes next", ANY), ("Evening one once again", ANY))
    assert led.finish().state.book.name == "course-1"
