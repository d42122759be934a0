"""What a list of the strokes left out names, and what it doesn't."""

from coach.model.options import Options
from coach.planning.leaving_out import not_in
from tests.support.told import WORDS, book_of, ours


def test_the_leg_whose_turn_is_another_evening_isnt_left_out() -> None:
    routine, options = ours("one-leg"), Options(age=120, leave_out=("rope",))
    book = book_of(routine, options)
    assert {area.side for area in book.areas} == {"left"}
    missing = [*not_in(book, routine, options, WORDS)]
    assert missing, "something is left out, so the right leg could have been named"
    assert not [title for title, _, _ in missing if title.startswith("right")]
