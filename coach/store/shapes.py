"""The shapes that only the profile has: a day, and a table of free keys. Knows YAML nodes, nothing of settings."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from typing import Any

from coach.support.durations import parse_time
from coach.support.errors import UsageError
from coach.support.letters import LONGEST_NAME, is_name, whole
from coach.support.yaml_nodes import Faults, Grouping, Node, Scalar
from coach.support.yaml_schema import Shape, Text

NO_NAME = "can't be spoken"
NAME_RULE = f"use up to {LONGEST_NAME} letters of any script, with spaces, hyphens and apostrophes between them"


@dataclass(frozen=True, slots=True)
class Day:
    """A date."""

    def read(self, node: Node, name: str, faults: Faults) -> str:
        value = getattr(node, "value", "")
        try:
            return datetime.date.fromisoformat(value).isoformat()
        except (TypeError, ValueError):
            faults.add(node, f"{name} must be a date", "write it as 2026-08-30")
            return ""

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "format": "date"}


@dataclass(frozen=True, slots=True)
class Moment:
    """A date and a time with its offset; a date alone is the end of that day, where this machine is."""

    def read(self, node: Node, name: str, faults: Faults) -> str:
        value = getattr(node, "value", "")
        try:
            moment = datetime.datetime.fromisoformat(value) + datetime.timedelta(days=_is_day(value))
            return moment.astimezone().isoformat(timespec="minutes")
        except (TypeError, ValueError, OverflowError, OSError):  # the last two: days at the ends of the calendar
            faults.add(node, f"{name} must be a date and a time", "write it as 2026-08-30T18:30+02:00")
            return ""

    def schema(self) -> dict[str, Any]:
        return {"type": "string"}


@dataclass(frozen=True, slots=True)
class Lasting:
    """A time such as 20m, as it's written."""

    def read(self, node: Node, name: str, faults: Faults) -> str:
        text = Text(hint="a time such as 20m").read(node, name, faults)
        try:
            parse_time(text or "0", name)
        except UsageError as error:
            faults.add(node, f"{name} {error.what}", error.todo)
        return text

    def schema(self) -> dict[str, Any]:
        return {"type": "string"}


def _is_day(value: str) -> bool:
    """Whether it's a date alone, in any of its forms, such as 20260830."""
    try:
        return bool(datetime.date.fromisoformat(value))
    except ValueError:
        return False


@dataclass(frozen=True, slots=True)
class Name:
    """A baby's name, in any script."""

    def read(self, node: Node, name: str, faults: Faults) -> str:
        text = whole(Text(hint="the baby's name").read(node, name, faults))
        if text and not is_name(text):
            faults.add(node, f"{name} {NO_NAME}", NAME_RULE)
        return text

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "minLength": 1, "maxLength": 300}


@dataclass(frozen=True, slots=True)
class Table:
    """Free keys that match ``form``, all with one kind of value."""

    value: Shape
    form: str

    def read(self, node: Node, name: str, faults: Faults) -> dict[str, Any]:
        if not isinstance(node, Grouping):
            faults.add(node, f"{name} must be a group of keys", "write one key: value a line")
            return {}
        result = {}
        for key_node, value in node.value:
            key = key_node.value if isinstance(key_node, Scalar) else ""  # as it's written: a key may be called "no"
            if not re.fullmatch(self.form, key):
                shown = key[:40] if key and key.isprintable() else "?"
                faults.add(key_node, f'"{shown}" does not belong in {name}', "check its spelling")
            result[key] = self.value.read(value, f'"{key}"', faults)
        return result

    def schema(self) -> dict[str, Any]:
        return {"type": "object", "additionalProperties": self.value.schema()}


def checked_name(name: str) -> str:
    """A baby's name in its usual form, in any script.

    Raises:
        UsageError: no voice can say it.
    """
    found = whole(name)
    if name and not is_name(found):
        raise UsageError("--baby", f"this name {NO_NAME}", NAME_RULE)
    return found
