"""The ears for the page: their code, both networks, and the numbers of ``coach/ears/spotting`` as data.

The page runs the same ``step.onnx`` and ``look.onnx`` as the coach. Its JavaScript repeats the chain's code but none of
its numbers, which are read here from the modules themselves.
"""

from __future__ import annotations

import base64
import dataclasses
import gzip
import json
import math
import re
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from coach.ears.spotting import (
    alignment,
    calls,
    chatter,
    crying,
    echo,
    echo_alignment,
    echo_delay,
    echo_drift,
    echo_jump,
    gain,
    guard,
    health,
    likeness,
    mode,
    near_end,
    needs,
    own_voice,
    phonemes,
    pipeline,
    self_check,
    single_word,
    spotter,
    steps,
    tape,
    thresholds,
    utterances,
    voicing_features,
)
from coach.ears.spotting.models import shipped
from coach.playback import listening

ASSETS = Path(__file__).parent / "assets" / "app" / "ears"
NETWORKS = ("step", "look")
CODE = (
    *("alignment.js", "calls.js", "chatter.js", "correlation.js", "crying.js", "ears.js", "echo.js"),
    *("echo_alignment.js", "echo_delay.js", "echo_drift.js", "echo_jump.js", "fft.js", "fused.js", "gain.js"),
    *("graph.js", "guard.js", "health.js", "held.js", "kernels.js", "likeness.js", "listener.js", "loading.js"),
    *("loops.js", "matrix-fused.wasm", "matrix.wasm", "memory.js", "mode.js", "near_end.js", "needs.js", "onnx.js"),
    *("operators.js", "own_voice.js", "phonemes.js", "pipeline.js", "products.js", "record.js", "resampling.js"),
    *("rules.js", "self_check.js", "spotter.js", "steps.js", "tape.js", "utterances.js", "voicing_features.js"),
    "worklet.js",
)
"""The files in ``assets``. Each is named, so that an installation that lost one says which."""
_MODULES = (
    *(alignment, calls, chatter, crying, echo, echo_alignment, echo_delay, echo_drift, echo_jump, gain, guard, health),
    *(likeness, mode, near_end, needs, own_voice, phonemes, pipeline, self_check, single_word, spotter, steps, tape),
    *(utterances, voicing_features, listening),
)
_CONSTANT = re.compile(r"_?[A-Z][A-Z_0-9]*")


def ears_files() -> dict[str, bytes]:
    """Every file of the page's ``ears`` folder, by name; 6 MB, nearly all of it the networks.

    Raises:
        OSError: the installation lost one of them.
    """
    made = {name: (ASSETS / name).read_bytes() for name in CODE}
    for name in NETWORKS:
        # With no time in the header, the same networks give the same file, which a phone needn't load again.
        made[f"{name}.split.gz"] = gzip.compress(_split(shipped(f"{name}.onnx").read_bytes()), mtime=0)
    made["rules.json"] = json.dumps(rules(), ensure_ascii=False, allow_nan=False).encode()
    return dict(sorted(made.items()))


def _split(content: bytes) -> bytes:
    """First every other byte, then the rest: 16-bit weights pack 5 % smaller that way. loading.js undoes it."""
    return content[::2] + content[1::2]


def rules() -> dict[str, dict[str, Any]]:
    """The constants of each module of the chain, the thresholds, and the weights of the crying networks."""
    table = {module.__name__.rpartition(".")[2]: _constants(module) for module in _MODULES}
    table["thresholds"] = {one.value: dataclasses.asdict(point) for one, point in thresholds.thresholds().items()}
    table["cry"] = {name: _table(values) for name, values in crying.cry_weights().items()}
    return table


def _constants(module: ModuleType) -> dict[str, Any]:
    """The module's constants that are numbers, names or tables of these, without a leading underscore."""
    found = ((name, _plain(value)) for name, value in vars(module).items() if _CONSTANT.fullmatch(name))
    return {name.lstrip("_"): value for name, value in found if value is not None}


def _plain(value: Any) -> Any:
    """The value for JSON; None if JSON has nothing like it, such as an array."""
    match value:
        case bool() | int() | str():
            return value
        case float() | np.floating():  # JSON can't write infinity ("never"), and the page doesn't need it
            return float(value) if math.isfinite(value) else None
        case tuple() | frozenset():
            listed = [_plain(one) for one in (value if isinstance(value, tuple) else sorted(value))]
            return None if None in listed else listed
        case _ if dataclasses.is_dataclass(value) and not isinstance(value, type):
            return _plain({field.name: getattr(value, field.name) for field in dataclasses.fields(value)})
        case dict():
            return {str(key): _plain(one) for key, one in value.items()}
        case _:
            return None


def _table(values: np.ndarray[Any, Any]) -> Any:
    """A threshold as a number, a table as its shape and base64 of float32."""
    if not values.shape:
        return float(values)
    return {"shape": list(values.shape), "base64": base64.b64encode(values.astype("<f4").tobytes()).decode()}
