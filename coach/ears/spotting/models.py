"""Reads the ears' model files; one that is missing or damaged is named, with what to do."""

from __future__ import annotations

from collections.abc import Callable
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import TypeVar

from coach.support.errors import EarError

Model = TypeVar("Model")


def shipped(name: str) -> Traversable:
    """The model file of that name as it ships."""
    return files("coach.ears") / "models" / name


def read_model(file: Traversable, parse: Callable[[bytes], Model]) -> Model:
    """What ``parse`` makes of a model file.

    Raises:
        EarError: the file is missing or damaged.

    """
    try:
        return parse(file.read_bytes())
    except Exception as error:  # onnxruntime's errors have no common base class that it exports
        raise EarError("ears", f"{file.name} cannot be read ({error})", "install the coach again") from error
