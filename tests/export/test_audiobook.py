"""A massage as a file for a phone or a smart speaker: chapters, captions, and what it says instead of listening."""

import base64
import functools
import importlib.util
import io
import itertools
import json
import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from coach.cli import main as cli
from coach.export import audiobook, captions, encode, id3
from coach.export.chapters import Chapter
from coach.export.progress import Progress
from coach.export.tags import About
from coach.export.unattended import for_a_file
from coach.model.options import Hands, Options
from coach.playback import offline
from coach.session.state import State
from coach.sound import earcons
from coach.sound.clip import RATE
from coach.support.errors import SoundError, UsageError
from coach.voices.silent import SilentVoice
from tests.support.told import WORDS, book_of, led_often, ours, routine

av = pytest.importorskip("av", reason="needs the extra takeaway: PyAV")
mutagen = pytest.importorskip("mutagen", reason="needs mutagen")
ENDINGS = sorted(encode.FORMATS)


class Listening:
    """A sink that keeps nothing but counts."""

    def __init__(self) -> None:
        self.frames = 0

    def write(self, samples: Any) -> None:
        self.frames += len(samples)


def state(script: Any = None, **options: Any) -> Any:
    chosen = Options(**options)
    return State(book_of(script or routine(), chosen), WORDS, chosen)


def maker(**given: Any) -> Any:
    return audiobook.Maker(SilentVoice(), earcons.load, **given)


@functools.cache
def usual() -> Any:
    return maker().perform(state(), Listening())


def performed(session: Any = None, **given: Any) -> Any:
    return maker(**given).perform(session or state(), Listening()) if session or given else usual()


def rendered(folder: Any, ending: Any, session: Any = None, **given: Any) -> Any:
    path = folder / f"tiny{ending}"
    return path, maker(**given).file(session or state(), path)


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """One file of each format and what was told in it, rendered when first asked for."""
    folder = tmp_path_factory.mktemp("tiny")
    return functools.cache(lambda ending: rendered(folder, ending))


def probe(path: Any) -> Any:
    if not shutil.which("ffprobe"):
        pytest.skip("needs ffprobe, of ffmpeg")
    told = subprocess.run(
        ["ffprobe", "-v", "error", "-of", "json", "-show_chapters", "-show_format", "-show_streams", str(path)],
        capture_output=True,
        check=True,
    )
    return json.loads(told.stdout)


# --- what the file says --------------------------------------------------------------------------


def test_a_file_says_once_that_it_cannot_listen_and_pause_means_no() -> None:
    stage, _ = performed()
    said = [text for _, _, text in stage.spans]
    for line in WORDS.say("cannot-listen"):
        assert said.count(line) == 1
    assert "pause" in " ".join(WORDS.say("cannot-listen"))


@pytest.mark.parametrize("hands", [Hands.RIGHT, Hands.ONE])
def test_a_real_routine_says_so_once_and_names_no_key(hands: Hands) -> None:
    for name in ("hips", "whole-routine", "doll"):
        stage, _ = performed(state(ours(name), age=150, hands=hands))
        said = [text for _, _, text in stage.spans]
        assert said.count(WORDS.one("cannot-listen")) == 1
        assert not [text for text in said if re.search(r"\b(Enter|Space|Q|R|key)\b", text)]


def test_each_question_is_followed_by_time_to_answer() -> None:
    stage, _ = performed(wait=20_000)
    for at, end, text in stage.spans:
        if text == WORDS.one("ask"):
            after = min((begin for begin, _, _ in stage.spans if begin > at), default=stage.at)
            assert after - end >= 20_000


def test_a_session_with_scripted_answers_runs_as_it_would_live() -> None:
    stage, _ = performed(events=offline.parse_events("60s yes"))
    assert WORDS.one("cannot-listen") not in [text for _, _, text in stage.spans]


def test_only_sentences_about_listening_are_replaced() -> None:
    before, after = state(), for_a_file(state())
    assert after.words.one("linger") == WORDS.one("file-linger")
    assert all(not area.offer and not area.help for area in after.book.areas)
    assert [area.strokes for area in after.book.areas] == [area.strokes for area in before.book.areas]


# --- chapters ------------------------------------------------------------------------------------


def test_every_part_and_stroke_is_a_chapter_without_gaps() -> None:
    stage, found = performed()
    titles = [chapter.title for chapter in found]
    assert titles == [
        "Before we begin",
        "Left leg",
        "Left leg: Rope",
        "Left leg: Toe squeezes",
        "Left leg: Warm hold",
        "Right leg",
        "Right leg: Rope",
        "Right leg: Toe squeezes",
        "Right leg: Warm hold",
        "Play",
        "Play: Game",
        "Play: Sweep",
        "Ending",
    ]
    assert found[0].at == 0
    assert found[-1].until == stage.at
    assert all(one.until == other.at for one, other in itertools.pairwise(found))


def test_a_strokes_chapter_begins_where_its_name_is_said() -> None:
    stage, found = performed()
    begun = {text: at for at, _, text in reversed(stage.spans)}
    rope = next(chapter for chapter in found if chapter.title == "Left leg: Rope")
    assert abs(rope.at - begun["Rope."]) < 1000


@pytest.mark.parametrize("ending", ENDINGS)
def test_ffprobe_sees_the_chapters_and_who_made_it(tiny: Any, ending: str) -> None:
    path, stage = tiny(ending)
    told = probe(path)
    _, found = performed()
    seen = [(chapter["tags"]["title"], round(float(chapter["start_time"]) * 1000)) for chapter in told["chapters"]]
    assert [title for title, _ in seen] == [chapter.title for chapter in found]
    assert all(abs(at - chapter.at) <= 1 for (_, at), chapter in zip(seen, found, strict=True))
    assert abs(float(told["format"]["duration"]) * 1000 - stage.at) < 150
    kinds = [stream["codec_type"] for stream in told["streams"]]
    assert "audio" in kinds
    assert "video" in kinds, "the cover is seen as a picture"
    tags = {**told["format"].get("tags", {}), **told["streams"][0].get("tags", {})}
    tags = {name.lower(): value for name, value in tags.items()}
    assert tags["title"] == "Tiny"
    assert tags["artist"] == "Baby massage coach"
    assert tags["language"] == "eng"


@pytest.mark.parametrize("ending", ENDINGS)
def test_another_parser_sees_title_cover_language_and_words(tiny: Any, ending: str) -> None:
    path, _ = tiny(ending)
    tags = mutagen.File(path)
    if ending == ".mp3":
        assert tags["TIT2"].text == ["Tiny"]
        assert tags["TLAN"].text == ["eng"]
        assert tags.tags.getall("APIC")[0].data.startswith(b"\x89PNG")
        assert len(tags.tags.getall("CHAP")) == 13
        assert tags.tags.getall("COMM")[0].text == [" ".join(WORDS.say("cannot-listen"))]
        assert tags.tags.version == (2, 3, 0)
        assert "Rope." in tags.tags.getall("USLT")[0].text
    elif ending == ".opus":
        assert tags["title"] == ["Tiny"]
        assert tags["language"] == ["eng"]
        assert tags["chapter001name"] == ["Left leg"]
        assert "Rope." in tags["lyrics"][0]
        picture = mutagen.flac.Picture(base64.b64decode(tags["metadata_block_picture"][0]))
        assert (picture.type, picture.width, picture.mime) == (3, 600, "image/png")
        assert picture.data.startswith(b"\x89PNG")
    else:
        assert tags["\xa9nam"] == ["Tiny"]
        assert bytes(tags["covr"][0]).startswith(b"\x89PNG")
        assert [chapter.title for chapter in tags.chapters][1] == "Left leg"
        assert "Rope." in tags["\xa9lyr"][0]
        assert tags["stik"] == [2]
        assert path.read_bytes()[8:12] == (b"M4B " if ending == ".m4b" else b"M4A ")


def test_an_mp3_lists_its_strokes_under_their_part(tiny: Any) -> None:
    path, _ = tiny(".mp3")
    contents = {frame.element_id: frame for frame in mutagen.File(path).tags.getall("CTOC")}
    assert contents["toc"].child_element_ids == ["part0", "part1", "part2", "part3", "part4"]
    assert len(contents["part1"].child_element_ids) == 4, "the asking and three strokes"


@pytest.mark.parametrize("parts", [1, 300])
def test_an_mp3_has_room_for_the_chapters_of_a_very_long_evening(parts: int, tmp_path: Path) -> None:
    told = [Chapter(n * 1000, n * 1000 + 1000, f"Stroke {n}", f"Part {n % parts}") for n in range(300)]
    path = tmp_path / "long.mp3"
    path.write_bytes(id3.id3(About("Long", "", "en", b"", 600), told))
    tags = pytest.importorskip("mutagen.id3").ID3(path)
    assert [frame.sub_frames["TIT2"].text[0] for frame in tags.getall("CHAP")] == [one.title for one in told]
    assert len(tags.getall("CTOC")) == parts + 1


@pytest.mark.parametrize("ending", ENDINGS)
def test_the_sound_survives_the_encoding(tiny: Any, ending: str) -> None:
    path, stage = tiny(ending)
    with av.open(str(path)) as file:
        rate = file.streams.audio[0].rate
        samples = np.concatenate([frame.to_ndarray().mean(axis=0) for frame in file.decode(audio=0)])
    at, end, _ = stage.spans[3]
    spoken = samples[(at + 100) * rate // 1000 : (end - 100) * rate // 1000]
    assert 0.004 < np.sqrt(np.mean(spoken**2)) < 0.012, "the tone of the silent voice, 0.007"


# --- captions ------------------------------------------------------------------------------------


def test_captions_begin_with_their_words_and_never_overlap() -> None:
    said = captions.captions([(0, 900, "One."), (1000, 1300, "Two."), (1400, 3000, "Three  more.")])
    assert [(one.at, one.until, one.text) for one in said] == [
        (0, 1000, "One."),
        (1000, 1400, "Two."),
        (1400, 3000, "Three more."),
    ]


def test_an_independent_parser_reads_the_webvtt() -> None:
    webvtt = pytest.importorskip("webvtt", reason="needs webvtt-py")
    stage, _ = performed()
    said = captions.captions([*stage.spans, (stage.at, stage.at + 500, "Less < more & so on --> there")])
    read = list(webvtt.from_string(captions.webvtt(said, "en")))
    assert len(read) == len(said)
    for one, caption in zip(read, said, strict=True):
        assert round(one.start_in_seconds * 1000) // 1000 == caption.at // 1000
    assert read[3].text == said[3].text


def test_an_independent_parser_reads_the_srt() -> None:
    pysrt = pytest.importorskip("pysrt", reason="needs pysrt")
    stage, _ = performed()
    said = captions.captions(stage.spans)
    read = pysrt.from_string(captions.srt(said))
    assert [(one.start.ordinal, one.end.ordinal, one.text) for one in read] == [
        (one.at, one.until, one.text) for one in said
    ]


def test_every_line_of_the_lrc_has_its_time() -> None:
    lines = captions.lrc([captions.Caption(61_230, 63_000, "Rope.")], "Tiny", "en").splitlines()
    assert lines == ["[ti:Tiny]", "[la:en]", "[01:01.23]Rope."]


def test_when_a_no_cuts_a_sentence_its_caption_ends_there() -> None:
    stage, _ = performed(events=offline.parse_events("15500ms yes".replace("15500ms", "15.5s") + ", 21s no"))
    assert all(end <= 21_000 or at >= 21_000 for at, end, _ in stage.spans)


# --- the command ---------------------------------------------------------------------------------


SWEEP = ("render", "hips", "--only", "hip sweep", "--voice", "none", "--age", "3m")


def test_coach_render_writes_chapters_and_captions(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "hips.m4b"
    assert cli.main([*SWEEP, "-o", str(path), "--captions"]) == 0
    assert [file.name for file in sorted(tmp_path.iterdir())] == ["hips.lrc", "hips.m4b", "hips.srt", "hips.vtt"]
    assert str(path) in capsys.readouterr().out


@pytest.mark.parametrize("detail", [(), ("--detail", "remind")])
@pytest.mark.parametrize("age", ["3w", "4m"])
def test_a_file_says_every_caution_however_often_its_maker_was_led(age: str, detail: Any, tmp_path: Path) -> None:
    typed = ["render", "arms-and-hands", "--age", age, *detail, "--voice", "none", "--captions", "-o"]
    assert cli.main([*typed, str(tmp_path / "first.wav")]) == 0
    led_often("arms-and-hands")
    assert cli.main([*typed, str(tmp_path / "third.wav")]) == 0
    first, third = ((tmp_path / name).read_text(encoding="utf-8") for name in ("first.srt", "third.srt"))
    assert first == third


def test_coach_render_still_writes_a_plain_wav(tmp_path: Path) -> None:
    path = tmp_path / "hips.wav"
    assert cli.main([*SWEEP, "-o", str(path), "--wait", "5s"]) == 0
    assert path.stat().st_size > 1_000_000


@pytest.mark.parametrize("time", ["soon", "-4s", "2h", "99m99s", ""])
def test_a_wait_that_is_not_a_time_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str], time: Any) -> None:
    assert cli.main(["render", "hips", "-o", str(tmp_path / "h.wav"), f"--wait={time}"]) == 2
    assert "--wait" in capsys.readouterr().err


def test_when_a_library_is_missing_it_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: Any) -> None:
        raise ModuleNotFoundError(name)

    monkeypatch.setattr(encode, "import_module", missing)
    with pytest.raises(UsageError, match="pip install"):
        encode.EncodedOut(tmp_path / "a.m4b")


def test_an_mp3_without_the_extra_has_no_chapters(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audiobook, "find_spec", lambda name: None if name == "av" else importlib.util.find_spec(name))
    path, _ = rendered(tmp_path, ".mp3")
    assert not mutagen.File(path).tags


def test_when_rendering_is_interrupted_no_half_file_is_left(tmp_path: Path) -> None:
    def stop(ms: Any) -> None:
        if ms > 5000:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rendered(tmp_path, ".m4b", reach=stop)
    assert not list(tmp_path.iterdir())


def test_a_failing_encoder_is_reported_and_leaves_no_half_file(tmp_path: Path) -> None:
    out = encode.EncodedOut(tmp_path / "a.mp3")
    about = About("T", "", "en", b"", 0)
    with pytest.raises(SoundError, match="encoded"), out:  # noqa: PT012 - the thread may fail at either line
        out.write(np.zeros((RATE, 2, 2), np.float32))
        out.finish(about, [Chapter(0, 1000, "A", "A")])
    assert not list(tmp_path.iterdir())


class Unfinished:
    """An encoder that takes every block and fails at the end."""

    def encode(self, frame: Any) -> list[Any]:
        if frame is None:
            raise ValueError("nothing more can be encoded")
        return []


def test_an_encoder_that_fails_at_the_end_is_reported_too(tmp_path: Path) -> None:
    with encode.EncodedOut(tmp_path / "a.mp3") as out:
        out._stream = Unfinished()
        out.write(np.zeros(RATE, np.float32))
        with pytest.raises(SoundError, match="nothing more can be encoded"):
            out.finish(About("T", "", "en", b"", 0), [])
    assert not list(tmp_path.iterdir())


# --- progress ------------------------------------------------------------------------------------


class Screen(io.StringIO):
    """A terminal, or not."""

    def __init__(self, *, terminal: Any) -> None:
        super().__init__()
        self.terminal = terminal

    def isatty(self) -> Any:
        return self.terminal


def progress(*, terminal: Any) -> Any:
    clock = iter(range(0, 1000, 5))
    out = Screen(terminal=terminal)
    shown = Progress(out, 100_000, lambda: next(clock))
    for ms in range(0, 100_000, 10_000):
        shown.reach(ms)
    shown.done()
    return out.getvalue()


def test_a_terminal_shows_the_time_left_and_keeps_a_clean_line() -> None:
    told = progress(terminal=True)
    assert "s left" in told
    assert "\n" not in told
    assert told.endswith("\r")


def test_outside_a_terminal_progress_is_a_sentence_now_and_then() -> None:
    lines = progress(terminal=False).splitlines()
    assert 0 < len(lines) < 6
    assert all(line.endswith("left.") for line in lines)


def test_the_length_is_estimated_well_enough_for_a_bar() -> None:
    session = state(ours("whole-routine"), age=150)
    stage, _ = performed(replace(session))
    assert 0.7 < audiobook.expected_ms(session, audiobook.WAIT) / stage.at < 1.4
