"""Recordings can be read in every format that a phone or a computer makes."""

import sys
from pathlib import Path

import numpy as np
import pytest

from coach.cli import main as cli
from coach.ears.recording import _read

av = pytest.importorskip("av")


def recorded(file: Path, codec: str) -> Path:
    """A second of a soft tone, as this codec writes it."""
    with av.open(str(file), "w") as out:
        stream = out.add_stream(codec, rate=48_000)
        stream.layout = "mono"
        tone = (0.1 * np.sin(np.arange(48_000) * 2 * np.pi * 440 / 48_000)).astype(np.float32)[None]
        frame = av.AudioFrame.from_ndarray(tone, format="fltp", layout="mono")
        frame.rate = 48_000
        for packet in (*stream.encode(frame), *stream.encode(None)):
            out.mux(packet)
    return file


@pytest.mark.parametrize(("name", "codec"), [("a.m4a", "aac"), ("Voice memo 1.M4A", "aac"), ("a.mp4", "aac")])
def test_a_phones_recording_can_be_read(name: str, codec: str, tmp_path: Path) -> None:
    file = recorded(tmp_path / name, codec)
    samples = _read(file, 16_000)
    assert 15_500 < len(samples) < 17_500
    assert 0.05 < float(np.sqrt(np.mean(samples**2))) < 0.09
    assert cli.main(["listen", "--from", str(file)]) == 0


@pytest.mark.parametrize("content", [b"", b"not a sound", b"\0\0\0 ftypM4A " + bytes(200)])
def test_a_file_without_sound_gives_one_sentence(
    content: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.m4a").write_bytes(content)
    assert cli.main(["listen", "--from", str(tmp_path / "a.m4a")]) == 6
    assert capsys.readouterr().err.count("\n") == 1


def test_without_the_decoder_it_names_what_to_install(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    file = recorded(tmp_path / "a.m4a", "aac")
    monkeypatch.setitem(sys.modules, "av", None)
    assert cli.main(["listen", "--from", str(file)]) == 6
    assert "baby-massage-coach[takeaway]" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["gone.m4a", "folder", "file/below.wav"])
def test_a_missing_recording_is_reported_as_missing(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").touch()
    assert cli.main(["listen", "--from", str(tmp_path / name)]) == 6
    assert capsys.readouterr().err.endswith("; check the name of the file\n")
