"""A small way to write ONNX graphs, and to read the weights of one back."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

Weights = Mapping[str, np.ndarray]
OPSET, IR = 17, 8
"""Known to every onnxruntime since 1.14, and to onnxruntime-web."""


class Net:
    """A graph that is being written: every method adds nodes and gives the name of what comes out."""

    def __init__(self, weights: Weights, half: str = "", *, flows: bool = False) -> None:
        """Begin a graph.

        Args:
            weights: by name.
            half: a pattern; weights whose name begins like it are stored as float16.
            flows: sound comes in pieces, so each convolution over time is given the rows before its own.

        """
        self._weights, self._half = weights, re.compile(half) if half else None
        self.flows, self.past = flows, dict[str, list[int]]()
        """``past``: shapes of what is carried from one run to the next, by the name of the input."""
        self._nodes: list[onnx.NodeProto] = []
        self._stored: dict[str, onnx.TensorProto] = {}
        self._wide: dict[str, str] = {}

    def op(self, kind: str, *given: str, to: str = "", **attributes: Any) -> str:
        """One node with one output, named ``to`` or after its number."""
        to = to or f"{kind.lower()}-{len(self._nodes)}"
        named = {name.rstrip("_"): value for name, value in attributes.items()}  # Cast's own attribute is called "to"
        self._nodes.append(helper.make_node(kind, list(given), [to], **named))
        return to

    def value(self, array: Any, kind: type = np.float32) -> str:
        """A constant that no training changes."""
        stored = np.asarray(array, kind)
        name = f"constant-{np.dtype(kind).name}-{'x'.join(map(str, stored.shape))}-{stored.ravel()[:8].tolist()}"
        self._stored.setdefault(name, numpy_helper.from_array(stored, name))
        return name

    def weight(self, name: str) -> str:
        """A weight by its name; the runtime widens those stored as float16 once, when it loads them."""
        if name not in self._stored:
            half = bool(self._half and self._half.match(name))
            stored = np.ascontiguousarray(self._weights[name], np.float16 if half else np.float32)
            self._stored[name] = numpy_helper.from_array(stored, name)
            self._wide[name] = self.op("Cast", name, to=f"{name}-wide", to_=TensorProto.FLOAT) if half else name
        return self._wide[name]

    def shape(self, name: str) -> tuple[int, ...]:
        """Of a weight."""
        return self._weights[name].shape

    def last(self, given: str, count: int, axis: int, to: str) -> str:
        """The last ``count`` rows of ``given``."""
        end = self.value([np.iinfo(np.int64).max], np.int64)
        return self.op("Slice", given, self.value([-count], np.int64), end, self.value([axis], np.int64), to=to)

    def carried(self, given: str, name: str, shape: Sequence[int], axis: int) -> str:
        """``given`` behind the rows that came before it.

        Where the sound flows they come in as ``past_NAME``, of this shape, and what the next run needs goes out as
        ``next_NAME``. Elsewhere ``given`` holds them already.
        """
        if not self.flows:
            return given
        self.past[f"past_{name}"] = list(shape)
        every = self.op("Concat", f"past_{name}", given, axis=axis)
        self.last(every, shape[axis], axis, f"next_{name}")
        return every

    def model(
        self,
        name: str,
        given: Mapping[str, Sequence[int | str]],
        made: Mapping[str, Sequence[int | str]],
        *,
        defaults: Weights | None = None,
        notes: Mapping[str, Any] | None = None,
        about: str = "",
    ) -> onnx.ModelProto:
        """The finished graph. ``defaults``: what inputs are where they are not given; ``notes``: metadata, as JSON."""
        inputs = [helper.make_tensor_value_info(n, TensorProto.FLOAT, shape) for n, shape in given.items()]
        outputs = [helper.make_tensor_value_info(n, TensorProto.FLOAT, shape) for n, shape in made.items()]
        stored = [*self._stored.values()]
        stored += [numpy_helper.from_array(np.asarray(v, np.float32), n) for n, v in (defaults or {}).items()]
        graph = helper.make_graph(self._nodes, name, inputs, outputs, stored)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)])
        model.ir_version, model.doc_string, model.producer_name = IR, about, "baby-massage-coach"
        helper.set_model_props(
            model, {key: json.dumps(value, ensure_ascii=False) for key, value in (notes or {}).items()}
        )
        onnx.checker.check_model(model)
        return model


def weights_of(model: onnx.ModelProto | Path) -> dict[str, np.ndarray]:
    """All weights of a graph as float32, without its constants and the defaults of its inputs."""
    loaded = onnx.load(model) if isinstance(model, Path) else model
    inputs = {one.name for one in loaded.graph.input}
    stored = {one.name: numpy_helper.to_array(one) for one in loaded.graph.initializer}
    return {
        name: array.astype(np.float32)
        for name, array in stored.items()
        if name not in inputs and not name.startswith("constant-")
    }


def notes_of(model: onnx.ModelProto | Path) -> dict[str, Any]:
    """The metadata of a graph."""
    loaded = onnx.load(model) if isinstance(model, Path) else model
    return {one.key: json.loads(one.value) for one in loaded.metadata_props}


def session_of(model: onnx.ModelProto) -> onnxruntime.InferenceSession:
    """The graph, ready to run on one thread."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
