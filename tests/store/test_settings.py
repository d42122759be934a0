"""One table of settings feeds the profile, the command line and the spoken list."""

import argparse
import dataclasses

import jsonschema
import pytest
import yaml

from coach import words
from coach.cli import arguments
from coach.dialogue import settings as spoken
from coach.store import profile
from coach.store.profile import Profile
from coach.store.settings import SETTINGS, TABLE, Setting
from coach.voices import VOICES

FREE = {"speaker"}
"""In the spoken list, but its values are found on the machine."""


def flags_of(command: str) -> dict[str, argparse.Action]:
    parser = arguments.parser()
    listed = next(action for action in parser._actions if isinstance(action, argparse._SubParsersAction))
    return {name: action for action in listed.choices[command]._actions for name in action.option_strings}


def test_the_profile_has_one_field_for_each_setting() -> None:
    assert [one.name for one in dataclasses.fields(Profile)] == [one.field for one in TABLE]


@pytest.mark.parametrize("one", TABLE, ids=lambda one: one.key)
def test_the_usual_value_of_the_profile_is_the_tables(one: Setting) -> None:
    assert getattr(Profile(), one.field) == one.usual


@pytest.mark.parametrize("one", [one for one in TABLE if one.flag], ids=lambda one: one.key)
def test_every_setting_of_the_profile_can_be_typed(one: Setting) -> None:
    assert one.flag is not None
    action = flags_of("profile")[one.flag.name]
    assert action.help == (one.flag.help or one.help)
    assert action.dest == one.typed


def test_the_spoken_list_has_exactly_the_settings_with_spoken_values() -> None:
    assert set(spoken.SETTINGS) == {one.key for one in TABLE if one.spoken}
    listed = [choice.value for choice in spoken.every(words.load()).choices]
    assert listed == [*spoken.SETTINGS, *FREE, None]


@pytest.mark.parametrize("one", [one for one in TABLE if one.spoken], ids=lambda one: one.key)
def test_every_spoken_value_can_be_saved_and_loaded_again(one: Setting) -> None:
    for change in one.spoken:
        mine = dataclasses.replace(Profile(), **change)  # type: ignore[arg-type]
        profile.save(mine)
        kept = profile.load()
        assert bool(kept.jabbed) == bool(mine.jab), "the day of a jab is kept with it"
        assert dataclasses.replace(kept, jabbed="") == mine


def test_the_voices_of_the_table_are_the_voices_there_are() -> None:
    assert SETTINGS["voice"].shape.schema()["enum"] == list(VOICES)


def test_a_saved_profile_fits_its_schema() -> None:
    mine = Profile(baby="Mia", born="2026-08-30", times={"rope": 8}, pace=120, keys={"p": "off"}, leave_out=("rope",))
    file = profile.save(mine)
    jsonschema.validate(yaml.safe_load(file.read_text(encoding="utf-8")), profile.PROFILE.schema())
