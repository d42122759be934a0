"""What a session does, told as stories in virtual time, and random walks over everything that can happen to it."""

import re
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.model.effects import BedOff, Hush, Level, Mark, Prepare, Say, Show, Sound
from coach.model.events import STRAY, Command, Heard, Notice, Prepared, Pressed, Tick, Way
from coach.model.phases import TRAITS
from coach.planning import timeline
from coach.planning.timeline_builder import estimate
from coach.session.keymap import WAITING as WAITING_KEYS
from coach.session.keymap import remapped
from coach.session.machine import LATE, TRANSITIONS, meaning, step, wake_at
from coach.session.state import NEWS_AFTER, REMINDERS, SIGN_OF_LIFE, Bookmark, Phase
from tests.support.told import ASK, NEXT, WORDS, Told, in_phase, is_hush, names, ours, routine, texts

RESTING = "Resting. Both hands on the left leg."


# --- before the oil and asking -------------------------------------------------------------------


def test_when_it_begins_it_asks_the_care_questions_once_and_waits_for_a_key():
    told = Told(care=True)
    told.wait(60_000)
    assert told.phase is Phase.CARE
    assert texts(effect for _, effect in told.effects)[: len(WORDS.say("care"))] == list(WORDS.say("care"))


def test_when_the_routine_is_known_the_care_questions_are_shorter():
    assert WORDS.say("care-short")[0] in Told(care=True, detail="remind").asked().said()


def test_when_all_is_well_it_sounds_the_chime_and_asks():
    told = Told(care=True).asked()
    assert is_hush(told.press("enter"))
    told.asked()
    assert told.phase is Phase.ASKING
    assert told.sounds()[-1] == "chime"
    assert told.said()[-1] == ASK


def test_when_the_baby_is_unwell_it_ends_kindly_and_says_whom_to_ask():
    told = Told(care=True).asked()
    assert is_hush(told.press("n"))
    told.wait(60_000)
    assert told.state.over
    assert told.state.why == "care"
    assert "Then we'll leave the massage for today." in told.said()
    assert "This is not for massage. Call your doctor or the emergency number now." in told.said()
    assert told.said()[-1] == "Goodbye."


def test_when_the_care_answer_is_not_sure_it_waits_and_says_whom_to_ask():
    told = Told(care=True).asked()
    assert is_hush(told.press("h"))
    told.asked()
    assert told.phase is Phase.CARE
    assert told.said()[-7:] == [
        line for name in ("care-not-sure", "care-signs", "care-choices") for line in WORDS.say(name)
    ]


def test_when_the_care_questions_are_wanted_again_they_are_said_again():
    told = Told(care=True).asked()
    begun = told.now
    assert is_hush(told.press("a"))
    assert told.asked().said(begun) == [*WORDS.say("care"), *WORDS.say("care-choices")]


def test_when_asked_where_we_are_before_the_oil_it_says_so_and_goes_on_with_its_questions():
    told = Told(care=True).until_said(WORDS.say("care")[2])
    begun = told.now
    told.press("w", after=500)
    told.asked()
    assert told.said(begun)[1] == WORDS.one("where-care")
    assert told.said(begun)[-1] == WORDS.say("care-choices")[-1]


def choosing(n):
    """Before the oil, while the n-th answer is being spoken."""
    told = Told(care=True).until_said(WORDS.say("care-choices")[n])
    told.wait(1000)
    return told


@pytest.mark.parametrize(("n", "phase"), [(0, Phase.ASKING), (1, Phase.CARE), (2, Phase.ENDED)])
def test_before_the_oil_any_key_takes_the_answer_that_is_being_spoken(n, phase):
    told = choosing(n)
    assert is_hush(told.press("space"))
    assert told.phase is phase


@pytest.mark.parametrize(
    ("key", "phase"), [("1", Phase.ASKING), ("2", Phase.CARE), ("3", Phase.ENDED), ("escape", Phase.ENDED)]
)
def test_before_the_oil_a_number_takes_its_answer_and_escape_leaves(key, phase):
    told = Told(care=True)
    told.press(key, after=500)
    assert told.phase is phase


def test_before_the_answers_are_named_any_key_brings_them_and_answers_nothing():
    told = Told(care=True)
    told.press("k", after=500)
    begun = told.now
    assert told.phase is Phase.CARE
    assert told.asked().said(begun) == list(WORDS.say("care-choices"))


def test_a_key_at_the_very_beginning_of_an_answer_is_for_the_one_before():
    told = Told(care=True).until_said(WORDS.say("care-choices")[2])
    told.wait(100)
    told.press("k")
    assert told.phase is Phase.CARE
    assert told.marks()[-1] == ("not sure", "care")


def test_arrows_walk_through_the_answers_and_round():
    told = Told(care=True)
    spoken = []
    for key in ("1b5b42", "1b5b42", "1b5b41", "1b5b41"):
        told.press(key, after=5000)
        spoken.append(told.first(told.now))
    first, second, last = WORDS.say("care-choices")
    assert spoken == [first, second, first, last]


def test_the_answers_are_said_again_after_a_silence_and_later_each_time():
    told = Told(care=True).asked()
    said_at = [told.now]
    told.wait(30 * 60_000)
    first = WORDS.say("care-choices")[0]
    said_at += [at for at, effect in told.effects if isinstance(effect, Say) and effect.text == first][1:]
    waits = [b - a for a, b in pairwise(said_at)]
    assert len(waits) == 3
    assert waits == sorted(waits)
    assert told.phase is Phase.CARE


def test_a_key_that_stays_pressed_before_the_oil_answers_nothing_after_it():
    told = choosing(0)
    told.press("space")
    for _ in range(20):
        told.press("space", after=100)
    assert told.phase is Phase.ASKING
    assert ("no", "") not in [(what, "") for what, _ in told.marks()]


def test_a_key_that_is_off_does_nothing_before_the_oil():
    told = Told(care=True, keys=remapped({"k": "off"}))
    assert told.press("k", after=500) == ()


@pytest.mark.parametrize("phase", [Phase.CARE, Phase.ASKING, Phase.RESTING, Phase.LINGERING])
def test_every_command_is_reached_by_the_list_of_keys_that_tab_speaks(phase):
    told = Told(care=phase is Phase.CARE)
    if phase is Phase.RESTING:
        told.playing(4000).press("space", after=0)
        told.asked()
    if phase is Phase.LINGERING:
        told = Told(only=("game",)).playing().until(phase)
    begun = told.now
    assert is_hush(told.press("tab", after=2000))
    said = told.asked().said(begun + 2000)
    named = re.findall(r"\b(Enter|Space|Tab|[A-Z]|plus|minus)\b", " ".join(said))
    keys = [{"plus": "+", "minus": "-"}.get(name, name.lower()) for name in named]
    pressed = {WAITING_KEYS[key] for key in keys if key in WAITING_KEYS}
    assert pressed >= {command for of, command in TRANSITIONS if of is phase} & set(WAITING_KEYS.values())
    assert told.phase is phase


def test_tab_before_the_question_says_the_keys_and_then_goes_on_to_the_question():
    told = Told()
    told.press("tab", after=500)
    assert told.asked().said()[-1] == ASK


def test_while_one_moment_is_waited_for_tab_is_a_no_as_every_key():
    told = Told(prepared=False).asked()
    told.press("y")
    assert is_hush(told.press("tab", after=2000))
    assert told.phase is Phase.DECLINED


def test_the_question_is_the_last_thing_said_and_then_the_baby_has_all_the_time_it_needs():
    told = Told().asked()
    assert told.said()[-1] == ASK
    asked = told.state.said_at
    told.wait(30 * 60_000)
    said = [(at - asked, effect) for at, effect in told.effects if at > asked]
    reminders = [at for at, effect in said if isinstance(effect, Say)]
    signs = [at for at, effect in said if isinstance(effect, Sound)]
    assert reminders == list(REMINDERS)
    assert {effect.name for _, effect in said if isinstance(effect, Sound)} == {"alive"}
    assert signs == list(range(2 * SIGN_OF_LIFE, 30 * 60_000 + 1, SIGN_OF_LIFE))
    assert told.phase is Phase.ASKING


def test_the_name_of_the_baby_is_part_of_the_question():
    assert Told(baby="Anna").asked().said()[-1] == "Turn to Anna, and ask in your own words: massage?"


def test_a_newborn_is_massaged_with_dry_hands():
    newborn, older = (Told(ours("legs-and-feet"), age=age).asked().said() for age in (10, 100))
    assert "Keep your hands dry, and warm." in newborn
    assert not any("a little oil" in line for line in newborn)
    assert "Warm a little oil, or keep your hands dry." in older
    assert not any("better without oil" in line for line in older)


def test_when_baby_says_yes_the_leading_begins_with_the_first_stroke():
    told = Told().asked()
    assert is_hush(told.press("y"))
    assert told.first(told.now) == "Rope."
    assert told.sounds()[-1] == "go_on"


def test_a_yes_before_the_question_only_brings_the_question_nearer():
    told = Told()
    told.wait(1000)
    assert is_hush(told.press("enter"))
    assert told.phase is Phase.ASKING
    told.wait(1000)
    assert told.sounds()[-1] == "chime"
    told.press("enter")
    assert told.phase is Phase.ASKING
    told.asked()
    assert told.said()[-1] == ASK
    told.press("enter")
    assert told.phase is Phase.PLAYING


def test_a_yes_is_no_answer_while_a_late_question_is_not_yet_asked():
    told = Told()
    planned = told.state.question
    told.do(Tick(wake_at(told.state) + 4000))
    assert told.state.question == planned + 4000


def test_when_the_words_are_not_ready_it_says_one_moment_and_begins_when_they_are():
    told = Told(prepared=False)
    told.asked()
    assert "One moment." in texts(told.press("enter"))
    told.wait(5000)
    told.prepare(0)
    assert told.phase is Phase.PLAYING
    assert told.first(told.now) == "Rope."


def test_while_the_words_are_made_for_long_it_is_heard_to_be_alive():
    told = Told(prepared=False).asked()
    told.tell(Command.YES)
    begun = told.now
    told.wait(61_000)
    alive = [at for at, effect in told.effects if at > begun and isinstance(effect, Sound)]
    assert len(alive) >= 10
    assert max(b - a for a, b in pairwise([begun, *alive])) < 8000
    assert set(told.sounds(begun + 1)) == {"alive"}
    told.prepare(0)
    assert told.first(told.now) == "Rope."


def test_a_second_yes_while_the_words_are_made_changes_nothing_and_is_acknowledged():
    told = Told(prepared=False).asked()
    told.tell(Command.YES)
    before = told.state
    assert told.tell(Command.YES) == (Sound(told.now, "alive"),)
    assert told.state == before
    told.prepare(0)
    assert told.phase is Phase.PLAYING


def test_while_the_words_are_made_any_key_is_a_no():
    told = Told(prepared=False).asked()
    told.press("enter")
    told.press("enter", after=2000)
    assert told.phase is Phase.DECLINED
    told.prepare(0)
    assert told.phase is Phase.DECLINED


@pytest.mark.parametrize("command", [Command.WHERE, Command.LOUDER, Command.SLOWER])
def test_a_question_of_the_caregiver_does_not_lose_the_yes_while_the_words_are_made(command):
    told = Told(prepared=False).asked()
    told.tell(Command.YES)
    told.tell(command)
    told.prepare(0)
    assert told.phase is Phase.PLAYING


def test_when_not_sure_it_asks_again_later_and_softer():
    told = Told().asked()
    begun = told.now
    assert is_hush(told.press("h"))
    told.asked()
    again = [effect for at, effect in told.effects if at > begun and isinstance(effect, Say)][-1]
    assert again.text == ASK
    assert again.gain < 0
    assert again.at - begun >= 15_000
    assert told.phase is Phase.ASKING


def test_after_not_sure_in_the_middle_of_the_opening_the_question_that_follows_can_be_answered():
    told = Told(routine(OPENING))
    told.press("h", after=1000)
    told.asked()
    told.press("y")
    assert told.phase is Phase.PLAYING


def test_the_question_is_repeated_on_demand_with_where_the_hands_rest():
    told = Told().asked()
    begun = told.now
    assert is_hush(told.press("a"))
    assert told.asked().said(begun) == ["Both hands rest on the left leg.", ASK]


def test_while_asking_the_next_and_the_previous_area_can_be_asked_about():
    told = Told().asked()
    told.press("x", after=400)
    assert told.state.here.title == "Right leg"
    told.press("b", after=400)
    assert told.state.here.title == "Left leg"
    told.press("b", after=400)
    assert told.state.here.title == "Left leg"


def test_when_the_last_area_is_skipped_it_ends():
    told = Told().asked()
    for _ in range(3):
        told.press("x", after=400)
    told.wait(60_000)
    assert told.state.over
    assert "That was all." in told.said()


def test_a_no_to_the_question_rests_and_a_yes_asks_again_before_anything_is_done():
    told = Told().asked()
    assert is_hush(told.press("space"))
    told.wait(10_000)
    assert told.said()[-1] == WORDS.one("resting-asked")
    told.press("enter")
    assert told.phase is Phase.ASKING
    assert told.asked().said()[-1] == ASK


@pytest.mark.parametrize(("key", "title"), [("x", "Right leg"), ("b", "Left leg"), ("a", "Left leg")])
def test_after_a_no_to_the_question_moving_on_asks_and_never_plays(key, title):
    told = Told().asked()
    told.press("n")
    told.press(key, after=2000)
    assert told.phase is Phase.ASKING
    assert told.state.here.title == title


# --- leading ---------------------------------------------------------------------------------------


def test_the_whole_session_from_the_oil_to_the_goodbye():
    told = Told()
    for _ in range(3):
        told.until(Phase.ASKING).playing()
        if told.state.area == 2:
            told.until(Phase.LINGERING).tell(Command.YES)
    told.until(Phase.ENDED).wait(60_000)
    assert told.state.over
    assert told.state.why == "finished"
    assert [detail for what, detail in told.marks() if what == "area done"] == ["Left leg", "Right leg", "Play"]
    done = [detail for what, detail in told.marks() if what == "stroke done"]
    assert done[:3] == ["rope, Left leg", "toe squeezes, Left leg", "warm hold, Left leg"]
    assert told.said()[-1] == "That was all."
    assert told.sounds()[-1] == "finished"


def test_each_new_area_asks_again():
    told = Told().playing().until(Phase.ASKING)
    assert told.state.here.title == "Right leg"
    assert told.asked().said()[-1] == NEXT


def test_the_words_of_the_next_area_are_made_while_this_one_is_led():
    told = Told().asked()
    assert Prepare(1) in told.press("y")


def test_when_baby_says_no_it_hushes_and_says_only_where_the_hands_rest():
    told = Told().playing().count(2)
    begun = told.now
    effects = told.press("space")
    assert effects[0] == Hush(begun)
    assert not texts(effects)
    told.wait(15_000)
    assert told.said(begun + 1) == [RESTING]
    assert told.sounds(begun) == ["paused"]
    assert told.marks(begun)[0][0] == "stopped"


def test_when_told_to_go_on_it_says_what_is_left_and_counting_goes_on():
    told = Told().playing().count(4)
    told.press("space", after=4900)
    told.press("enter", after=5000)
    begun = told.now
    told.until_said("Six.")
    assert told.said(begun) == [
        "Rope.",
        "Two more on the left leg.",
        "Hip to ankle.",
        "Five. One more, then toe squeezes.",
        "Six.",
    ]


def test_a_repetition_that_was_not_finished_is_done_again():
    told = Told().playing().count(3)
    told.press("space", after=200)
    told.press("enter", after=5000)
    begun = told.now
    told.until_said("Three.")
    assert "Four more on the left leg." in told.said(begun)


def test_when_nothing_of_the_stroke_was_done_it_begins_from_the_start():
    told = Told().playing()
    told.press("space", after=3000)
    told.press("enter", after=5000)
    begun = told.now
    told.count(1)
    assert told.said(begun) == ["Rope.", "Slide to the ankle.", "Six times.", "One."]


def test_a_no_after_the_last_repetition_goes_on_with_the_next_stroke():
    told = Told().playing().count(6)
    told.press("space", after=4000)
    told.press("enter", after=5000)
    assert told.first(told.now) == "Toe squeezes."


def test_a_no_after_the_very_last_repetition_of_an_area_asks_about_the_next_one():
    told = Told(only=("rope",)).playing().count(6)
    told.now = told.state.said_at  # the key comes in the very moment in which the area is done
    told.tell(Command.NO)
    assert told.phase is Phase.RESTING
    told.press("enter", after=5000)
    assert told.phase is Phase.ASKING


def test_after_the_third_no_it_offers_the_end_and_goes_on_if_wanted():
    told = Told().playing()
    for _ in range(3):
        begun = told.now
        told.press("space", after=4000)
        told.press("enter", after=30_000)
    assert WORDS.one("third-no") in told.said(begun)
    assert told.said().count(WORDS.one("third-no")) == 1
    assert told.phase is Phase.PLAYING


def test_while_resting_another_no_stays_silent_but_is_heard():
    told = Told().playing(4000)
    told.press("space")
    told.wait(10_000)
    begun = told.now
    assert is_hush(told.press("n"))
    told.wait(5000)
    assert told.said(begun) == []
    assert told.sounds(begun) == ["paused"]
    assert is_hush(told.press("h"))
    assert told.phase is Phase.RESTING


def test_the_reminders_of_a_rest_are_rare_and_grow_rarer_and_are_then_a_sound_alone():
    told = Told().playing(4000)
    told.press("space")
    told.wait(10_000)
    rested = told.state.said_at
    told.wait(20 * 60_000)
    after = [(at - rested, effect) for at, effect in told.effects if at > rested]
    assert [(at, effect.text) for at, effect in after if isinstance(effect, Say)] == list(
        zip(REMINDERS, WORDS.say("rest-wait"), strict=True)
    )
    signs = [at for at, effect in after if isinstance(effect, Sound)]
    assert signs == list(range(2 * SIGN_OF_LIFE, 20 * 60_000, SIGN_OF_LIFE))


@pytest.mark.parametrize(("key", "stroke"), [("a", "Toe squeezes."), ("x", "Warm hold."), ("b", "Rope.")])
def test_from_a_rest_it_goes_where_it_is_told(key, stroke):
    told = Told().playing().until_said("Toe squeezes.")
    told.press("space", after=1000)
    assert is_hush(told.press(key, after=2500))
    assert told.phase is Phase.PLAYING
    assert told.first(told.now) == stroke


@pytest.mark.parametrize(
    ("command", "stroke"), [(Command.AGAIN, "Toe squeezes."), (Command.NEXT, "Warm hold."), (Command.BACK, "Rope.")]
)
def test_while_leading_it_goes_where_it_is_told(command, stroke):
    told = Told().playing().until_said("Toe squeezes.")
    told.wait(1000)
    assert is_hush(told.tell(command))
    assert told.phase is Phase.PLAYING
    assert told.first(told.now) == stroke


def test_back_from_the_first_stroke_is_the_first_stroke():
    told = Told().playing(2000)
    told.tell(Command.BACK)
    assert told.first(told.now) == "Rope."


def test_next_from_the_last_stroke_asks_about_the_next_area():
    told = Told().playing().until_said("Warm hold.")
    told.tell(Command.NEXT)
    assert told.phase is Phase.ASKING


def test_when_not_sure_it_goes_slower_and_does_half_of_what_is_left():
    told = Told().playing().count(2)
    told.wait(4900)
    begun = told.now
    assert is_hush(told.tell(Command.NOT_SURE))
    told.count(6)
    assert "Let's go slower now, and do fewer." in told.said(begun)
    assert "Two more on the left leg." in told.said(begun)
    assert told.state.options.pace == 120


@pytest.mark.parametrize(("command", "pace"), [(Command.SLOWER, 120), (Command.FASTER, 80)])
def test_the_pace_changes_at_once_and_the_stroke_goes_on(command, pace):
    told = Told().playing().count(3)
    begun = told.now
    assert is_hush(told.tell(command))
    told.count(4)
    assert told.state.options.pace == pace
    assert told.said(begun + 1)[0] == f"{command.value.capitalize()}."
    four, five = told.now, told.count(5).now
    assert abs(five - four - 5000 * pace // 100) <= 1


def test_the_pace_has_bounds():
    told = Told().playing()
    for _ in range(10):
        told.tell(Command.SLOWER)
    assert told.state.options.pace == 200
    for _ in range(10):
        told.tell(Command.FASTER)
    assert told.state.options.pace == 60


@pytest.mark.parametrize(("command", "db"), [(Command.LOUDER, 3), (Command.SOFTER, -3)])
def test_the_loudness_changes_at_once(command, db):
    told = Told().playing(3000)
    assert Level(db) in told.tell(command)
    assert told.phase is Phase.PLAYING


def test_the_loudness_has_bounds():
    told = Told().asked()
    levels = [effect.db for _ in range(20) for effect in told.tell(Command.LOUDER) if isinstance(effect, Level)]
    assert max(levels) == levels[-1] == 6
    levels = [effect.db for _ in range(20) for effect in told.tell(Command.SOFTER) if isinstance(effect, Level)]
    assert min(levels) == levels[-1] == -24


def test_where_are_we_is_answered_in_three_sentences_and_the_stroke_goes_on():
    told = Told().playing().count(3)
    begun = told.now
    assert is_hush(told.tell(Command.WHERE))
    told.count(4)
    assert told.said(begun + 1)[0] == "This is rope, on the left leg."
    assert told.said(begun + 1)[1].endswith("left in this part.")
    assert told.said(begun + 1)[2].startswith("About ")


def test_where_are_we_while_asking_is_answered_and_the_question_follows():
    told = Told()
    told.wait(1500)
    begun = told.now
    assert is_hush(told.press("w"))
    told.asked()
    assert told.said(begun)[0] == "Next comes the left leg. I'm waiting for your baby's answer."
    assert told.said(begun)[-1] == ASK


def test_where_are_we_in_a_rest_is_answered_and_the_rest_stays():
    told = Told().playing(4000)
    told.press("space")
    told.press("w", after=10_000)
    begun = told.now
    told.wait(15_000)
    assert told.said(begun)[0] == "This is rope, on the left leg."
    assert told.phase is Phase.RESTING


def test_a_change_of_loudness_while_asking_is_acknowledged_and_the_question_stays():
    told = Told().asked()
    begun = told.now
    told.press("+")
    told.wait(3000)
    assert told.said(begun) == ["Louder."]
    told.press("y")
    assert told.phase is Phase.PLAYING


def test_foot_help_is_offered_once_and_said_on_demand():
    told = Told().playing().until_said("R gives you foot help.").until_said("Toe squeezes.")
    told.press("space", after=3000)
    assert is_hush(told.press("r", after=3000))
    begun = told.now
    told.wait(15_000)
    assert told.said(begun) == ["Foot help.", "Press softly until the foot lets go.", WORDS.one("foot-help-after")]
    told.press("enter")
    assert told.phase is Phase.PLAYING
    told.until(Phase.ASKING).playing().until(Phase.ASKING)
    assert told.said().count("R gives you foot help.") == 1


def test_foot_help_while_leading_rests_meanwhile():
    told = Told().playing().until_said("Toe squeezes.")
    told.tell(Command.FOOT_HELP)
    assert told.phase is Phase.RESTING
    told.wait(2000)
    assert told.said()[-1] == "Foot help."


def test_foot_help_away_from_the_foot_says_so():
    told = Told().playing(4000)
    told.tell(Command.FOOT_HELP)
    told.wait(5000)
    assert told.said()[-1] == WORDS.one("no-foot-help")
    assert told.phase is Phase.RESTING


def test_after_a_no_to_the_question_there_is_no_foot_to_help():
    told = Told().asked()
    told.press("n")
    told.press("r", after=2000)
    told.wait(5000)
    assert told.said()[-1] == WORDS.one("no-foot-help")


@pytest.mark.parametrize("phase", [Phase.CARE, Phase.ASKING, Phase.PLAYING, Phase.LINGERING, Phase.RESTING])
def test_all_done_ends_kindly_at_any_time(phase):
    told = in_phase(phase)
    begun = told.now
    assert is_hush(told.tell(Command.DONE))
    assert told.phase is Phase.ENDED
    told.wait(60_000)
    assert told.state.over
    assert told.said(begun + 1)[-1] == "Goodbye."
    assert told.state.why == ("no" if phase is Phase.RESTING else "done")
    assert "finished" in told.sounds(begun)


def test_a_key_during_the_goodbye_is_silence_and_the_end():
    told = Told().asked()
    told.tell(Command.DONE)
    told.wait(3000)
    assert told.press("space") == (Hush(told.now), BedOff(told.now))
    assert told.state.over
    assert told.press("space", after=3000) == ()


def test_after_a_stop_between_two_sentences_it_says_where_it_was():
    told = in_phase(Phase.PLAYING)
    told.wait(100)
    told.do(Tick(told.now + 9000, slept=9000))
    assert told.first(told.now).startswith("We were at")


# --- open-ended strokes ----------------------------------------------------------------------------


def test_an_open_ended_stroke_goes_on_with_soft_ticks_until_told():
    told = in_phase(Phase.LINGERING)
    begun = told.now
    told.wait(10 * 60_000)
    assert told.phase is Phase.LINGERING
    assert set(told.sounds(begun)) == {"tick"}
    beats = [at for at, effect in told.effects if at > begun and isinstance(effect, Sound)]
    assert {later - earlier for earlier, later in pairwise(beats)} == {6000}
    told.press("enter")
    assert told.first(told.now) == "Sweep."


@pytest.mark.parametrize("command", [Command.YES, Command.NOT_SURE, Command.NEXT])
def test_enough_of_the_open_ended_stroke_goes_on_with_the_next(command):
    told = in_phase(Phase.LINGERING)
    assert is_hush(told.tell(command))
    assert told.first(told.now) == "Sweep."


@pytest.mark.parametrize("command", [Command.AGAIN, Command.BACK])
def test_the_open_ended_stroke_can_begin_again(command):
    told = in_phase(Phase.LINGERING)
    told.tell(command)
    assert told.first(told.now) == "Game."


def test_a_no_in_the_open_ended_stroke_rests_and_go_on_begins_it_again():
    told = in_phase(Phase.LINGERING)
    told.wait(15_000)
    assert is_hush(told.press("space"))
    told.wait(3000)
    assert told.said()[-1] == WORDS.one("resting")
    told.press("enter", after=2000)
    assert told.first(told.now) == "Game."


def test_foot_help_in_the_open_ended_stroke_rests():
    told = in_phase(Phase.LINGERING)
    told.press("r")
    assert told.phase is Phase.RESTING


@pytest.mark.parametrize("key", ["s", "+", "w"])
def test_the_open_ended_stroke_goes_on_after_a_question(key):
    told = in_phase(Phase.LINGERING)
    told.press(key)
    told.wait(60_000)
    assert told.phase is Phase.LINGERING
    assert told.sounds()[-1] == "tick"


# --- every row of the table, and no other ------------------------------------------------------------


@pytest.mark.parametrize("row", TRANSITIONS, ids=lambda row: f"{row[0].value}, {row[1].value}")
def test_every_row_of_the_table_leads_where_it_says(row):
    phase, command = row
    told = in_phase(phase)
    told.signal(command)
    rule = TRANSITIONS[row]
    assert told.phase in rule.to
    assert rule.does


def test_a_jump_to_another_part_asks_the_baby_before_anything_is_done():
    told = Told().playing(after=20_000)
    assert is_hush(told.tell(Command.PART_FORWARD))
    assert told.phase is Phase.ASKING
    assert told.state.here.title == "Right leg"
    told.playing(after=20_000).tell(Command.PART_BACK)
    assert told.phase is Phase.ASKING
    assert told.state.here.title == "Left leg"
    assert ("moved", "part forward") in told.marks()
    told.tell(Command.PART_BACK)
    assert told.state.here.title == "Left leg"


def test_a_jump_beyond_the_last_part_says_goodbye():
    told = Told()
    for _ in range(3):
        told.tell(Command.PART_FORWARD)
    assert told.phase is Phase.ENDED


def test_a_rest_can_be_left_for_the_next_part():
    told = Told().playing(after=20_000)
    told.tell(Command.NO)
    told.press("p", after=5000)
    assert told.phase is Phase.ASKING
    assert told.state.here.title == "Right leg"


@pytest.mark.parametrize(
    "row",
    [(p, c) for p in Phase for c in Command if (p, c) not in TRANSITIONS],
    ids=lambda r: f"{r[0].value}, {r[1].value}",
)
def test_a_command_without_a_row_does_nothing(row):
    phase, command = row
    told = in_phase(phase)
    before = told.state
    assert told.tell(command) == ()
    assert told.state == before


@pytest.mark.parametrize("phase", [phase for phase in Phase if phase is not Phase.READY])
def test_silence_is_the_first_effect_of_every_no(phase):
    assert is_hush(in_phase(phase).tell(Command.NO))
    assert is_hush(in_phase(phase).press("space"))


# --- keys ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", ["a", "enter", "y", "q", "escape", "f1b5b", "1", "é", "space"])
def test_while_the_coach_leads_any_key_is_a_no(key):
    told = Told().playing(3000)
    assert is_hush(told.press(key))
    assert told.phase is Phase.RESTING


@pytest.mark.parametrize("key", ["j", "f1b5b", "7"])
def test_a_key_that_means_nothing_is_a_no_while_the_coach_asks(key):
    told = Told().asked()
    told.press(key)
    assert told.phase is Phase.DECLINED


@pytest.mark.parametrize("key", ["space", "enter", "a"])
def test_a_held_key_after_a_no_never_becomes_a_go_on(key):
    told = Told().playing(3000)
    told.press(key)
    told.press(key, after=500)
    for _ in range(200):
        told.press(key, after=30)
    assert told.phase is Phase.RESTING
    assert told.said().count(WORDS.one("third-no")) == 0
    told.press("enter", after=1500)
    assert told.phase is Phase.PLAYING


@pytest.mark.parametrize("after", [1, 100, 399])
def test_a_second_key_within_400_ms_of_a_no_is_the_same_elbow(after):
    told = Told().playing(3000)
    told.press("j")
    assert told.press("enter", after=after) == ()
    assert told.phase is Phase.RESTING


@pytest.mark.parametrize("pasted", ["ay", "xy", "xxxx", "by", "aq", "zzy"])
def test_of_pasted_text_only_the_first_key_answers(pasted):
    first, all_of_it = Told().asked(), Told().asked()
    first.press(pasted[0], after=400)
    all_of_it.press(pasted[0], after=400)
    for key in pasted[1:]:
        all_of_it.press(key, after=1)
    assert all_of_it.phase is first.phase
    assert all_of_it.state.here == first.state.here


@pytest.mark.parametrize("phase", [Phase.ASKING, Phase.LINGERING])
def test_a_no_is_heard_however_soon_after_another_key(phase):
    told = in_phase(phase)
    told.press("a" if phase is Phase.ASKING else "+", after=400)
    told.press("space", after=10)
    assert TRAITS[told.phase].rests


def test_louder_can_be_tapped_quickly():
    told = Told().asked()
    assert all(told.press("+", after=150) for _ in range(3))


@pytest.mark.parametrize("phase", [Phase.ASKING, Phase.PLAYING, Phase.LINGERING])
def test_the_beginning_of_a_key_is_a_no_at_once(phase):
    told = in_phase(phase)
    assert is_hush(told.press(STRAY, after=1000))
    assert TRAITS[told.phase].rests
    assert told.press("1b5b42", after=50) == (), "its rest is the same key"


@pytest.mark.parametrize("after", [1, 200, 399])
def test_any_key_as_the_first_answer_begins_takes_none(after):
    told = Told(care=True)
    first = told.state.words.say("care-choices")[0]
    told.until_said(first)
    told.wait(after)
    told.press("k")
    assert told.phase is Phase.CARE


def test_bytes_that_are_no_key_answer_no_care_question():
    told = in_phase(Phase.CARE)
    for _ in range(5):
        assert told.press(STRAY, after=1000) == ()
    assert told.phase is Phase.CARE


def test_another_key_400_ms_after_a_no_is_an_answer():
    told = Told().playing(3000)
    told.press("j")
    told.press("enter", after=400)
    assert told.phase is Phase.PLAYING


def test_a_key_that_is_switched_off_does_nothing_anywhere():
    for phase in Phase:
        told = in_phase(phase)
        told.state = step(told.state, Tick(0))[0]
        keyed = Told(begin=False, keys=remapped({"p": "off"}))
        assert meaning(keyed.state, Pressed(5000, "p")) is None
    told = Told(keys=remapped({"p": "off"})).playing(3000)
    assert told.press("p") == ()
    assert told.phase is Phase.PLAYING
    told.tell(Command.DONE)
    assert told.press("p", after=1000) == ()


def test_a_remapped_key_means_its_command_while_the_coach_leads_too():
    told = Told(keys=remapped({"p": "where are we"})).playing(3000)
    told.press("p")
    assert told.phase is Phase.PLAYING
    told.wait(2000)
    assert "This is rope, on the left leg." in told.said()


def test_a_tick_brings_no_command():
    assert meaning(Told().state, Tick(0)) is None


# --- trouble and time --------------------------------------------------------------------------------


def test_what_breaks_is_said_aloud_while_leading():
    told = Told().playing(3000)
    effects = told.notice("My voice is back.")
    assert names(effects) == ["trouble"]
    assert texts(effects) == ["My voice is back."]


def test_what_is_broken_from_the_start_is_said_aloud_before_the_first_question():
    assert texts(in_phase(Phase.READY).notice("I cannot hear the pedal.")) == ["I cannot hear the pedal."]


GONE, BACK = Notice(0, "The ears are gone.", "ears"), Notice(0, "The ears are back.", "ears", good=True)


def resting():
    """A rest in the third repetition of a stroke, in which all is said."""
    told = Told().playing().count(2)
    told.tell(Command.NO)
    return told.asked()


def happens(told, news):
    """A part breaks or is whole again; what is done about it at once."""
    return told.do(replace(news, at=told.now))


def test_what_breaks_in_a_rest_is_said_with_the_next_reminder():
    told = resting()
    told.wait(5000)
    assert texts(happens(told, GONE)) == []
    said = told.wait(16_000)
    assert texts(said) == [WORDS.say("rest-wait")[0], GONE.text]
    assert said[1].at >= said[0].at + 1000
    assert texts(told.wait(45_000)) == [WORDS.say("rest-wait")[1]]


def test_what_breaks_in_a_long_rest_does_not_wait_minutes_to_be_said():
    told = resting()
    told.wait(600_000)
    happens(told, GONE)
    assert texts(told.wait(19_000)) == []
    assert texts(told.wait(2000)) == [GONE.text]
    assert texts(told.wait(600_000)) == []


def test_what_broke_in_a_rest_is_said_before_the_massage_goes_on():
    told = resting()
    happens(told, GONE)
    begun = told.now
    told.press("enter", after=3000)
    told.count(2)
    assert told.said(begun)[:3] == [GONE.text, "Rope.", "Five more on the left leg."]
    says = [effect for at, effect in told.effects if at >= begun and isinstance(effect, Say)]
    assert says[1].at >= says[0].at + estimate(GONE.text)


def test_what_broke_in_a_rest_and_was_whole_again_is_no_news():
    told = resting()
    for news in (GONE, BACK, GONE, BACK):
        happens(told, news)
    assert texts(told.wait(30_000)) == [WORDS.say("rest-wait")[0]]


def test_what_broke_before_a_rest_and_is_whole_again_in_it_is_said():
    told = Told().playing(3000)
    happens(told, GONE)
    told.tell(Command.NO)
    told.asked()
    happens(told, replace(BACK, text="Better."))
    happens(told, BACK)
    assert texts(told.wait(30_000)) == [WORDS.say("rest-wait")[0], BACK.text]


def test_after_the_goodbye_nothing_more_is_said_of_what_broke_in_a_rest():
    told = resting()
    happens(told, GONE)
    begun = told.now
    told.tell(Command.DONE)
    told.wait(60_000)
    assert GONE.text not in told.said(begun)
    assert told.state.over


@pytest.mark.parametrize("phase", [Phase.RESTING, Phase.ENDED])
def test_what_breaks_is_only_printed_and_sounded_when_nothing_may_be_said(phase):
    told = in_phase(phase)
    effects = told.notice("My voice is back.")
    assert texts(effects) == []
    assert [effect.text for effect in effects if isinstance(effect, Show) and effect.bell] == ["My voice is back."]
    assert names(effects) == ["trouble"]


def test_a_late_cue_moves_what_follows_and_nothing_is_said_at_once():
    told = Told().playing().count(2)
    due = wake_at(told.state)
    told.do(Tick(due + 2000))
    assert wake_at(told.state) - (due + 2000) >= 4000


def test_a_cue_a_little_late_keeps_the_beat():
    told = Told().playing().count(2)
    due = wake_at(told.state)
    told.do(Tick(due + LATE))
    assert wake_at(told.state) == due + 5000


def test_when_the_machine_slept_it_says_where_we_were_and_begins_the_stroke_again():
    told = Told().playing().count(3)
    told.now += 3_600_000
    begun = told.now
    told.do(Tick(begun))
    told.count(4)
    assert told.said(begun)[:3] == ["We were at rope, on the left leg.", "Rope.", "Three more on the left leg."]
    assert told.marks(begun)[0][0] == "slept"


@pytest.mark.parametrize("minutes", [10, 600])
def test_when_it_slept_in_an_open_ended_stroke_it_says_where_we_were(minutes):
    told = in_phase(Phase.LINGERING)
    told.now += minutes * 60_000
    begun = told.now
    told.do(Tick(begun))
    told.wait(12_000)
    assert told.said(begun)[0] == "We were at game, on the play."
    assert len(told.sounds(begun)) <= 3, "a backlog of ticks"


@pytest.mark.parametrize("phase", [Phase.CARE, Phase.ASKING, Phase.RESTING])
def test_when_it_slept_while_it_waited_only_one_reminder_is_said(phase):
    told = in_phase(phase)
    told.wait(1000)
    told.now += 600_000
    begun = told.now
    while wake_at(told.state) <= begun + 5000:
        told.tick()
    waits = [*WORDS.say("ask-wait"), *WORDS.say("rest-wait"), *WORDS.say("care-choices")[:1]]
    assert sum(text in waits for text in told.said(begun)) == 1


def test_when_it_slept_while_words_were_made_there_is_no_burst_of_signs_of_life():
    told = Told(prepared=False).asked()
    told.tell(Command.YES)
    told.wait(7000)
    told.now += 600_000
    begun = told.now
    while wake_at(told.state) <= begun + 6000:
        told.tick()
    assert told.sounds(begun) == ["alive", "alive"]


def test_a_tick_before_its_time_does_nothing():
    told = Told()
    before = told.state
    assert told.do(Tick(-1)) == ()
    assert told.state == before


# --- what a microphone hears -------------------------------------------------------------------------


def test_when_the_baby_cries_it_rests_and_says_that_it_heard():
    told = Told().playing(4000)
    begun = told.now
    assert is_hush(told.tell(Command.NO, by="crying"))
    told.wait(10_000)
    assert told.phase is Phase.RESTING
    assert told.said(begun + 1) == list(WORDS.say("crying"))


def test_crying_in_a_rest_or_during_the_care_questions_changes_nothing():
    for phase in (Phase.CARE, Phase.RESTING, Phase.ENDED):
        assert in_phase(phase).tell(Command.NO, by="crying") == ()


def test_listening_for_crying_can_be_switched_off():
    assert Told(crying=False).playing(4000).tell(Command.NO, by="crying") == ()


def test_a_spoken_end_is_asked_back_once_and_then_believed():
    told = Told().playing(4000)
    begun = told.now
    assert is_hush(told.tell(Command.DONE, by="microphone"))
    told.wait(10_000)
    assert told.phase is Phase.ENDING
    assert told.said(begun + 1) == list(WORDS.say("end-sure"))
    told.tell(Command.DONE, by="microphone")
    assert told.phase is Phase.ENDED


def test_a_spoken_end_that_was_not_meant_is_forgotten_by_going_on():
    told = Told().playing(4000)
    told.tell(Command.DONE, by="microphone")
    told.tell(Command.YES, by="microphone")
    assert told.phase is Phase.PLAYING
    told.tell(Command.DONE, by="microphone")
    assert told.phase is Phase.ENDING


# --- the ways to stop the coach ----------------------------------------------------------------------


def with_ways(*there, **given):
    told = Told(begin=False, **given)
    for name in there:
        told.do(Way(0, name, works=True))
    told.tell(Command.BEGIN)
    return told


@pytest.mark.parametrize(
    ("there", "said"),
    [
        (("keys",), ["I stop for any key."]),
        (("pedal", "keys"), ["I stop for any key and the pedal."]),
        (("keys", "pedal", "windows"), ["I stop for any key, the pedal and the learned key in any window."]),
        (("keys", "aloud"), ["I stop for any key.", WORDS.one("aloud")]),
        (("aloud",), [WORDS.one("aloud-only")]),
        ((), []),
    ],
)
@pytest.mark.parametrize("detail", ["teach", "remind"])
def test_every_night_the_ways_that_work_are_named_before_the_oil(there, said, detail):
    told = with_ways(*there, detail=detail).asked()
    assert told.said()[: len(said) + 1] == [*said, "Warm a little oil."]
    told.playing().until(Phase.ASKING).asked()
    assert told.said().count("I stop for any key.") <= 1


def test_what_died_before_the_oil_is_not_named():
    told = Told(begin=False)
    told.do(Way(0, "keys", works=True))
    told.do(Way(0, "pedal", works=True))
    told.do(Way(0, "pedal", works=False, say="pedal-absent"))
    told.tell(Command.BEGIN)
    assert "I stop for any key." in told.asked().said()


@pytest.mark.parametrize(
    ("there", "lost", "say", "said"),
    [
        (("keys", "pedal"), "pedal", "pedal-lost", "The pedal is gone. I still stop for any key."),
        (("keys", "pedal"), "keys", "keys-lost", "I cannot hear the keys. I still stop for the pedal."),
        (
            ("keys",),
            "keys",
            "keys-lost",
            "I cannot hear the keys. Only Control C stops me now. At a no, let both hands rest.",
        ),
        (
            ("keys", "pedal", "aloud"),
            "aloud",
            "aloud-lost",
            "I cannot hear you. The microphone is gone. I still stop for any key and the pedal.",
        ),
    ],
)
def test_when_a_way_dies_it_is_said_with_what_is_left(there, lost, say, said):
    told = with_ways(*there).playing(9000)
    effects = told.do(Way(told.now, lost, works=False, say=say))
    assert texts(effects) == [said]
    assert "trouble" in names(effects)


def test_when_a_way_is_back_that_is_said_and_it_counts_again():
    told = with_ways("keys", "pedal").playing(9000)
    told.do(Way(told.now, "pedal", works=False, say="pedal-lost"))
    assert texts(told.do(Way(told.now, "pedal", works=True, say="pedal-back"))) == ["I hear the pedal again."]
    effects = told.do(Way(told.now, "keys", works=False, say="keys-lost"))
    assert texts(effects) == ["I cannot hear the keys. I still stop for the pedal."]


def test_what_dies_in_a_rest_is_shown_at_once_and_said_with_the_next_yes():
    told = with_ways("keys", "pedal").playing(9000)
    told.tell(Command.NO)
    effects = told.do(Way(told.now, "pedal", works=False, say="pedal-lost"))
    assert texts(effects) == []
    assert "trouble" in names(effects)
    gone = "The pedal is gone. I still stop for any key."
    assert gone in texts(told.tell(Command.YES))
    told.wait(60_000)
    assert told.said().count(gone) == 1


def test_with_one_hand_one_hand_rests_where_nothing_hears_a_no():
    told = with_ways("keys", script=ours("hips"), hands="one").playing(9000)
    (said,) = texts(told.do(Way(told.now, "keys", works=False, say="keys-lost")))
    assert said.endswith("At a no, let your hand rest.")


# --- walks -------------------------------------------------------------------------------------------

OPENING = """\
coach: 1
title: Long opening
opening:
  - teach: ["Warm a little oil.", 30, "Rub the palms.", 30]
  - sound: chime
parts:
  - title: Tummy
    strokes:
      - {name: circles, teach: "Circle.", remind: "Circle.", times: 2, ours: true}
"""

ACTIONS = st.one_of(
    st.sampled_from([command for command in Command if command is not Command.BEGIN]).map(lambda c: ("tell", c)),
    st.sampled_from([*WAITING_KEYS, "z", "f1b5b", "escape"]).map(lambda key: ("press", key)),
    st.integers(0, 400).map(lambda ms: ("tick", ms)),
    st.integers(1, 40).map(lambda n: ("ticks", n)),
    st.sampled_from([5001, 60_000, 8 * 3_600_000]).map(lambda ms: ("tick", ms)),
    st.integers(0, 2).map(lambda area: ("prepared", area)),
    st.just(("notice", "The loudspeaker is gone.")),
    st.integers(-300, 90_000).map(lambda ms: ("pass", ms)),
)


def events(told, action, what):
    """The events that an action stands for, one after the other."""
    now, due = told.now, wake_at(told.state)
    if action == "tell":
        yield Heard(now, what, "microphone")
    elif action == "press":
        yield Pressed(now, what)
    elif action == "prepared":
        yield Prepared(now, what, {"Rope.": 700})
    elif action == "notice":
        yield Notice(now, what)
    elif action == "tick":
        yield Tick(max(now, (due or now) + what))
    elif action == "ticks":
        for _ in range(what):
            due = wake_at(told.state)
            if due is not None:
                yield Tick(max(told.now, due))
    else:
        told.now = max(0, now + what)  # cues are announced a little ahead, so a key may seem to come before them
        yield Tick(told.now)


def check(before, event, after, effects, told):
    """What must hold for every single step."""
    command = meaning(before, event)
    if command is Command.NO and (before.phase, command) in TRANSITIONS and not before.over:
        assert effects[0] == Hush(event.at)
        assert TRAITS[after.phase].rests or after.phase is Phase.ENDED
    if before.phase is Phase.ENDED:
        assert after.phase is Phase.ENDED
        assert after.over or not before.over
        assert not texts(effects) or not before.over
    if after.phase not in (Phase.READY, Phase.ENDED):
        assert wake_at(after) is not None
    if command is None:
        check_silence(before, event, after, effects)
    for effect in effects:
        if isinstance(effect, Say | Sound | Mark | Hush):
            assert effect.at >= event.at - LATE, "nothing is done in the past"
    if isinstance(event, Tick) and effects:
        assert after != before, "the session moved on"
    assert told.state is after


def check_silence(before, event, after, effects):
    """Without a command nothing is ever taken for a yes."""
    if before.phase in (Phase.READY, Phase.CARE, Phase.ASKING) or TRAITS[before.phase].rests:
        assert after.phase is before.phase
    if before.phase is Phase.FETCHING:
        assert after.phase is Phase.FETCHING or (isinstance(event, Prepared) and after.phase is Phase.PLAYING)
    if not TRAITS[before.phase].rests:
        return
    assert isinstance(event, Tick) or not texts(effects)
    if texts(effects) and before.cue >= len(before.timeline.cues):
        news, said = [one.text for one in before.unsaid], texts(effects)
        if said[0] in WORDS.say("rest-wait"):
            assert wake_at(before) in [before.said_at + ms for ms in REMINDERS]
            said = said[1:]
        else:
            assert event.at >= max(before.said_at, before.unsaid[0].at + NEWS_AFTER)
        assert said == news
        assert not names(effects)


@settings(max_examples=300)
@given(st.lists(ACTIONS, max_size=60), st.booleans(), st.booleans())
def test_whatever_happens_in_whatever_order_the_promises_hold(actions, care, prepared):
    told = Told(care=care, prepared=prepared)
    for action, what in actions:
        for event in events(told, action, what):
            before = told.state
            told.now = max(told.now, event.at)
            after, effects = step(before, event)
            told.state = after
            check(before, event, after, effects, told)


@settings(max_examples=100)
@given(
    st.lists(
        st.tuples(st.sampled_from([c for c in Command if c is not Command.BEGIN]), st.integers(0, 60_000)), max_size=20
    )
)
def test_between_two_commands_what_is_heard_never_goes_backwards(story):
    told = Told()
    for command, ms in story:
        told.wait(ms)
        began = len(told.effects)
        told.tell(command)
        told.wait(30_000)
        heard = [effect.at for _, effect in told.effects[began:] if isinstance(effect, Say | Sound)]
        assert heard == sorted(heard)


@settings(max_examples=100)
@given(st.integers(0, 200_000), st.integers(250, 700), st.sampled_from([*WAITING_KEYS, "z"]), st.integers(20, 40))
def test_an_elbow_that_stays_on_a_key_never_moves_the_session_from_its_rest(when, delay, key, every):
    told = Told()
    told.playing(when)
    if told.phase is not Phase.PLAYING:
        return
    told.press(key)
    told.press(key, after=delay)
    for _ in range(100):
        told.press(key, after=every)
    assert told.phase is Phase.RESTING


# --- remembering a place -------------------------------------------------------------------------------


def resting_in(name, number="Two"):
    """At rest in a stroke of the left leg, some of it done."""
    told = Told().playing()
    told.until_said(f"{name}.")
    told.until_said(number) if number else None
    told.tell(Command.NO)
    return told.asked()


def test_what_is_remembered_while_resting_is_said_and_marked():
    told = resting_in("Rope")
    told.press("m", after=2000)
    at = told.now
    told.wait(5000)
    assert told.said(at)[0] == "Remembered: rope, on the left leg."
    assert told.phase is Phase.RESTING
    mark = next(effect for _, effect in told.effects if isinstance(effect, Mark) and effect.what == "remembered")
    assert (mark.area, mark.stroke) == ("Left leg", "rope")


def test_in_the_same_area_the_bookmark_is_gone_to_at_once():
    told = resting_in("Rope")
    told.press("m", after=2000)
    told.press("x", after=5000)
    told.until_said("Toe squeezes.").tell(Command.NO)
    told.wait(5000)
    told.press("g")
    assert told.phase is Phase.PLAYING
    at = told.now
    told.wait(8000)
    assert told.said(at)[:2] == ["Back to rope, on the left leg.", "Rope."]


def test_in_another_area_the_baby_is_asked_before_the_bookmark():
    told = resting_in("Toe squeezes", "The middle toe")
    told.press("m", after=2000)
    told.press("p", after=2000)
    told.asked()
    told.press("g", after=2000)
    at = told.now
    assert told.phase is Phase.ASKING
    told.asked()
    assert told.said(at)[0] == "Back to toe squeezes, on the left leg."
    assert told.said(at)[-1] == ASK
    told.playing().until_said("Toe squeezes.")
    assert told.state.bookmark == Bookmark(0, 1)


def test_while_asking_the_area_is_remembered():
    told = Told().asked()
    told.press("m", after=2000)
    at = told.now
    told.wait(3000)
    assert told.said(at)[0] == "Remembered: the left leg."
    assert told.state.bookmark == Bookmark(0, 0)
    assert told.phase is Phase.ASKING


def test_after_the_last_repetition_the_last_stroke_is_remembered():
    told = Told()
    told.state = replace(told.state, area=2)
    told.asked().playing().until(Phase.LINGERING).tell(Command.NEXT)
    told.until_said("Two.").wait(5500)
    told.tell(Command.REMEMBER)
    assert told.state.bookmark == Bookmark(2, 1)


def test_a_pedal_remembers_while_the_coach_leads_and_the_stroke_goes_on():
    told = Told().playing().until_said("Three.")
    told.wait(100)
    told.tell(Command.REMEMBER)
    at = told.now
    told.wait(12_000)
    assert told.said(at)[:3] == ["Remembered: rope, on the left leg.", "Rope.", "Four more on the left leg."]


def test_where_nothing_is_remembered_it_says_so_and_stays():
    told = resting_in("Rope")
    told.press("g", after=2000)
    at = told.now
    told.wait(5000)
    assert told.said(at) == ["No place is marked yet. M marks a place."]
    assert told.phase is Phase.RESTING


# --- the words once more, slower -------------------------------------------------------------------------


def spoken_slowly(told, since):
    return [(effect.text, effect.pace) for at, effect in told.effects if at >= since and isinstance(effect, Say)]


def test_the_words_of_the_stroke_are_repeated_slower_and_the_rest_goes_on():
    told = resting_in("Rope")
    told.press("l", after=2000)
    at = told.now
    told.wait(15_000)
    assert spoken_slowly(told, at) == [("Rope.", 135), ("Slide to the ankle.", 135), ("Six times.", 135)]
    assert told.phase is Phase.RESTING
    told.press("enter")
    at = told.now
    told.wait(8000)
    assert {pace for _, pace in spoken_slowly(told, at)} == {100}


def test_a_pedal_asks_for_slower_words_while_the_coach_leads_and_rests():
    told = Told().playing().count(2)
    told.tell(Command.REPEAT)
    assert told.phase is Phase.RESTING
    assert isinstance(told.effects[-2][1], Hush)
    assert told.marks()[-1] == ("repeated", "")
    assert told.state.start.done == 1


def test_before_the_first_stroke_there_is_nothing_to_repeat():
    told = Told().asked()
    told.tell(Command.NO)
    told.press("l", after=4000)
    at = told.now
    told.wait(5000)
    assert told.said(at) == ["No stroke has begun in this part."]


def test_in_a_path_each_stretch_of_it_is_repeated():
    words = list(timeline.taught(next(one for one in ours("legs-and-feet").parts[0].strokes if one.stages), WORDS))
    assert words[0] == "Circles."
    assert words.count("Six times.") == 2
