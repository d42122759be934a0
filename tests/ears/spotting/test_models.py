"""A model file that is missing or damaged is named, with what to do."""

from collections.abc import Callable
from functools import partial
from importlib.resources import files
from pathlib import Path

import pytest

from coach.ears.spotting import models
from coach.ears.spotting.crying import CryHead
from coach.ears.spotting.models import graph
from coach.ears.spotting.thresholds import thresholds
from coach.support.errors import EarError

READERS = {
    "step.onnx": partial(graph, "step"),
    "look.onnx": partial(graph, "look"),
    "thresholds.json": thresholds,
    "cry.npz": CryHead,
}


@pytest.mark.parametrize("kept", [None, 0, 400])
@pytest.mark.parametrize(("name", "read"), READERS.items())
def test_a_model_that_is_missing_or_damaged_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str, read: Callable[[], object], kept: int | None
) -> None:
    whole = models.shipped(name).read_bytes()
    (tmp_path / "models").mkdir()
    if kept is not None:
        (tmp_path / "models" / name).write_bytes(whole[:kept])
    monkeypatch.setattr(models, "files", lambda _: tmp_path)
    graph.cache_clear()
    with pytest.raises(EarError, match=f"{name} cannot be read.*; install the coach again"):
        read()
    graph.cache_clear()


def test_every_file_that_ships_is_read_by_one_of_them() -> None:
    shipped = {file.name for file in (files("coach.ears") / "models").iterdir()}
    assert shipped - {"LICENSE.Apache-2.0", "README.md"} == set(READERS)
