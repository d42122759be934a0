"""The history of massages: told in words, as data, as a picture; and forgotten on demand."""

import csv
import datetime
import io
import json
import re
import time
from dataclasses import replace
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from coach.cli import main as cli
from coach.export import history_chart
from coach.model.options import Detail, Hands, Options
from coach.model.records import Begun, Entry
from coach.session.resume import options_in, unusual
from coach.store import forget, history, profile
from coach.support.errors import UsageError
from tests.store.pasts import CUT, FRESH, ahead_of_fresh, asked, entry, keep, past, three


def test_a_stroke_refused_three_times_running_is_offered_to_be_left_out(tmp_path: Path) -> None:
    keep(tmp_path / "j", three("no", "no", "no"))
    question = "The last three times, your baby said no to rope."
    kept, said = asked(tmp_path / "j", ahead_of_fresh, "n")
    assert kept == FRESH
    assert said == [question, "That stroke can be left out today.", "One of two. Leave out rope."]
    less, _ = asked(tmp_path / "j", ahead_of_fresh, "enter")
    assert "rope" not in {stroke.name for area in less.book.areas for stroke in area.strokes}


def test_history_is_told_in_words_newest_first() -> None:
    lines = list(history.as_text(three("no", "not sure", "") + CUT))
    assert lines[0].endswith("Tiny, 0 minutes. Cut off at toe squeezes, left leg.")
    assert lines[1].endswith("Finished.")
    assert lines[3] == "    Not sure at rope, left leg, after 0:00."


def test_history_says_how_to_leave_out_what_was_refused() -> None:
    assert list(history.as_text(three("no", "no", "no")))[-1].endswith('coach play --leave-out "rope"')


def test_history_tells_how_often_the_baby_said_no_stroke_by_stroke() -> None:
    lines = list(history.as_text(three("no", "not sure", "no")))
    assert lines[lines.index("What your baby said, stroke by stroke:") + 1] == (
        "    rope: 2 no, 1 not sure, begun 3 times."
    )
    assert "stroke by stroke" not in "".join(history.as_text(three("", "", "")))


def test_the_last_sessions_are_printed_and_all_on_demand() -> None:
    many = three("no", "no", "no") * 5
    few = list(history.as_text(many, 10))
    assert sum("Tiny, " in line for line in few) == 10
    assert "5 sessions were before these: coach history --all" in few
    assert sum("Tiny, " in line for line in history.as_text(many)) == 15
    assert "1 session was before these: coach history --all" in history.as_text(many[:11], 10)
    assert not any("--all" in line for line in history.as_text(many[:10], 10))


def test_an_empty_history_says_so() -> None:
    assert list(history.as_text([])) == ["No session is written down yet."]


def test_history_as_json_and_csv_hold_every_entry() -> None:
    told = json.loads(history.as_json(CUT))
    assert [event["what"] for event in told[0]["events"]] == ["begun", "asked", "yes", "stroke", "stroke"]
    rows = list(csv.DictReader(io.StringIO(history.as_csv(CUT).removeprefix("\ufeff"), newline="")))
    assert [row["stroke"] for row in rows] == ["", "", "", "rope", "toe squeezes"]


@pytest.mark.parametrize("title", ["Zoë", 'Öl, "warm"', "陽"])
def test_csv_opens_in_a_spreadsheet_with_umlauts_intact(title: str) -> None:
    kept = io.BytesIO()
    windows = io.TextIOWrapper(kept, encoding="cp1252", newline=None, write_through=True)
    history.write_csv(past(entry("no", title)), windows)
    windows.flush()
    text = kept.getvalue()
    assert text.startswith(b"\xef\xbb\xbfsession,routine,")
    assert text.count(b"\n") == text.count(b"\r\n") == 2
    rows = list(csv.DictReader(io.StringIO(text.decode("utf-8-sig"), newline="")))
    assert title in rows[0].values()


RFC_4180 = re.compile(r'(?:(?:"(?:[^"]|"")*"|[^",\r\n]*)(?:,(?:"(?:[^"]|"")*"|[^",\r\n]*))*\r\n)+')
"""A file of records: every line ends with a carriage return and a line feed, and a quote in a field is doubled."""


@pytest.mark.parametrize(
    "title",
    ['The "good" night', "Feet, then hands", "Two\nlines", "1;2", "Ça va? \u2019s ok", "\u2028", '"', ",,", " x "],
)
def test_csv_is_what_rfc_4180_says(title: str) -> None:
    told = history.as_csv(past(entry("no", title)))
    assert RFC_4180.fullmatch(told.removeprefix("\ufeff"))
    rows = list(csv.reader(io.StringIO(told.removeprefix("\ufeff"), newline=""), strict=True))
    assert {len(row) for row in rows} == {len(rows[0])}
    assert any(title.split("\n", maxsplit=1)[0].strip() in field for field in rows[1])


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe"])
@pytest.mark.parametrize("which", [0, 1], ids=["first", "second"])
def test_when_summer_time_changes_no_massage_is_lost_or_counted_twice(
    which: int, zone: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not hasattr(time, "tzset"):
        pytest.skip("Windows can't change the time zone of a process")
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        start = datetime.datetime(2025, 1, 1, tzinfo=datetime.UTC)
        year = [start + datetime.timedelta(minutes=10 * n) for n in range(52_000)]
        offsets = [one.astimezone(ZoneInfo(zone)).utcoffset() for one in year]
        change = [n for n in range(1, len(year)) if offsets[n] != offsets[n - 1]][which]
        walls = [round(year[change + by].timestamp() * 1000) for by in (-9, -3, 0, 3, 9)]
        kept = [(Begun(str(wall), wall, "hips", "Hips", "{}"), [Entry(str(wall), wall, 0, "begun")]) for wall in walls]
        drawn = [str(getattr(one, "title", "")) for one in history_chart.picture(kept).drawn]
        counted = [int(found[1]) for title in drawn if (found := re.search(r": (\d+) sessions?$", title))]
        assert sum(counted) == 5
        assert history.as_csv(kept).count("\r\n") == 6
        assert sum("Hips" in line for line in history.as_text(kept)) == 5
    finally:
        monkeypatch.undo()
        time.tzset()


def test_no_escape_of_a_hostile_journal_reaches_the_terminal_or_a_spreadsheet() -> None:
    evil = past(entry("no", "\x1b[2J=1+1\n", area="\x07=cmd"), entry("no", "=2"), options="[[[")
    for text in (*history.as_text(evil), history.as_csv(evil), history.as_json(evil)):
        assert "\x1b" not in text
        assert "\x07" not in text
    assert "'=2" in history.as_csv(evil)


def test_options_of_a_hostile_journal_keep_their_defaults() -> None:
    evil = Begun(
        "a",
        0,
        "r",
        "R",
        json.dumps(
            {
                "age": "old",
                "pace": 9,
                "times": {"rope": 10**9},
                "leave_out": [1],
                "detail": "all",
                "hips_cleared": "yes",
                "baby": "\x1b",
                "warned": [["rope"]],
            }
        ),
    )
    assert options_in(evil) == Options()
    assert options_in(replace(evil, options="nonsense")) == Options()
    assert options_in(replace(evil, options="[" * 100_000)) == Options()
    mine = Options(age=90, leave_out=("rope",), times={"rope": 8}, detail=Detail.REMIND, pace=120, hands=Hands.ONE)
    assert options_in(replace(evil, options=json.dumps(unusual(mine)))) == mine


def test_the_strokes_whose_cautions_are_known_are_kept_with_the_session() -> None:
    mine = Options(warned=frozenset({"rope", "heart"}))
    kept = json.dumps(unusual(mine))
    assert kept == '{"warned": ["heart", "rope"]}'
    assert options_in(Begun("a", 0, "r", "R", kept)) == mine


def test_an_impossible_date_does_not_fail() -> None:
    assert history.local(10**30).year == 1970


@pytest.mark.parametrize("ending", [".svg", ".png"])
def test_history_is_drawn_with_every_stroke(tmp_path: Path, ending: str) -> None:
    history_chart.draw(three("no", "not sure", "no"), tmp_path / f"h{ending}")
    content = (tmp_path / f"h{ending}").read_bytes()
    assert content.startswith(b"<svg" if ending == ".svg" else b"\x89PNG")
    if ending == ".svg":
        assert b"2 no, 1 not sure, begun 3 times" in content


def test_an_empty_history_can_be_drawn(tmp_path: Path) -> None:
    history_chart.draw([], tmp_path / "h.svg")
    with pytest.raises(UsageError, match="no known ending"):
        history_chart.draw([], tmp_path / "h.gif")


def test_coach_history_prints_what_was_kept(capsys: pytest.CaptureFixture[str]) -> None:
    keep(profile.journal_file(), CUT)
    assert cli.main(["history"]) == 0
    assert "Cut off at toe squeezes" in capsys.readouterr().out
    assert cli.main(["history", "--json"]) == 0
    assert cli.main(["history", "--csv"]) == 0


def everything() -> None:
    """Fill every folder of the coach."""
    keep(profile.journal_file(), CUT)
    profile.save(replace(profile.Profile(), baby="Mia"))
    for folder, name in ((profile.cache_folder(), "a" * 64), (profile.config_folder() / "scripts", "mine.yaml")):
        folder.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("x")


def files(home: Any) -> Any:
    return sorted(path.name for path in home.rglob("*") if path.is_file())


def test_forget_says_what_it_deletes_and_deletes_nothing_without_a_yes(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    everything()
    before = files(home)
    monkeypatch.setattr("sys.stdin", io.StringIO("y\n"))
    assert cli.main(["forget"]) == 0
    out = capsys.readouterr().out
    assert "journal.sqlite3" in out
    assert "profile.yaml" in out
    assert out.endswith("Nothing is deleted.\n")
    assert [name for name in files(home) if name != "lock"] == before


@pytest.mark.parametrize("arguments", [["--yes"], []])
def test_forget_deletes_all_but_the_caregivers_own_files(
    home: Path, monkeypatch: pytest.MonkeyPatch, arguments: Any
) -> None:
    everything()
    monkeypatch.setattr("sys.stdin", io.StringIO("yes\n"))
    assert cli.main(["forget", *arguments]) == 0
    assert files(home) == ["lock", "mine.yaml"]


def test_forget_names_a_folder_of_many_phrases_once(capsys: pytest.CaptureFixture[str]) -> None:
    profile.cache_folder().mkdir(parents=True)
    for n in range(300):
        (profile.cache_folder() / f"{n:064}").touch()
    profile.save(profile.Profile(rate=150))
    assert cli.main(["forget", "--yes"]) == 0
    told = capsys.readouterr().out.splitlines()[1:-1]
    assert told == [f"  {profile.cache_folder()}, 300 files", f"  {profile.path()}"]


def test_forget_deletes_half_of_a_profile_too() -> None:
    profile.save(profile.Profile(baby="Mia"))
    half = profile.path().with_name(".0123456789abcdef.part")
    half.write_text("baby: Mi")
    assert cli.main(["forget", "--yes"]) == 0
    assert not half.exists()


def test_forget_without_anything_kept_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["forget"]) == 0
    assert capsys.readouterr().out == "Nothing is kept here.\n"


def test_forget_never_follows_a_link_out_of_its_folders(home: Path) -> None:
    elsewhere = home / "photos"
    elsewhere.mkdir()
    (elsewhere / "baby.jpg").write_text("x")
    profile.data_folder().mkdir(parents=True)
    (profile.data_folder() / "link").symlink_to(elsewhere)
    forget.delete(forget.everything())
    assert (elsewhere / "baby.jpg").exists()
    assert not (profile.data_folder() / "link").is_symlink()


@pytest.mark.parametrize("content", [b"my diary", b"x" * 5000, b"SQLite format 3\0" + b"\xff" * 5000])
def test_history_of_a_damaged_record_says_what_becomes_of_it(
    content: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    profile.journal_file().parent.mkdir(parents=True, exist_ok=True)
    profile.journal_file().write_bytes(content)
    assert cli.main(["history"]) == 7
    assert "the next massage puts it aside, whole, and begins a new record" in capsys.readouterr().err
    assert profile.journal_file().read_bytes() == content
