"""The bytes of a terminal become keys, however they arrive."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.ears.key_stream import ESCAPE_MS, LONGEST, KeyStream
from coach.model.events import STRAY
from coach.session.keymap import BACKWARD, FORWARD

DOWN, UP = b"\x1b[B", b"\x1b[A"


def keys(*reads: Any) -> Any:
    """What these reads become, and then a pause."""
    stream = KeyStream()
    found = [key for data in reads for key in stream.feed(data)]
    return found + (stream.give_up() if stream.patience_ms is not None else [])


@pytest.mark.parametrize(
    ("typed", "named"),
    [
        (DOWN + DOWN, ["1b5b42", "1b5b42"]),
        (UP * 5, ["1b5b41"] * 5),
        (b"\x1bOA\x1b[1;5B", ["1b4f41", "1b5b313b3542"]),
        (b"kk", ["k", "k"]),
        ("yé漢".encode(), ["y", "é", "漢"]),
        (b"\r\n", ["enter", "enter"]),
        (b"\x1b[5~k\x1bOP", ["1b5b357e", "k", "1b4f50"]),
        (b"\x1b[[A\x1b[[B", ["1b5b5b41", "1b5b5b42"]),
    ],
)
def test_keys_that_arrive_together_are_separate_keys(typed: Any, named: Any) -> None:
    assert keys(typed) == named


@pytest.mark.parametrize("arrow", sorted(FORWARD | BACKWARD))
def test_every_arrow_is_one_key_wherever_it_is_split(arrow: Any) -> None:
    data = bytes.fromhex(arrow)
    if not data.startswith(b"\x1b"):
        return  # of Windows, which never sends bytes
    for place in range(1, len(data)):
        assert keys(data[:place], data[place:]) == [STRAY, arrow]


def test_a_lone_escape_is_known_after_50_ms() -> None:
    stream = KeyStream()
    assert stream.feed(b"\x1b") == [STRAY]
    assert stream.patience_ms == ESCAPE_MS == 50
    assert stream.give_up() == ["escape"]
    assert stream.patience_ms is None


@pytest.mark.parametrize(
    "sent",
    [
        b"\x1b[M !!",
        b"\x1b[<0;31;14M",
        b"\x1b[32;31;14M",
        b"\x1b[I",
        b"\x1b[24;80R",
        b"\x1b[?62;22c",
        b"\x1b[0n",
        b"\x1b]11;rgb:1e1e/1e1e/1e1e\x1b\\",
        b"\x1bP1+r544e=787465726d\x1b\\",
        b"\x1b[200~yes please\n1\n\x1b[201~",
        b"\xff",
        b"\x1b[6 q",
    ],
)
def test_bytes_that_nobody_pressed_are_no_key_wherever_split(sent: Any) -> None:
    assert set(keys(sent)) == {STRAY}
    for place in range(2, len(sent)):
        assert set(keys(sent[:place], sent[place:])) == {STRAY}


@pytest.mark.parametrize(
    "key", [b"\x1b[5~", b"\x1b[15;2~", b"\x1bOM", b"\x1b[1;2R", b"\x1by", b"\x1b[Z", b"\x13", b"\x1a"]
)
def test_an_unusual_key_is_a_key(key: bytes) -> None:
    assert keys(key) == [key.hex()]


def test_half_a_key_whose_rest_never_comes_is_dropped() -> None:
    stream = KeyStream()
    assert stream.feed(b"\x1b[1;") == [STRAY]
    assert stream.give_up() == []
    assert stream.feed(b"y") == ["y"]


def test_a_broken_key_does_not_hide_the_next_one() -> None:
    assert keys(b"\x1b[1\x1b[A") == [STRAY, "1b5b41"]
    assert keys(b"\xc3y") == [STRAY, "y"]
    assert keys(b"\x1b[[\xc3\xa9") == [STRAY, "é"]


def test_pasted_text_of_any_length_is_skipped_to_its_end() -> None:
    stream = KeyStream()
    stream.feed(b"\x1b[200~")
    for _ in range(100):
        assert stream.feed(b"y\n1 " * 100) == []
        assert len(stream._bytes) <= LONGEST
    assert stream.feed(b"\x1b[201~k") == [STRAY, "k"]


@given(st.lists(st.binary(min_size=1, max_size=6), max_size=8))
def test_every_arrival_is_reported_at_once(reads: Any) -> None:
    stream = KeyStream()
    for data in reads:
        waited = stream.patience_ms is not None
        assert stream.feed(data) or waited
    stream.give_up()
    assert stream.feed(b"k") == ["k"]
