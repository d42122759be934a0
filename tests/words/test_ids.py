"""Every sentence of the coach is used somewhere, and every name that the code asks for has a sentence."""

import ast
import functools
import re
from pathlib import Path
from typing import Any

import coach
from coach.model.wording import KNOWN_JAB, ONE_HAND
from coach.words import load

NAMES = set(load().lines)
WRITTEN = set(load("en-page").lines)
"""What stands on the phone page and the cover; the page takes all of it."""
PREFIXES = ("", ONE_HAND, KNOWN_JAB, "page-", "file-", "coach-asks-", "one-hand-coach-asks-")
"""What ``Words.instead`` takes away: for one hand, while a leg rests after a jab, on the phone page, in a file."""


@functools.cache
def trees() -> Any:
    return [ast.parse(path.read_text(encoding="utf-8")) for path in Path(coach.__file__).parent.rglob("*.py")]


def nodes(kind: Any) -> Any:
    return [node for tree in trees() for node in ast.walk(tree) if isinstance(node, kind)]


def asked_for() -> Any:
    """Names that are written out in a call such as ``words.say("ask")``."""
    calls = [
        node.args[0]
        for node in nodes(ast.Call)
        if isinstance(node.func, ast.Attribute) and node.func.attr in ("say", "one") and node.args
    ]
    return {name.value for name in calls if isinstance(name, ast.Constant) and isinstance(name.value, str)}


def pattern(node: Any) -> Any:
    """A composed name such as f"way-{name}" as a regular expression; empty where it is not like a name."""
    whole = "".join(
        re.escape(str(part.value)) if isinstance(part, ast.Constant) else "[a-z0-9-]+" for part in node.values
    )
    return (
        whole
        if re.fullmatch(r"[a-z-\\]{3,}ANY[a-z-\\]*|ANY[a-z-\\]{3,}".replace("ANY", r"\[a-z0-9-\]\+"), whole)
        else ""
    )


def test_every_name_that_the_code_asks_for_has_a_sentence() -> None:
    assert {name for name in asked_for() if not any(prefix + name in NAMES | WRITTEN for prefix in PREFIXES)} == set()


def test_every_sentence_of_the_coach_is_used() -> None:
    written = {node.value for node in nodes(ast.Constant) if isinstance(node.value, str)}
    composed = re.compile("|".join(filter(None, map(pattern, nodes(ast.JoinedStr)))))
    stems = {name: {name.removeprefix(prefix) for prefix in PREFIXES} for name in NAMES}
    used = {name for name in NAMES if stems[name] & written or any(composed.fullmatch(stem) for stem in stems[name])}
    assert used == NAMES
