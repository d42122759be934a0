"""The doctor checks every part, names a remedy for each fault, and never fails itself."""

import datetime
import io
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import platformdirs
import pytest

from coach.cli import doctor
from coach.cli import main as cli
from coach.cli.choices import remember
from coach.cli.doctor import examine, loudspeakers, versions
from coach.cli.doctor_kept import bed, clock, disk, earcons, folders, journal, name, routines, terminal
from coach.cli.doctor_kept import home as home_of
from coach.cli.finding import Finding
from coach.ears.spotting import models
from coach.ears.spotting.models import graph
from coach.model.records import Begun
from coach.store import database, profile
from coach.store.profile import Profile
from tests.support.told import TINY

MINE = Profile()


def one(check: Any, mine: Any = MINE) -> Any:
    (found,) = check(mine)
    return found


def test_when_all_is_well_the_doctor_says_so_for_every_part() -> None:
    for check in (versions, disk, routines, earcons, journal):
        assert not one(check).fault


def test_versions_name_the_coach_and_python() -> None:
    assert re.match(r"coach \d.*Python 3\.\d+.*SQLite", one(versions).text)


def test_a_faulty_routine_is_named_and_the_others_can_be_played() -> None:
    folder = profile.config_folder() / "scripts"
    folder.mkdir(parents=True)
    (folder / "mine.yaml").write_text("coach: 1\nparts: 7\n")
    *faults, whole = routines(MINE)
    assert faults
    assert faults[0].text.startswith("mine.yaml:")
    assert not any(found.status for found in (*faults, whole))


def test_a_broken_cue_is_a_fault_that_no_session_can_run_with() -> None:
    folder = profile.config_folder() / "audio_cues"
    folder.mkdir(parents=True)
    (folder / "paused.wav").write_bytes(b"RIFF")
    found = one(earcons)
    assert found.status == 5
    assert "paused.wav" in found.text


def test_a_damaged_journal_is_a_note_and_the_massage_goes_on() -> None:
    profile.journal_file().parent.mkdir(parents=True)
    profile.journal_file().write_bytes(b"nonsense")
    found = one(journal)
    assert (found.fault, found.status) == (True, 0)
    assert profile.journal_file().read_bytes() == b"nonsense"


def test_a_check_that_breaks_is_a_fault_and_never_a_traceback() -> None:
    def broken(_mine: Any) -> Iterator[Any]:
        raise RuntimeError("boom")
        yield

    (found,) = examine(MINE, (broken,))
    assert found.fault
    assert found.status == 1
    assert "boom" in found.text


def test_a_check_that_hangs_is_a_fault_and_the_next_one_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "PATIENCE_S", 1.0)
    ever = threading.Event()

    def hanging(_mine: Any) -> Iterator[Any]:
        yield Finding("voice", "speaks.")
        ever.wait()

    def quick(_mine: Any) -> Iterator[Any]:  # in time even on a busy machine
        yield Finding("versions", "fine.")

    found = list(examine(MINE, (hanging, quick)))
    ever.set()
    assert [(one.part, one.fault) for one in found] == [("voice", False), ("hanging", True), ("versions", False)]
    assert "start the computer again" in found[1].text


def test_the_next_check_waits_until_the_last_finding_has_been_spoken() -> None:
    done = []

    def two(_mine: Any) -> Iterator[Any]:
        yield Finding("loudspeaker", "1")
        done.append("tones of the second")
        yield Finding("loudspeaker", "2")

    findings = examine(MINE, (two,))
    assert next(findings).text == "1"
    assert done == []
    assert next(findings).text == "2"


@pytest.mark.parametrize(
    "text",
    [
        '/home/ann/mia.yaml:3: there is no "Mia"; look into C:\\Users\\ann\\x.wav',
        "mia.yaml: 2 faults",
        'microphone "Studio": there is no such device; choose one of: Built-in, Mia 2. Keys still work.',
        f"{Path.home()}/.local/share cannot be written",
        "Ann's Bose: gone",
    ],
)
def test_a_report_contains_no_person_device_or_path(text: str) -> None:
    told = Finding("part", text, fault=True, status=3, names=("Ann's Bose",)).passed_on
    assert not re.search(r"\bann|mia|bose|home|\\|/", told, re.IGNORECASE)
    assert told.startswith("FAULT  part: ")


def test_a_damaged_profile_is_a_fault_and_the_checks_go_on(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor, "CHECKS", (versions,))
    monkeypatch.setattr(doctor.examine, "__defaults__", ((versions,),))
    profile.path().parent.mkdir(parents=True)
    profile.path().write_text("baby: [")
    assert cli.main(["doctor", "--report"]) == 3
    out = capsys.readouterr().out
    assert "FAULT  profile" in out
    assert "versions: coach" in out
    assert out.endswith("No session can run well until what is marked FAULT is fixed.\n")


def test_without_a_loudspeaker_the_status_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PULSE_SERVER", "unix:/nonexistent")
    monkeypatch.setenv("ALSA_CONFIG_PATH", os.devnull)
    assert [found.status for found in loudspeakers(MINE)][-1] == 5


@pytest.mark.room
def test_in_a_room_with_keys_and_a_voice_each_loudspeaker_sounds(room: Any) -> None:
    with room.record() as recording:
        room.join_wide("stereo")
        sides = room.folder / "sides"
        command = ["parec", "--device=stereo.monitor", "--raw", "--format=float32le", "--channels=2"]
        with sides.open("wb") as file:
            stereo = subprocess.Popen(command, env=room.env, stdout=file)
        hand, screen = pytest.importorskip("pty", reason="needs pseudo-terminals").openpty()
        command = [sys.executable, "-m", "coach.cli.main", "doctor"]
        ran = subprocess.run(
            command,
            env=room.env,
            stdin=screen,
            capture_output=True,
            text=True,
            check=False,
            cwd=Path(__file__).parents[2],
        )
        os.close(hand)
        os.close(screen)
        assert ran.returncode == 0, ran.stdout + ran.stderr
        stereo.terminate()
        stereo.wait()
        left, right = np.abs(np.fromfile(sides, np.float32).reshape(-1, 2)).T > 0.05
        assert left.any()
        assert right.any()
        assert np.flatnonzero(left).max() < np.flatnonzero(right).min()
        assert "stereo: played its tones, left, right." in ran.stdout
        assert "speaker: played its tones, left, right." in ran.stdout
        assert ran.stdout.endswith("A session can run.\n")
        assert abs(recording.samples).max() > 0.05


LOOKS = """
import sys
from coach.cli.doctor import microphone
from coach.store.profile import Profile
print(*microphone(Profile(listens=True, microphone=sys.argv[1])))
"""


@pytest.mark.room
def test_the_chosen_microphone_is_checked_and_its_faults_are_reported(room: Any) -> None:
    def looks(name: str) -> str:
        command = [sys.executable, "-c", LOOKS, name]
        return subprocess.run(
            command, env=room.env, capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2]
        ).stdout.strip()

    murmur = room.say((0.01 * np.random.default_rng(1).normal(size=48_000 * 60)).astype(np.float32))
    assert re.fullmatch(r"hears the room, at -4[0-9] dB of full scale\.", looks("Monitor of parent"))
    assert "only silence" in looks("Monitor of speaker")
    assert looks("Studio").endswith("Monitor of speaker. Keys still work.")
    murmur.terminate()
    murmur.wait()


def test_a_telephones_band_is_reported_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    steps = np.random.default_rng(2).normal(size=8000) * 0.01
    wide = np.fft.irfft(np.concatenate([np.fft.rfft(steps), np.zeros(4000)])).astype(np.float32)
    monkeypatch.setattr("coach.ears.microphone.heard", lambda _name, _seconds: wide)
    problem, _ = doctor.microphone(MINE)
    assert "only a telephone's band" in problem
    assert "choose another with --microphone" in problem


@pytest.mark.parametrize("name", ["step.onnx", "look.onnx", "thresholds.json", "cry.npz"])
def test_an_unreadable_model_is_reported_with_what_to_do(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str
) -> None:
    assert not doctor.networks().fault
    shutil.copytree(str(models.shipped("")), tmp_path / "models")
    (tmp_path / "models" / name).unlink()
    monkeypatch.setattr(models, "files", lambda _: tmp_path)
    graph.cache_clear()
    found = doctor.networks()
    graph.cache_clear()
    assert (found.fault, found.status) == (True, 0)
    assert "install the coach again" in found.text
    assert "keys still work" in found.text


# --- what can be wrong with what is kept ----------------------------------------------------------------


def faults_of(check: Any, mine: Profile = MINE) -> list[str]:
    return [one.text for one in check(mine) if one.fault]


def own_routine(name: str, text: str = TINY) -> None:
    folder = profile.config_folder() / "scripts"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")


def test_a_user_without_a_home_folder_learns_what_to_set(monkeypatch: pytest.MonkeyPatch) -> None:
    assert faults_of(home_of) == []
    monkeypatch.setattr(platformdirs, "user_data_dir", lambda *_, **__: "~/relative")
    (told,) = faults_of(home_of)
    assert "nothing is remembered; set HOME" in told


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "iso8859-9"])
def test_a_terminal_that_lacks_letters_is_reported_with_a_remedy(
    encoding: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(io.BytesIO(), encoding))
    (told,) = faults_of(terminal)
    assert told.startswith(encoding)
    assert "set LC_ALL=C.UTF-8" in told
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(io.BytesIO(), "utf-8"))
    assert faults_of(terminal) == []


@pytest.mark.parametrize("place", ["file", "file/below", "x" * 300])
def test_folders_that_cannot_be_written_are_reported_with_what_is_lost(
    place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert faults_of(folders) == []
    (tmp_path / "file").touch()
    monkeypatch.setattr(profile, "config_folder", lambda: tmp_path / place / "coach")
    monkeypatch.setattr(os, "access", lambda _path, _mode: not place.startswith("x"))
    told = faults_of(folders)
    assert "check who may write to" in told[0]
    assert "what you set is forgotten" in told[0]


def test_misnamed_routines_cut_sentences_and_missing_files_are_reported(tmp_path: Path) -> None:
    own_routine("Evening.yaml")
    own_routine("walk.yaml", TINY.replace('"Warm a little oil."', "Warm oil #1 a little."))
    remember(str(tmp_path / "gone.yaml"))
    told = faults_of(routines)
    assert [text for text in told if text.startswith("Evening.yaml: it is not listed")]
    assert [text for text in told if 'everything after "Warm oil" is dropped' in text]
    assert [text for text in told if "the routine you played last is gone" in text]
    assert len(told) == 3


@pytest.mark.parametrize("name", ["evening", "Ann's feet", "hips2"])
def test_a_deleted_routine_that_was_played_last_is_reported_without_its_name(name: str) -> None:
    remember(name)
    (found,) = [finding for finding in routines(Profile()) if finding.fault]
    assert name in found.text
    assert "play another" in found.text
    assert name not in found.passed_on


@pytest.mark.parametrize("kept", ["/gone/rain.wav", "gone.wav", "~/gone"])
def test_a_missing_bed_is_reported_and_ends_nothing(kept: str) -> None:
    (found,) = bed(Profile(bed=kept))
    assert found.fault
    assert found.status == 0
    assert found.text.endswith("A massage goes on without it.")
    assert "gone" not in found.passed_on


def test_a_name_in_another_script_is_shown_as_it_is_spoken() -> None:
    (found,) = name(Profile(baby="Анна"))
    assert 'says "Anna" for "Анна"' in found.text
    assert not found.fault
    assert "Ann" not in found.passed_on
    assert list(name(Profile(baby="Zoë"))) == []


def test_a_session_dated_by_a_wrong_clock_is_reported() -> None:
    with database.opened(profile.journal_file()) as connection:
        database.append(connection, profile.journal_file(), [Begun("a", 4_070_908_800_000, "hips", "Hips", "{}")])
    assert faults_of(journal) == ["1 session is dated after today; check this computer's clock."]


@pytest.mark.parametrize(("days", "told"), [(2, True), (-1, False)])
def test_a_jab_told_later_than_now_is_reported(days: int, told: bool) -> None:
    when = datetime.datetime.now().astimezone() + datetime.timedelta(days=days)
    found = faults_of(clock, Profile(jab="left leg", jabbed=when.isoformat()))
    assert bool(found) is told
    assert all(f"a jab was told on {when.date()}" in text and "tell it again" in text for text in found)


@pytest.mark.parametrize("born", ["2099-01-01", "3000-12-31", "2050-06-30"])
def test_a_birthday_after_today_is_reported_with_what_to_do(born: str) -> None:
    (found,) = clock(Profile(born=born))
    assert found.fault
    assert "coach profile --age" in found.text
    assert born not in found.passed_on


@pytest.mark.parametrize("born", ["", "2026-01-01", "1999-12-31"])
def test_a_birthday_before_today_is_no_finding(born: str) -> None:
    assert list(clock(Profile(born=born))) == []
