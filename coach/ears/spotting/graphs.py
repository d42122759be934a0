"""Opens the ears' ONNX graphs with onnxruntime, on one thread and without its messages."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import onnxruntime

from coach.ears.spotting.models import read_model, shipped

ERRORS_ONLY = 3
"""onnxruntime's level of messages."""


@cache
def graph(name: str) -> onnxruntime.InferenceSession:
    """The graph ``step`` or ``look``, loaded once; any thread may run it.

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
