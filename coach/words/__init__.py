"""Reads the coach's own sentences in one language from the file beside it. Knows nothing of when they are used."""

from __future__ import annotations

from pathlib import Path

import yaml

from coach.model.wording import Words
from coach.support.errors import ScriptError


def load(language: str = "en") -> Words:
    """The sentences of a language.

    Raises:
        ScriptError: there is no file for the language, or it is damaged.
    """
    path = Path(__file__).parent / f"{language}.yaml"
    try:
        text = path.read_text(encoding="utf-8")
        given = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - both are safe loaders
    except (OSError, yaml.YAMLError) as error:
        raise ScriptError(
            path.name, f"the coach's words cannot be read ({error})", "install the coach again"
        ) from error
    lines = {name: tuple(entry) if isinstance(entry, list) else (str(entry),) for name, entry in given.items()}
    return Words(language, lines)
