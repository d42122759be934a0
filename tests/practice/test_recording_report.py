"""`coach practise --from`: a recording instead of the microphone."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile

from coach.cli import main as cli

RATE = 24_000


def recorded(folder: Path, *texts: str) -> str:
    """A sound file in which these are said, two seconds apart, into a room that hisses softly."""
    from hibari import Hibari  # noqa: PLC0415 - half a second to load

    voice = Hibari("heart")
    parts = [np.pad(np.asarray(voice(text, seed=0), np.float32) * 0.3, (RATE, RATE)) for text in texts]
    sound = np.concatenate([np.zeros(RATE, np.float32), *parts])
    sound += np.random.default_rng(0).normal(0, 0.0005, len(sound)).astype(np.float32)
    soundfile.write(folder / "said.wav", sound, RATE)
    return str(folder / "said.wav")


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CONFIG", "DATA", "CACHE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name))


def test_each_saying_in_a_recording_gets_a_verdict(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = recorded(tmp_path, "Baby says no!", "Now the left leg, please.", "Baby says no!")
    assert cli.main(["practise", "--from", said]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[2] for line in lines[:3]] == ["heard", "missed", "heard"]
    assert "Two of three heard." in lines


def test_when_nothing_is_said_in_a_recording_there_is_nothing_to_judge(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    soundfile.write(tmp_path / "quiet.wav", np.zeros(3 * RATE, np.float32), RATE)
    assert cli.main(["practise", "--from", str(tmp_path / "quiet.wav")]) == 0
    assert "I heard nobody speak, so I cannot judge." in capsys.readouterr().out


def test_when_a_recording_cannot_be_read_the_message_says_which(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["practise", "--from", str(tmp_path / "gone.wav")]) > 0
    assert "gone.wav" in capsys.readouterr().err
