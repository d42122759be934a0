"""What a key means, and how a caregiver changes it."""

from typing import Any

import pytest

from coach.model.events import Command
from coach.session.keymap import DEFAULT, SAME_ELBOW, SAME_KEY, WAITING, remapped


@pytest.mark.parametrize("key", [*WAITING, "z", "1b5b41", "é", "escape"])
def test_while_the_coach_leads_every_key_is_a_no(key: str) -> None:
    assert DEFAULT.command(key, leads=True) is Command.NO


def test_while_the_coach_waits_the_keys_match_the_readme() -> None:
    meant = {
        key: DEFAULT.command(key, leads=False) for key in ("enter", "y", "n", "space", "h", "a", "x", "b", "q", "w")
    }
    assert meant == {
        "enter": Command.YES,
        "y": Command.YES,
        "n": Command.NO,
        "space": Command.NO,
        "h": Command.NOT_SURE,
        "a": Command.AGAIN,
        "x": Command.NEXT,
        "b": Command.BACK,
        "q": Command.DONE,
        "w": Command.WHERE,
    }


def test_a_key_that_means_nothing_is_a_no() -> None:
    assert DEFAULT.command("j", leads=False) is Command.NO


@pytest.mark.parametrize("leads", [True, False])
def test_a_key_can_be_switched_off_and_bound_to_another_command(leads: Any) -> None:
    keys = remapped({"z": "off", "p": "where are we", "j": "no such command"})
    assert keys.command("z", leads=leads) is None
    assert keys.command("p", leads=leads) is Command.WHERE
    assert keys.command("j", leads=leads) is Command.NO


def test_a_held_key_repeats_longer_on_its_own_key() -> None:
    assert SAME_ELBOW == 400
    assert SAME_KEY > 660, "the slowest terminal repeats a held key after 660 ms"
