"""YAML text as nodes with line numbers, by libyaml and by the pure reader alike."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from coach.support import yaml_nodes
from coach.support.yaml_nodes import DEEPEST, Faults, Grouping, Listing, Node, Scalar, compose, plain

TEXT = """\
coach: 1
title: "Yes"
about: Yes
parts:
  - title: The feet
    strokes:
      - {name: rub, times: 6, pace: 4.5}
      - name: !!str 12
        teach: >
          Slide a hand along.

closing: [~, ! 7]
"""


@pytest.fixture(params=["libyaml", "pure"])
def reader(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Both of the readers that PyYAML can have on a machine."""
    if request.param == "pure":
        monkeypatch.delattr(yaml, "CSafeLoader")
    return str(request.param)


def values(node: Node | None) -> Any:
    """Nodes as plain values."""
    if isinstance(node, Grouping):
        return {str(values(key)): values(value) for key, value in node.value}
    if isinstance(node, Listing):
        return [values(one) for one in node.value]
    return plain(node) if node else None


def read(text: str) -> tuple[Node | None, tuple[str, ...]]:
    """The nodes of a text and its faults."""
    faults = Faults("x.yaml")
    return compose(text, faults), faults.lines()


@pytest.mark.usefixtures("reader")
def test_every_value_is_read_as_it_is_written() -> None:
    node, faults = read(TEXT)
    assert not faults
    stroke = {"name": "rub", "times": 6, "pace": 4.5}
    spoken = {"name": "12", "teach": "Slide a hand along.\n"}
    assert values(node) == {
        "coach": 1,
        "title": "Yes",
        "about": True,
        "parts": [{"title": "The feet", "strokes": [stroke, spoken]}],
        "closing": [None, 7],
    }


@pytest.mark.usefixtures("reader")
def test_every_node_knows_its_first_and_last_line() -> None:
    node, _ = read(TEXT)
    assert isinstance(node, Grouping)
    lines = {key.value: (key.line, value.line) for key, value in node.value if isinstance(key, Scalar)}
    assert lines == {"coach": (1, 1), "title": (2, 2), "about": (3, 3), "parts": (4, 5), "closing": (12, 12)}
    assert (node.line, node.value[0][1].end, node.value[4][1].end) == (1, 1, 12)


@pytest.mark.usefixtures("reader")
def test_a_second_document_is_a_fault_on_its_own_line() -> None:
    node, faults = read("title: one\n...\n---\ntitle: two\n")
    assert values(node) == {"title": "one"}
    assert [line.split(";")[0] for line in faults] == ["x.yaml:3: a second document begins here (---)"]


@pytest.mark.usefixtures("reader")
@pytest.mark.parametrize("text", ["title: &one rub\n", "a: b\ntitle: *one\n", "title: &one [rub]\n"])
def test_anchors_and_aliases_are_refused(text: str) -> None:
    node, faults = read(text)
    assert node is None
    assert len(faults) == 1
    assert "anchors (&) and aliases (*) are not part of the format" in faults[0]


@pytest.mark.usefixtures("reader")
def test_nesting_that_no_routine_needs_is_refused() -> None:
    assert read("[" * DEEPEST + "]" * DEEPEST)[1] == ()
    node, faults = read("[" * (DEEPEST + 1) + "]" * (DEEPEST + 1))
    assert node is None
    assert faults == ("x.yaml:1: nested too deeply; flatten it: a routine needs six levels",)


@pytest.mark.usefixtures("reader")
def test_all_broken_lines_are_reported_at_once() -> None:
    node, faults = read('coach: 1\ntitle: "open\nabout: x\n')
    assert [line.split(":")[1] for line in faults] == ["2"]
    assert values(node) == {"coach": 1, "about": "x"}


@pytest.mark.usefixtures("reader")
def test_unreadable_text_is_one_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(_text: str, _faults: Faults) -> Node | None:
        raise yaml.YAMLError("special characters are not allowed")

    monkeypatch.setattr(yaml_nodes, "_compose", refused)
    node, faults = read(TEXT)
    assert node is None
    assert faults == ("x.yaml:1: not YAML: special characters are not allowed; save the file as plain UTF-8 text",)


def test_a_fault_found_twice_is_told_once() -> None:
    faults = Faults("x.yaml")
    for _ in range(2):
        faults.add(3, "pace isn't a number", "write one")
    assert faults.lines() == ("x.yaml:3: pace isn't a number; write one",)
