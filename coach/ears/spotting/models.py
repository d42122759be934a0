"""Reads the ears' model files and opens their ONNX graphs; one that is missing or damaged is named, with what to do."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, TypeVar

import onnxruntime

from coach.support.errors import EarError

onnxruntime.disable_telemetry_events()  # on Windows no setting of the environment does that
ERRORS_ONLY = 3
"""onnxruntime's level of messages."""

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


@cache
def graph(name: str) -> onnxruntime.InferenceSession:
    """The graph ``step`` or ``look``, loaded once, which runs on one thread; any thread may run it.

    Raises:
        EarError: its file is missing or damaged.

    """
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = ERRORS_ONLY
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return read_model(
        shipped(f"{name}.onnx"),
        lambda stored: onnxruntime.InferenceSession(stored, options, providers=["CPUExecutionProvider"]),
    )


def notes(name: str) -> dict[str, Any]:
    """The graph's own metadata: its commands or symbols, its rate and its steps."""
    stored = graph(name).get_modelmeta().custom_metadata_map
    return {key: json.loads(value) for key, value in stored.items()}
