"""The format as a schema for editors."""

import functools
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from coach.cli import main as cli
from coach.model.effects import Earcon
from coach.routines import library, parser
from tests.routines.written import BASE, faults, with_stroke
from tests.support.told import ours


def test_the_schema_file_matches_the_code(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["check", "--schema"]) == 0
    printed = capsys.readouterr().out
    assert json.loads(printed) == parser.schema()
    shipped = library.ours() / "routine.schema.json"
    assert shipped.read_text(encoding="utf-8") == printed, "coach check --schema > scripts/routine.schema.json"


@functools.cache
def validator() -> Any:
    schema = parser.schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


@pytest.mark.parametrize("path", sorted(library.ours().glob("*.yaml")), ids=lambda path: path.stem)
def test_our_routines_are_valid_by_the_schema(path: Path) -> None:
    validator().validate(yaml.safe_load(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    "text",
    [
        with_stroke(BASE + ", times: 0"),
        with_stroke(BASE + ", times: 2, zzz: 1"),
        with_stroke("name: rope, times: 2"),
        with_stroke('name: Rope!, teach: "C.", remind: "C.", times: 2'),
        with_stroke(BASE + ", times: many"),
        "coach: 2\ntitle: T\n",
        "title: T\n",
        "[]",
        "coach: 1\ntitle: T\nopening:\n  - sound: gong\n",
        with_stroke(BASE + ", times: 2, ours: 3"),
        with_stroke(BASE + ", times: 2, from-age: soon"),
    ],
)
def test_the_schema_rejects_what_the_reader_rejects(text: str) -> None:
    assert faults(text)
    with pytest.raises(jsonschema.ValidationError):
        validator().validate(yaml.safe_load(text))


def test_our_routines_point_editors_to_the_schema() -> None:
    for path in library.ours().glob("*.yaml"):
        assert path.read_text(encoding="utf-8").startswith("# yaml-language-server: $schema=routine.schema.json\n")
        assert ours(path.stem).name == path.stem


def test_the_cues_of_the_format_all_exist() -> None:
    from coach.sound import earcons  # noqa: PLC0415

    assert set(Earcon) == set(earcons.NAMES)
    assert all((Path(earcons.ours()) / f"{name}.wav").is_file() for name in Earcon)
