"""The facts behind the routines, in our own words, with their sources: read from the file in ``assets``."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from pathlib import Path

import yaml

FILE = Path(__file__).parent / "assets" / "facts.yaml"


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact that routines are based on."""

    text: str
    """The fact in our own words."""
    told_by: str
    """The names of its sources."""


@functools.cache
def facts() -> dict[str, Fact]:
    """Every fact by its id, such as "T4", in the order of the file."""
    given = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return {identity: Fact(one["fact"], one["from"]) for identity, one in given.items()}
