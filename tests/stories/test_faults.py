"""Everything that can break is broken here, with real devices of the virtual room: the massage goes on."""

from __future__ import annotations

import os
import re
import signal
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from benchmarks import fuzz
from coach.cli import main as cli
from coach.model.effects import Fade, Hush, Say, Sound
from coach.model.events import Bringer, Command, Heard, Notice
from coach.session.machine import TRANSITIONS
from coach.session.resume import cut_off
from coach.sound import earcons
from coach.store import database, profile
from coach.support.errors import CoachError, SoundError
from coach.support.single_instance import alone
from tests.support.audible import LONGEST, shipped, worst
from tests.support.room import Room
from tests.support.told import in_phase
from tests.support.whole import ENTER, HIPS, OPENS, PALMS, ROCK, Coach

POSIX = pytest.mark.skipif(os.name != "posix", reason="needs a pseudo-terminal")
ACKNOWLEDGED = Hush | Fade | Say | Sound
"""By sound or by silence; a baby that fell asleep is not woken by a sound."""


# --- never silent, in virtual time ---------------------------------------------------------------


@pytest.mark.long
@pytest.mark.parametrize("name", sorted(shipped()))
@pytest.mark.parametrize(
    ("fault", "voiced"),
    [
        (lambda at: Heard(at, Command.NO, Bringer.KEY), True),
        (lambda at: Heard(at, Command.NOT_SURE, Bringer.KEY), True),
        (lambda at: Heard(at, Command.WHERE, Bringer.KEY), True),
        (lambda at: Notice(at, "The loudspeaker is gone."), True),
        (lambda at: Notice(at, "My voice has failed."), False),
    ],
    ids=["no", "not sure", "where are we", "device lost", "voice lost"],
)
def test_no_fault_causes_eight_seconds_of_silence(name: str, fault: Any, voiced: bool) -> None:
    found = worst(shipped()[name], fault, 2900, voiced=voiced)
    assert found.points > 100
    assert found.silence <= LONGEST, f"{found.silence} ms of silence around {found.at} ms"
    assert found.rests > 1
    assert not found.lifeless, "a wait without a sign of life"


@pytest.mark.parametrize(("phase", "command"), [row for row in TRANSITIONS if isinstance(row[1], Command)])
def test_every_command_is_acknowledged_within_200_ms(phase: Any, command: Any) -> None:
    told = in_phase(phase)
    now, effects = told.now, told.tell(command)
    effects = (*effects, *told.wait(200))
    assert any(isinstance(effect, ACKNOWLEDGED) and effect.at <= now + 200 for effect in effects)


def test_paused_finished_broken_and_alive_sound_different() -> None:
    sounds = [earcons.load(name).samples.tobytes() for name in ("paused", "finished", "trouble", "alive")]
    assert len(set(sounds)) == len(sounds)


# --- a whole coach in a terminal ------------------------------------------------------------------


@pytest.mark.real
@POSIX
def test_ctrl_c_ends_it_even_if_the_parent_process_ignored_it(home: Path) -> None:
    coach = Coach(home, *HIPS)
    coach.command = ["sh", "-c", "trap '' INT; exec \"$@\"", "sh", *coach.command]
    with coach:
        coach.lead()
        coach.press("\x03")
        assert coach.ends() == 130


@pytest.mark.real
@POSIX
@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGTERM, signal.SIGKILL, signal.SIGINT])
def test_however_it_is_killed_the_journal_is_whole_and_resumable(home: Path, number: int) -> None:
    with Coach(home, *HIPS) as coach:
        coach.lead()
        assert coach.reads(PALMS)
        for _ in range(2 if number == signal.SIGHUP else 1):  # a shell sends a second one
            coach.process.send_signal(number)
        status = coach.ends()
        assert status == {int(signal.SIGKILL): -9, int(signal.SIGINT): 130}.get(number, 128 + number)
        assert "Traceback" not in coach.text
        if number != signal.SIGKILL:  # after which only the shell can put the terminal right, and does
            assert coach.settings_now() == coach.settings
        cut = cut_off(database.read(coach.journal), time.time_ns() // 1_000_000)
        assert (cut.area, cut.stroke) == ("Bottom and hips", "hold and rock")


@pytest.mark.real
@POSIX
def test_closing_the_terminal_leaves_no_trace_and_a_whole_journal(home: Path) -> None:
    with Coach(home, *HIPS) as coach:
        coach.lead()
        assert coach.reads(PALMS)
        nowhere = os.open(os.devnull, os.O_RDWR)
        os.dup2(nowhere, coach._hand)  # what held the terminal lets go of it
        os.close(nowhere)
        assert coach.ends() == 128 + signal.SIGHUP
    assert cut_off(database.read(coach.journal), time.time_ns() // 1_000_000).stroke == "hold and rock"
    assert coach.log.read_text().endswith("}\n")


@pytest.mark.real
@POSIX
def test_after_a_kill_the_next_start_offers_to_resume(home: Path) -> None:
    with Coach(home, *HIPS) as coach:
        coach.lead()
        assert coach.reads(PALMS)
        coach.process.kill()
        coach.ends()
        ((_, (*_, last)),) = database.read(coach.journal)
    with database.opened(coach.journal) as connection:  # as if the next stroke had begun
        database.append(connection, coach.journal, [replace(last, what="stroke", stroke="heart")])
    with Coach(home, *HIPS) as coach:
        assert coach.reads("We stopped at heart, on the bottom and hips, a moment ago.")
        assert coach.reads("One of two.")
        time.sleep(1)  # a choice is printed before it is heard, and no key takes it before
        coach.press(ENTER)
        assert coach.reads("come now")
        coach.press(ENTER)  # skips to the question
        assert coach.reads("massage?")
        assert OPENS not in coach.text


@pytest.mark.real
@POSIX
def test_a_second_coach_says_so_and_stays_quiet(home: Path) -> None:
    with Coach(home, *HIPS) as first:
        assert first.reads(OPENS)
        with Coach(home, *HIPS) as second:
            assert second.ends() == 1
            holder = f"another coach (process {first.process.pid}) is leading a massage already"
            assert f"{holder}; let it finish, or end it first" in second.text
            assert "Choose" not in second.text


def test_a_dead_coachs_lock_blocks_nobody(tmp_path: Path) -> None:
    with alone(tmp_path):
        pass
    with (
        alone(tmp_path),
        pytest.raises(CoachError, match=rf"another coach \(process {os.getpid()}\) is"),
        alone(tmp_path),
    ):
        pass
    (tmp_path / "lock").write_text("4194304 and more")  # left by one that was killed
    with alone(tmp_path):
        pass


@POSIX
def test_a_program_that_is_just_being_started_holds_no_massage_back(tmp_path: Path, monkeypatch: Any) -> None:
    opened: list[int] = []
    really = os.open
    monkeypatch.setattr(os, "open", lambda *given: opened.append(really(*given)) or opened[-1])
    with alone(tmp_path):
        held = os.dup(opened[0])  # as by a process between its start and its own program
    with alone(tmp_path):
        os.close(held)


@pytest.mark.real
@POSIX
def test_when_stopped_and_continued_it_names_the_place_without_a_backlog(home: Path) -> None:
    with Coach(home, *HIPS) as coach:
        coach.lead()
        assert coach.reads(PALMS)
        coach.process.send_signal(signal.SIGSTOP)
        time.sleep(9)
        coach.process.send_signal(signal.SIGCONT)
        # The clock tells of the stop, and so does the terminal; whichever comes last names the place.
        place = ("We were at hold and rock", "This is hold and rock")
        assert coach.logged(lambda line: line["kind"] == "say" and str(line["text"]).startswith(place)), coach.text
        assert coach.logged(lambda line: line["kind"] == "mark" and line["what"] == "slept")
        said = [str(line["text"]).startswith(place) for line in coach.lines() if line["kind"] == "say"]
        assert len(said) - said.index(True) <= 3, "a backlog was spoken at once"
        assert "loudspeaker" not in coach.text


@pytest.mark.real
@POSIX
def test_an_unwritable_journal_is_announced_and_the_massage_goes_on(home: Path) -> None:
    (home / "data" / profile.APP / "journal.sqlite3").mkdir(parents=True)
    with Coach(home, *HIPS) as coach:
        assert coach.reads("I cannot record this session now. The massage goes on."), coach.text
        coach.lead()
        assert coach.text.count("I cannot record") == 1


# --- the loudspeaker and the voice, in the virtual room --------------------------------------------


def is_output(state: Any) -> Any:
    return lambda line: line["kind"] == "output" and line.get("state") == state


def sounds(recording: Any) -> Any:
    """Whether anything was heard: the silent voice is a soft tone, which needs no time to be made."""
    return abs(recording.samples).max(initial=0) > 0.005


@pytest.mark.room
@pytest.mark.parametrize(
    ("go", "come", "brief"),
    [(Room.unplug, Room.plug, False), (Room.kill_server, Room.restart_server, True), (Room.take, Room.release, True)],
    ids=["unplugged", "server killed", "taken by another program"],
)
def test_a_speaker_lost_mid_word_is_replaced_by_print_until_back(
    home: Path, room: Any, go: Any, come: Any, brief: bool
) -> None:
    with Coach(home, *HIPS, env=room.env, output="miniaudio") as coach:
        coach.lead()
        go(room)
        assert coach.logged(is_output("lost"))
        assert coach.reads("\a"), coach.text
        before = len(coach.said())
        assert brief or coach.comes(lambda: len(coach.said()) > before)
        come(room)
        assert coach.logged(is_output("back"))
        with room.record() as recording:
            assert coach.reads(ROCK), coach.text
            assert coach.logged(lambda line: str(line.get("text", "")).startswith(ROCK))
            assert coach.comes(lambda: sounds(recording))
        said = [text for text in coach.said() if "loudspeaker" not in text.lower()]
        start = said.index("Hold and rock.")
        assert said[start:] == list(dict.fromkeys(said[start:])), "something was said twice"
        assert said[start : start + 3] == ["Hold and rock.", f"{PALMS}. Hold the hips, then rock gently.", ROCK]


@pytest.mark.room
def test_sound_begins_as_soon_as_another_program_frees_the_speaker(home: Path, room: Any) -> None:
    room.take()
    with Coach(home, *HIPS, env=room.env, output="miniaudio") as coach:
        assert coach.reads("The loudspeaker is gone. The words go on in print."), coach.text
        assert coach.reads(OPENS)
        room.release()
        assert coach.logged(is_output("back"))
        with room.record() as recording:
            assert coach.comes(lambda: sounds(recording))


@pytest.mark.room
def test_sound_follows_a_bluetooth_speaker_that_becomes_the_default(home: Path, room: Any) -> None:
    with Coach(home, *HIPS, env=room.env, output="miniaudio") as coach:
        coach.lead()
        room.join("bluetooth")
        with room.record("bluetooth") as recording:
            assert coach.comes(lambda: sounds(recording))
            assert coach.reads(ROCK), coach.text
        room.leave("bluetooth")
        with room.record() as recording:
            assert coach.comes(lambda: sounds(recording))
        said = [text for text in coach.said() if "loudspeaker" not in text]
        assert len(said) == len(set(said))


@pytest.mark.room
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSTOP])
def test_when_the_voices_helper_dies_or_hangs_no_sentence_is_lost(home: Path, room: Any, number: int) -> None:
    with Coach(home, *HIPS, env=room.env, output="miniaudio", voice="heart") as coach:
        assert coach.reads(OPENS)
        assert coach.helpers()
        for pid in coach.helpers():
            os.kill(pid, number)
        coach.press(ENTER)
        assert coach.reads("massage?")
        with room.record() as recording:
            time.sleep(0.5)
            coach.press(ENTER)
            assert coach.reads(PALMS, 30), coach.text
            assert coach.comes(lambda: abs(recording.samples).max(initial=0) > 0.01)
        assert "Traceback" not in coach.text


@pytest.mark.real
@POSIX
def test_an_unknown_loudspeaker_lists_the_ones_that_exist(home: Path) -> None:
    env = {**os.environ, "PULSE_SERVER": "unix:/nonexistent", "ALSA_CONFIG_PATH": os.devnull}
    with Coach(home, *HIPS, "--speaker", "kitchen", env=env, output="miniaudio") as coach:
        assert coach.ends() == SoundError.status
        assert "Traceback" not in coach.text


@pytest.mark.room
@POSIX
def test_a_missing_loudspeaker_is_replaced_and_that_is_said(home: Path, room: Any) -> None:
    env = {**room.env, "XDG_CONFIG_HOME": str(home / "config")}
    file = home / "config" / profile.APP / "profile.yaml"
    file.parent.mkdir(parents=True)
    file.write_text("speaker: Kitchen\n")
    with room.record() as recording, Coach(home, *HIPS, env=env, output="miniaudio") as coach:
        assert coach.reads("Your usual speaker isn't there. I'll use this one."), coach.text
        assert coach.text.count("Kitchen") == 1
        assert coach.comes(lambda: abs(recording.samples).max(initial=0) > 0.01)


@pytest.mark.real
@POSIX
def test_without_any_loudspeaker_it_says_so_and_goes_on_in_print(home: Path) -> None:
    env = {**os.environ, "PULSE_SERVER": "unix:/nonexistent", "ALSA_CONFIG_PATH": os.devnull}
    with Coach(home, *HIPS, env=env, output="miniaudio") as coach:
        assert coach.reads("There's no loudspeaker. I'll print the words at their times.")
        coach.lead()
        assert coach.text.count("no loudspeaker was found") == 1


# --- hostile files --------------------------------------------------------------------------------


HOSTILE = {
    "escape.yaml": 'coach: 1\ntitle: "\\e[2J\\a evil"\nparts: [x]\n',
    "bomb.yaml": "a: &a [x,x]\nb: &b [*a,*a]\nc: &c [*b,*b]\n",
    "object.yaml": "!!python/object/apply:os.system ['touch pwned']\n",
    "include.yaml": "coach: 1\ntitle: T\nabout: A\nparts:\n  - include: /dev/zero\n",
    "climb.yaml": "coach: 1\ntitle: T\nabout: A\nparts:\n  - include: ../../../../etc/passwd\n",
    "deep.yaml": "[" * 5000,
    "binary.yaml": "\x00\x01\x02",
    "empty.yaml": "",
    "list.yaml": "- 1\n- 2\n",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_routine_is_one_clear_error_without_its_escapes(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / name).write_text(HOSTILE[name])
    assert cli.main(["check", name]) == 3
    err = capsys.readouterr().err
    assert "Traceback" not in err
    assert re.fullmatch(r"[^\x00-\x09\x0b-\x1f\x7f-\x9f]+", err)
    assert "root:" not in err
    assert not (tmp_path / "pwned").exists()


@pytest.mark.parametrize("name", ["../../etc/passwd", "a\nb", "\x1b[2J", "x" * 5000, "/dev/zero", "..", "a\x00b.yaml"])
def test_a_hostile_name_of_a_routine_is_one_clear_error(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["show", name]) in (2, 3)
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f]", capsys.readouterr().err)


@pytest.mark.parametrize(
    "text",
    [
        "\x00",
        "voice: [",
        "keys: {a: b}\nbaby: 7",
        "!!python/name:os.system",
        'baby: "\\e[2J"',
        "- " * 900,
        "voice: robot",
    ],
)
def test_a_hostile_profile_is_one_clear_error(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    profile.path().parent.mkdir(parents=True)
    profile.path().write_text(text)
    assert cli.main(["show", "hips"]) == 3
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f]", capsys.readouterr().err)


SLOW = ("options", "streams")
"""Each example is a whole command."""


@pytest.mark.parametrize(
    "kind", ["routine", "profile", "journal", "sound", "--events", "name", "output name", "options", "streams"]
)
def test_every_input_gives_success_or_one_of_our_errors(kind: str, tmp_path: Path) -> None:
    fuzz.fuzz(kind, *fuzz.kinds(tmp_path)[kind], 40 if kind in SLOW else 60)
