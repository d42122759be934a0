"""Says why nothing can be led, for somebody who doesn't see the screen."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import replace

from coach.cli.opening import Opening
from coach.support.errors import CoachError


def tell(errors: Sequence[CoachError], opening: Opening) -> None:
    """Say errors, the first of which is about to be printed. Where nothing can sound, the print is all there is."""
    from coach.cli.assembly import playing  # noqa: PLC0415 - brings a whole session
    from coach.dialogue.more import sentences_of  # noqa: PLC0415 - after the first sound
    from coach.dialogue.scenes import End, Tell  # noqa: PLC0415 - after the first sound

    if opening.loudspeaker is None:  # a file is written instead
        return
    context = replace(opening.context, mine=replace(opening.context.mine, listens=False))
    with contextlib.suppress(CoachError), playing(context, loudspeaker=opening.loudspeaker) as player:
        said = tuple(sentence for error in errors for sentence in sentences_of(error))
        player.lead(Tell(said, lambda _key: End()))
