"""`coach listen` over a recording."""

import json
from pathlib import Path

import numpy as np
import pytest
import soundfile

from coach.cli import main as cli
from coach.cli.listen import as_json, as_text
from coach.ears.spotting.needs import Level
from coach.ears.spotting.spotter import Detection
from coach.model.events import Bringer, Command


def test_nothing_is_heard_in_silence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    soundfile.write(tmp_path / "quiet.wav", np.zeros(16_000 * 3, np.float32), 16_000)
    assert cli.main(["listen", "--from", str(tmp_path / "quiet.wav")]) == 0
    assert capsys.readouterr().out == ""


def test_a_missing_recording_is_an_error_of_the_ears(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["listen", "--from", str(tmp_path / "none.wav")]) == 6
    assert "cannot be read" in capsys.readouterr().err


def test_the_option_played_needs_a_recording(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["listen", "--played", "coach.wav"]) == 2
    assert "--from" in capsys.readouterr().err


def test_a_detection_is_printed_as_json_or_in_words() -> None:
    found = Detection(61.234, Command.NO, Level.SURE, 3.456)
    written = json.loads(as_json(found))
    assert written == {"at": 61.23, "command": "no", "level": "sure", "score": 3.46, "by": "microphone"}
    assert as_text(found) == 'heard "no"  (1:01)'
    assert as_text(Detection(2.0, Command.NO, Level.SUSPECT, 1.0, Bringer.CRYING)) == "perhaps heard crying  (0:02)"
