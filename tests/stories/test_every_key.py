"""Whatever a terminal sends silences the coach while it leads, and never takes a choice that nobody has heard."""

from benchmarks import key_fuzz


def test_every_key_is_a_no_while_leading_and_chooses_nothing() -> None:
    wrong: list[str] = []
    assert key_fuzz.run(wrong.append, pairs=False) > 1000
    assert wrong == []
