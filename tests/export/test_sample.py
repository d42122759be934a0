"""The sample minute of an evening: its transcript is what it says, word for word."""

import json
import re
import shlex
from pathlib import Path

from coach.cli import main as cli

ROOT = Path(__file__).parents[2]
LARGEST = 700_000


def test_the_transcript_matches_the_recording(tmp_path: Path) -> None:
    recipe = re.search(
        r"^sample:.*\n\t\S+/coach (render .*) -o docs/sample.mp3$", (ROOT / "Makefile").read_text(), re.MULTILINE
    )
    assert recipe
    log = tmp_path / "log"
    command = [*shlex.split(recipe[1]), "--voice", "none", "--log", str(log), "-o", str(tmp_path / "sample.wav")]
    assert cli.main(command) == 0
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    said = [line["text"] for line in lines if line["kind"] == "say"]
    written = (ROOT / "docs" / "sample.md").read_text("utf-8")
    assert re.findall(r"^- (.*)$", written, re.MULTILINE) == said


def test_the_recording_is_small_enough_to_be_fetched_on_a_phone() -> None:
    assert 0 < (ROOT / "docs" / "sample.mp3").stat().st_size < LARGEST
