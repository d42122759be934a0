"""The dry run before the oil: the coach talks, and the caregiver stops it by every channel.

Each channel is tried until it worked, or is left out by choice; only the channel itself counts as a success.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from coach.dialogue.menu import Choice, Menu, pause
from coach.dialogue.scenes import Ask, Line, Reads, Scene, Tell
from coach.model.channels import ALOUD, KEYS, PEDAL, is_learned
from coach.model.events import Command
from coach.model.wording import Words
from coach.session.stop_channels import listed
from coach.store.profile import Profile

QUIET = 1000
"""Milliseconds of silence after a stop, so that it is noticed; keys in it count as the same elbow."""


def channels(mine: Profile, *, hears: bool) -> tuple[str, ...]:
    """The channels to press and try: a keyboard, and a bound pedal."""
    pedal = any(is_learned(key) and command == Command.NO.value for key, command in mine.keys.items())
    return tuple(name for name, there in ((KEYS, hears), (PEDAL, pedal)) if there)


def dry_run(wanted: Sequence[str], words: Words, then: Callable[[tuple[str, ...]], Scene]) -> Scene:
    """Try every channel. ``then`` gets those that worked; none if the caregiver goes back."""

    def tried(n: int, worked: tuple[str, ...]) -> Scene:
        return TryStop(_talk(wanted[n], words), lambda came: stopped(n, came, tuple(dict.fromkeys((*worked, came)))))

    def stopped(n: int, came: str, worked: tuple[str, ...]) -> Scene:
        def chosen(value: str | None) -> Scene:
            if value is None:
                return then(())
            if value == "again":
                return tried(n, worked)
            if n + 1 < len(wanted) and len(worked) < len(wanted):
                return tried(n + 1, worked)
            return Tell(words.say("ways-work", names=listed(worked, words)), lambda _key: then(worked))

        return Ask(_after(wanted[n], words, known=came == wanted[n]), words, chosen)

    return tried(0, ()) if wanted else then(())


def _talk(channel: str, words: Words) -> tuple[str, ...]:
    aloud = words.say("aloud") if channel == ALOUD else ()
    return (*words.say(f"try-{channel}"), *aloud, *words.say("dry-talk"))


def _after(channel: str, words: Words, *, known: bool) -> Menu:
    """Say what happened, and ask whether to go on."""
    question = words.say(f"stopped-{channel}" if known else f"stopped-not-{channel}")
    on, again = words.say("dry-run-choices" if known else "dry-run-retry")
    choices = (Choice("on", on), Choice("again", again))
    return Menu(question, choices if known else choices[::-1])


@dataclass(frozen=True, slots=True)
class TryStop(Scene):
    """Talk until something stops it."""

    say: Sequence[str]
    then: Callable[[str], Scene]
    """Takes the channel that stopped it."""
    rounds: int = 0

    def lines(self) -> Sequence[Line]:
        """The talk."""
        return self.say

    def rest(self) -> int:
        """The pause before it talks again."""
        return pause(self.rounds)

    def reads(self) -> Reads:
        """Keys are read as the channel that they came by."""
        return Reads.CHANNEL

    def key(self, key: str, place: int) -> Scene:
        """Stop, and let the silence be heard."""
        del place
        return Tell((), lambda _key: self.then(key), pause=QUIET, keys=Reads.NOTHING)

    def silent(self) -> Scene:
        """Talk again."""
        return replace(self, rounds=self.rounds + 1)
