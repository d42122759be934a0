"""The command line: what can be typed, what is answered, and with which exit status."""

import importlib
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import soundfile

from coach import __version__
from coach import voices as voice_registry
from coach import words as language
from coach.cli import arguments, assembly, choices
from coach.cli import main as cli
from coach.cli.commands import COMMANDS as FUNCTIONS
from coach.cli.commands import massage
from coach.model.options import Options
from coach.model.records import Begun, Entry
from coach.store import database, profile
from coach.support.errors import JournalError
from tests.support.told import TINY
from tests.voices.fakes import FakeVoice

COMMANDS = ("play", "render", "list", "show", "check", "voices", "speakers", "profile")


@pytest.fixture
def tiny(tmp_path: Path) -> Any:
    file = tmp_path / "tiny.yaml"
    file.write_text(TINY)
    return str(file)


def events_of(log: Any) -> Any:
    return [json.loads(line) for line in log.read_text().splitlines()]


# --- help ------------------------------------------------------------------------------------------


def test_the_version_is_printed(coach: Any) -> None:
    assert coach("--version") == (0, f"coach {__version__}\n", "")


def test_the_help_names_every_command(coach: Any) -> None:
    status, out, _ = coach("--help")
    assert status == 0
    for name in COMMANDS:
        assert re.search(rf"^ +{name} +\w", out, re.MULTILINE), name


def options_of(name: Any) -> Any:
    subparsers: Any = next(
        action for action in arguments.parser()._actions if action.choices and "play" in action.choices
    )
    return subparsers.choices[name]._actions


@pytest.mark.parametrize("name", COMMANDS)
def test_help_explains_every_option_and_fits_a_screen_reader(name: str, coach: Any) -> None:
    status, out, _ = coach(name, "--help")
    assert status == 0
    assert out.isascii()
    for action in options_of(name):
        assert all(option in out for option in action.option_strings)
        assert action.help or action.dest == "files", action.dest


def test_every_command_that_can_be_typed_has_a_function() -> None:
    subparsers: Any = next(action for action in arguments.parser()._actions if action.choices)
    assert {"", *subparsers.choices} == set(FUNCTIONS)
    for place in FUNCTIONS.values():
        module, _, function = place.partition(":")
        assert callable(getattr(importlib.import_module(f"coach.cli.commands.{module}"), function)), place


def test_the_list_loads_nothing_that_only_a_session_needs() -> None:
    code = "import sys; from coach.cli import main; main.main(['list']); print({'numpy', 'sqlite3'} & set(sys.modules))"
    told = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout
    assert told.endswith("set()\n")


# --- mistakes --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "status", "what"),
    [
        (["jump"], 2, "invalid choice"),
        (["play", "--zzz"], 2, "unrecognized arguments"),
        (["show", "legs-and-feet", "--pace", "fast"], 2, "neither breath, heart nor a percentage"),
        (["show", "legs-and-feet", "--pace", "10"], 2, "--pace: 10 is out of range; choose 60 to 200"),
        (["show", "legs-and-feet", "--age", "soon"], 2, '"soon" is not an age; write it as'),
        (["show", "legs-and-feet", "--baby", "{x}"], 2, "can't be spoken"),
        (["show", "legs-and-feet", "--detail", "all"], 2, "invalid choice"),
        (["show", "legs-and-feet", "--times", "rope"], 2, "not a stroke and a number"),
        (["show", "legs-and-feet", "--times", "rope=0"], 2, "not a stroke and a number"),
        (["show", "legs-and-feet", "--times", "rolling=4"], 2, "fixed by its source"),
        (["show", "legs-and-feet", "--leave-out", "rop"], 2, 'did you mean "rope"?'),
        (["show", "legs-and-feet", "--only", "rop"], 2, 'did you mean "rope"?'),
        (["show", "stretches", "--json"], 2, "such as --age"),
        (["show", "nowhere"], 3, "there is no such routine; choose one of "),
        (["show", "nowhere.yaml"], 3, "there is no such file"),
        (["check"], 2, "no file was named"),
        (["check", "nowhere.yaml"], 3, "there is no such file"),
        (["render", "hips"], 2, "give -o FILE"),
        (["render", "hips", "-o", "x.wav", "--events", "soon yes"], 2, "not a time and a command"),
        (["render", "hips", "-o", "x.wav", "--events", "4s jump"], 2, "commands are a break, again, all done"),
        (["render", "hips", "-o", "x.doc", "--voice", "none"], 2, "x.doc"),
        (["render", "hips", "-o", "/nowhere/x.wav", "--voice", "none"], 2, "x.wav"),
        (["render", "hips", "-o", "x.wav", "--voice", "none", "--log", "/nowhere/log"], 2, "cannot be written"),
        (["profile", "--key", "p=jump"], 2, "not a key and a command; commands are yes, no"),
        (["profile", "--rate", "1000"], 2, "--rate: 1000 is out of range"),
        (["profile", "--volume", "0"], 2, "--volume: 0 is out of range"),
    ],
)
def test_each_kind_of_mistake_has_one_line_and_an_exit_status(
    arguments: Any, status: Any, what: str, coach: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    given, out, err = coach(*arguments)
    assert given == status
    assert out == ""
    assert what in err
    assert "Traceback" not in err
    assert "; " in err
    assert not list(tmp_path.glob("x.*"))


def test_a_damaged_profile_is_named_with_its_line(coach: Any) -> None:
    profile.config_folder().mkdir(parents=True)
    profile.path().write_text("pace: fast\n")
    status, _, err = coach("show", "hips")
    assert status == 3
    assert err.startswith('profile.yaml:1: "pace" must be a whole number')


# --- list, show, check -----------------------------------------------------------------------------


def test_the_list_names_every_routine_with_its_title(coach: Any) -> None:
    status, out, _ = coach("list")
    assert status == 0
    assert [line.partition(":")[0] for line in out.splitlines()] == [
        "after-a-jab",
        "arms-and-hands",
        "back",
        "bedtime-five",
        "chest",
        "course-1",
        "course-2",
        "course-3",
        "course-4",
        "course-5",
        "doll",
        "face",
        "first-weeks",
        "five-minutes",
        "hips",
        "legs-and-feet",
        "movements",
        "nappy-minute",
        "one-leg",
        "stretches",
        "tummy",
        "whole-body",
        "whole-routine",
        "wind",
    ]
    assert "legs-and-feet: Legs and feet. Both legs and both feet, from the hip to the toes." in out


def test_the_course_goes_on_after_the_evening_that_was_finished(monkeypatch: pytest.MonkeyPatch) -> None:
    given = arguments.parser().parse_args(["course", "--evening", "2"])
    led: list[str] = []
    monkeypatch.setattr(massage, "play", lambda typed: led.append(typed.routine) or 0)
    assert massage.go_on(given) == 0
    assert massage.go_on(arguments.parser().parse_args(["course"])) == 0
    assert led == ["course-2", "course"]
    known = Options(age=120, hips_cleared=True, navel_healed=True, reflux_free=True)
    words = language.load()
    assert choices.loaded("course", known, words)[0].name == "course-1"
    profile.data_folder().mkdir(parents=True, exist_ok=True)
    with database.opened(profile.journal_file()) as journal:
        rows = (Begun("a", 0, "course-1", "", "{}"), Entry("a", 0, 0, "ended", "finished"))
        database.append(journal, profile.journal_file(), rows)
    assert choices.loaded("course", known, words)[0].name == "course-2"
    choices.remember("course-2")
    assert choices.last_played() == "course"


@pytest.mark.parametrize("typed", [("play", "back", "--bedtime"), ("forget", "--yes")])
def test_a_choice_by_ear_that_fails_is_told_in_the_lists(typed: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[Any] = []

    def welcome(at: Any, *_: Any) -> Any:
        told.append(at.trouble)
        return None if at.returns else typed

    def fails(_: Any) -> int:
        raise JournalError("coach forget", "could not delete the journal", "check the permissions")

    monkeypatch.setattr(assembly, "welcome", welcome)
    monkeypatch.setattr(massage, "run_typed", fails)
    profile.save(profile.Profile(output="none"))
    assert cli.main([]) == 0
    assert [str(one) for one in told] == ["None", "coach forget: could not delete the journal; check the permissions"]


def test_the_list_goes_on_past_a_routine_with_faults(coach: Any) -> None:
    folder = profile.config_folder() / "scripts"
    folder.mkdir(parents=True)
    (folder / "bad.yaml").write_bytes(b"\xff")
    (folder / "odd.yaml").write_text("coach: 1\nparts: 3\n")
    status, out, _ = coach("list")
    assert status == 0
    assert all(f"{name}: has faults; see coach check {name}\n" in out for name in ("bad", "odd"))
    assert "legs-and-feet: " in out


def test_show_prints_every_stroke_with_how_often_and_where_it_comes_from(coach: Any) -> None:
    status, out, _ = coach("show", "legs-and-feet", "--age", "4m")
    assert status == 0
    assert out.startswith("Legs and feet, about ")
    assert re.search(r"\d+:\d\d  rope, 6 times, our count  \[S1 R2 R3\]", out)
    assert re.search(r"sole line, once  \[S8\]", out)
    assert re.search(r"circles, thigh 6 times, calf 6 times, our count", out)
    assert re.search(r"toe lines, once for each: big toe,", out)
    assert out.index("Left leg") < out.index("Right leg")


def test_show_prints_a_file_and_its_open_ended_strokes(coach: Any, tiny: Any) -> None:
    status, out, _ = coach("show", tiny)
    assert status == 0
    assert "game, as long as it is fun" in out
    assert "warm hold, 12 seconds, our count" in out


def test_show_json_prints_one_documented_cue_a_line(coach: Any) -> None:
    status, out, _ = coach("show", "whole-routine", "--age", "4m", "--hips-cleared", "--json")
    assert status == 0
    cues = [json.loads(line) for line in out.splitlines()]
    assert all(set(cue) == {"at", "part", "stroke", "sources", "side", "rep", "of", "say", "sound"} for cue in cues)
    assert [cue["at"] for cue in cues] == sorted(cue["at"] for cue in cues)
    assert {cue["side"] for cue in cues} == {"left", "right", ""}
    assert {source for cue in cues for source in cue["sources"]} >= {f"S{n}" for n in range(13)} | {"H1", "Y1", "Y5"}
    squeezes = [cue for cue in cues if cue["stroke"] == "toe squeezes" and cue["rep"]]
    assert [(cue["rep"], cue["of"]) for cue in squeezes] == [(n, 5) for n in range(1, 6)] * 2


def test_show_takes_the_same_choices_as_a_session(coach: Any) -> None:
    _, out, _ = coach(
        "show", "legs-and-feet", "--only", "rope", "--only", "scoops", "--leave-out", "right leg", "--times", "rope=9"
    )
    assert re.findall(r"\d+:\d\d  ([a-z ]+), (\S+)", out) == [("rope", "9"), ("scoops", "3")]
    plan, _, left_out = out.partition("Left out:")
    assert "Right leg" not in plan
    assert "Right leg, rope: As you asked, I'm leaving out the right leg." in left_out


def test_check_says_what_is_in_order_and_exits_with_3_otherwise(coach: Any, tiny: Any, tmp_path: Path) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text(TINY.replace("times: 6", "times: 0"))
    status, out, err = coach("check", tiny, str(bad), "hips")
    assert status == 3
    assert out == f"{tiny}: in order.\nhips: in order.\n"
    assert err == f'{bad}:15: "times" must be 1 or more, not 0; change the number\n'


# --- profile ---------------------------------------------------------------------------------------


def test_the_profile_is_saved_shown_used_and_deleted(coach: Any) -> None:
    assert "Nothing is remembered yet" in coach("profile")[1]
    status, out, _ = coach(
        "profile",
        "--baby",
        "Anna",
        "--age",
        "4m",
        "--leave-out",
        "rope",
        "--detail",
        "counts",
        "--key",
        "p=off",
        "--voice",
        "none",
        "--times",
        "wringing=3",
        "--hips-cleared",
        "--pace",
        "120",
        "--rate",
        "150",
    )
    assert status == 0
    assert f"Saved: {profile.path()}" in out
    _, out, _ = coach("profile")
    assert "Saved" not in out
    assert "baby: Anna" in out
    assert "leave_out: rope" in out or "leave-out: rope" in out
    _, out, _ = coach("show", "legs-and-feet")
    assert "Asks: Ask Anna: massage?" in out
    plan, _, left_out = out.partition("Left out:")
    assert "rope" not in plan
    assert "Left leg, rope: As you asked, I'm leaving out rope." in left_out
    assert "wringing, 3 times" in plan
    assert coach("profile", "--forget")[:2] == (0, "The profile is deleted.\n")
    assert "Nothing is remembered yet" in coach("profile")[1]
    assert coach("profile", "--forget")[0] == 0


def test_a_typed_option_overrides_the_profile_for_one_session(coach: Any) -> None:
    coach("profile", "--baby", "Anna")
    assert "Ask Ben in your own words" in coach("show", "hips", "--baby", "Ben")[1]
    assert "Ask Anna in your own words" in coach("show", "hips")[1]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (("--leave-out", "left leq"), 'no routine has "left leq"; did you mean "left leg"?'),
        (("--leave-out", "my moon"), 'no routine has "my moon"; see the names with: coach show ROUTINE'),
        (("--times", "rolling=3"), 'no routine leaves open the count of "rolling"'),
    ],
)
def test_a_name_that_no_routine_has_is_not_remembered(coach: Any, typed: Any, said: str) -> None:
    status, _, err = coach("profile", *typed)
    assert status == 2
    assert err.startswith(f"coach profile: {said}")
    assert not profile.path().exists()


def test_a_count_that_one_routine_fixes_leaves_it_playable(coach: Any) -> None:
    profile.save(profile.Profile(times={"rolling": 3, "left leg": 3, "rope": 9}))
    status, out, _ = coach("show", "legs-and-feet")
    assert status == 0
    assert "rolling, 2 times" in out
    assert "rope, 9 times" in out
    assert "legs-and-feet" in dict(choices.playable(choices.readable(), Options(times={"rolling": 3}), language.load()))


def test_the_count_of_a_part_is_refused_and_not_ignored(coach: Any) -> None:
    status, _, err = coach("show", "legs-and-feet", "--times", "left leg=3")
    assert status == 2
    assert "only a stroke has a count" in err


def test_entries_in_the_profile_about_other_routines_do_no_harm(coach: Any) -> None:
    coach("profile", "--leave-out", "rope", "--times", "wringing=3", "--times", "left leg=3")
    assert coach("show", "hips")[0] == 0


def test_a_key_may_be_the_equals_sign(coach: Any) -> None:
    assert coach("profile", "--key", "==where are we")[0] == 0
    assert profile.load().keys == {"=": "where are we"}


def test_the_days_of_a_typed_jab_begin_now_after_an_older_one(coach: Any) -> None:
    profile.save(profile.Profile(jab="right leg", jabbed="2026-01-01T10:00+00:00"))
    assert "I skip the left leg for three days" in coach("show", "legs-and-feet", "--jab", "left leg")[1]
    coach("profile", "--jab", "left leg")
    assert "I skip the left leg for three days" in coach("show", "legs-and-feet")[1]


# --- render ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["wav", "flac", "ogg", "mp3"])
def test_a_session_is_rendered_to_every_format_twice_the_same(kind: Any, coach: Any, tiny: Any, tmp_path: Path) -> None:
    heard = []
    for name in ("one", "two"):
        file = tmp_path / f"{name}.{kind}"
        status, out, _ = coach(
            "render", tiny, "--voice", "none", "--detail", "counts", "--only", "rope", "-o", str(file)
        )
        assert status == 0
        assert str(file) in out
        samples, rate = soundfile.read(file)
        heard.append((samples.tobytes(), rate, len(samples)))
        assert rate == 24_000
        assert len(samples) > 30 * rate
        assert abs(samples).max() > 0.01
    assert heard[0] == heard[1]


def test_scripted_answers_take_effect_at_their_times(coach: Any, tmp_path: Path) -> None:
    log = tmp_path / "log"
    status, _, _ = coach(
        "render",
        "legs-and-feet",
        "--voice",
        "none",
        "--age",
        "4m",
        "-o",
        str(tmp_path / "x.wav"),
        "--log",
        str(log),
        "--events",
        "4s yes, 31s no, 50s yes, 90s next",
    )
    assert status == 0
    events = events_of(log)
    heard = [
        (one["t"], one["command"], one["phase"]) for one in events if one["kind"] == "heard" and one["by"] == "script"
    ]
    given = [one for one in heard if one[0] in (4000, 31_000, 50_000, 90_000)]
    assert given == [
        (4000, "yes", "asking"),
        (31_000, "no", "playing"),
        (50_000, "yes", "resting"),
        (90_000, "next", "playing"),
    ]
    assert [one["t"] for one in events if one["kind"] == "hush"][:2] == [4000, heard[2][0]]
    said = [(one["t"], one["text"]) for one in events if one["kind"] == "say"]
    resting = [text for at, text in said if 31_000 < at < 50_000]
    assert len(resting) == 1
    assert resting[0].startswith("Resting.")
    assert all(set(one) >= {"t", "wall", "kind"} for one in events)
    marks = [one for one in events if one["kind"] == "mark"]
    assert [one["detail"] for one in marks if one["what"] == "moved"] == ["next"]
    assert marks[-1]["what"] == "ended"


def test_a_session_that_ends_with_a_no_exits_with_zero(coach: Any, tiny: Any, tmp_path: Path) -> None:
    log = tmp_path / "log"
    status, _, _ = coach(
        "render", tiny, "--voice", "none", "-o", str(tmp_path / "x.wav"), "--log", str(log), "--events", "3s no"
    )
    assert status == 0
    assert events_of(log)[-1]["kind"] == "heard" or any(one.get("detail") == "no" for one in events_of(log))
    assert [one["text"] for one in events_of(log) if one["kind"] == "say"][-1] == "Goodbye."


class Broken(FakeVoice):
    """The first voice, which can't speak."""

    def __init__(self, *_: Any) -> None:
        super().__init__("broken")
        self.fails = True


class Second(FakeVoice):
    """The one that takes over."""

    def __init__(self, *_: Any) -> None:
        super().__init__("second")


def test_a_voice_that_takes_over_in_a_file_is_a_sentence(
    coach: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(voice_registry.VOICES, "heart", f"{__name__}:Broken")
    monkeypatch.setitem(voice_registry.VOICES, "system", f"{__name__}:Second")
    status, _, complaints = coach("render", "nappy-minute", "--voice", "heart", "-o", str(tmp_path / "a.wav"))
    assert status == 0, complaints
    assert language.load().one("voice-changed") in complaints
    assert "voice-changed" not in complaints
