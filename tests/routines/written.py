"""Routines written for the tests of the reader, and the faults found in them."""

from typing import Any

import pytest

from coach.routines.parser import parse
from coach.support.errors import ScriptError
from tests.support.told import no_include

HEAD = "coach: 1\ntitle: T\nparts:\n  - title: Tummy\n    strokes:\n"


def faults(text: str, name: str = "mine", fetch: Any = no_include) -> Any:
    with pytest.raises(ScriptError) as caught:
        parse(name, text, fetch)
    return caught.value.faults


def with_stroke(entry: Any) -> Any:
    return HEAD + "      - {" + entry + "}\n"


BASE = 'name: circles, teach: "Circle.", remind: "Circle."'
