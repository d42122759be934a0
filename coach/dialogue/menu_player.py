"""Speaks a list of choices on an open session and waits for the answer, for as long as it takes."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from coach.dialogue.menu import BY_COMMAND, Menu, press, takes_what_is_spoken, unanswered
from coach.model.channels import KEYS, is_learned
from coach.model.events import BABY, STRAY, Command, Event, Heard, Notice, Pressed, Way
from coach.planning.timeline_builder import estimate
from coach.playback.live_session import Session
from coach.playback.live_stage import lengths_of
from coach.session.keymap import BACKWARD, FORWARD, GRACE_MS, SAME_ELBOW, SAME_KEY
from coach.session.stop_channels import news
from coach.support.errors import EarError, VoiceError
from coach.voices.voice import Voice
from coach.words.phrases import commands_in

GAP_MS = 350
"""Milliseconds between two sentences."""
LISTENS_S = 0.05
"""Seconds between two looks at what still sounds."""
SLICE_S = 0.25
"""Seconds of the longest wait at once, so that Ctrl-C is noticed on every system."""
NO_VOICES: Mapping[str, Voice] = {}


def choose(session: Session, menu: Menu, voices: Mapping[str, Voice] = NO_VOICES) -> str | None:
    """The value that was chosen; None when the caregiver goes back. ``voices``: who speaks a choice, by its value."""
    _prepare(session, menu, voices)
    asked, order = menu.question, menu.order
    while True:
        menu, key = _spoken(session, menu, asked, order, voices)
        if not (key := key or patient(session, menu.pause_s)):
            menu = unanswered(menu)
            asked, order = menu.question[-1:], menu.order
            continue
        session.mixer.hush()
        answer = press(menu, key)
        if not isinstance(answer, Menu):
            return answer
        moved = answer.at != menu.at
        asked, order, menu = (() if moved else menu.question), (answer.order[:1] if moved else answer.order), answer


def agreed(session: Session, menu: Menu) -> bool:
    """Whether the answer to a question of yes and no was yes."""
    return choose(session, menu) == "yes"


def prepare(session: Session, lines: Sequence[str]) -> None:
    """Make sentences that will be needed soon, while others are spoken."""
    threading.Thread(target=lengths_of, args=(lines, session.voice), name="preparing words", daemon=True).start()


def _prepare(session: Session, menu: Menu, voices: Mapping[str, Voice]) -> None:
    """Make the sentences while the first of them are spoken."""
    words = session.parts.words
    own = [menu.line(n, words) for n in menu.order if menu.choices[n].value not in voices]
    work = [(session.voice, [*menu.question, *own])]
    work += [(voices[one.value], [menu.line(n, words)]) for n, one in enumerate(menu.choices) if one.value in voices]

    def make() -> None:
        for voice, lines in work:
            lengths_of(lines, voice)

    threading.Thread(target=make, name="preparing the list", daemon=True).start()


def _spoken(
    session: Session, menu: Menu, asked: Sequence[str], order: Sequence[int], voices: Mapping[str, Voice]
) -> tuple[Menu, str]:
    """The list as it is when a key comes, and the key; all of it spoken, and no key, when none comes.

    A key at the very beginning of a choice is for the one before: nobody's hand is quicker. So in the question, and at
    the beginning of the first choice, any key only leads on to the choices: none of them has been heard.
    """
    if key := said_or_key(session, asked):
        if not takes_what_is_spoken(menu, key):
            return menu, key
        session.mixer.hush()
    for place, n in enumerate(order):
        begins = say(session, menu.line(n, session.parts.words), voices.get(menu.choices[n].value))
        key, late = _key_in_choice(session, begins)
        while place == 0 and key and not late and takes_what_is_spoken(menu, key):
            key, late = _key_in_choice(session, begins)
        if place == 0 or late or not key:
            menu = replace(menu, at=n)
        if key:
            return menu, key
    return menu, ""


def _key_in_choice(session: Session, begins: int) -> tuple[str, bool]:
    """A key while a choice is spoken that begins at a frame, and whether a hand can have meant this choice."""
    key = _key_while_busy(session)
    return key, session.mixer.frames - begins >= GRACE_MS * session.mixer.rate // 1000


def said_or_key(session: Session, lines: Sequence[str], sound: str = "", *, letters: bool = False) -> str:
    """Speak the lines, then sound an earcon; a key ends them."""
    for line in lines:
        say(session, line)
        if key := _key_while_busy(session, letters=letters):
            return key
    if sound:
        session.mixer.play(session.parts.cues(sound), at=later(session), kind="sound")
    return _key_while_busy(session)


def say(session: Session, line: str, voice: Voice | None = None) -> int:
    """Print and speak a sentence after all that sounds; the frame at which it begins."""
    session.parts.printer.line(line)
    try:
        clip = (voice or session.voice).speak(line)
    except VoiceError as error:
        session.parts.log.write("voice", None, error=str(error))
        return _wordless(session, line)
    return session.mixer.play(clip, at=later(session), labels=commands_in(line))


def _wordless(session: Session, line: str) -> int:
    """No voice can say it: a tick marks the printed words, a soft sound the end of the time that they would take."""
    begins = session.mixer.play(session.parts.cues("tick"), at=later(session), kind="sound")
    end = begins + estimate(line) * session.mixer.rate // 1000
    session.mixer.play(session.parts.cues("alive"), at=end, kind="sound")
    return begins


def later(session: Session) -> int:
    """The frame a little after all that sounds."""
    return max(session.mixer.ends_at, session.mixer.frames) + GAP_MS * session.mixer.rate // 1000


def _key_while_busy(session: Session, *, letters: bool = False) -> str:
    while session.mixer.busy:
        if key := next_key(session, LISTENS_S, letters=letters):
            return key
    return ""


def patient(session: Session, seconds: float, *, letters: bool = False) -> str:
    """A key within so many seconds; what is only told meanwhile does not shorten them much."""
    return next(filter(None, (next_key(session, a_while, letters=letters) for a_while in slices(seconds))), "")


def slices(seconds: float) -> Iterator[float]:
    """A wait cut into short ones."""
    while seconds > 0:
        yield min(SLICE_S, seconds)
        seconds -= SLICE_S


def next_key(session: Session, seconds: float, *, letters: bool = False) -> str:
    """The next key within so many seconds, a held one only once; what is wrong meanwhile is said.

    ``letters``: a name is being typed, so that letters are only letters, and may come twice.
    """
    try:
        event: Event = session.inbox.take(seconds)
    except queue.Empty:
        return ""
    tell(session, event)
    if isinstance(event, Pressed) and event.key == STRAY:
        return ""
    if isinstance(event, Heard):
        return BY_COMMAND.get(event.command.value, "") if event.by not in BABY else ""
    if letters and isinstance(event, Pressed) and event.key not in ("enter", "escape") and not is_learned(event.key):
        return event.key
    return _key(session, event) if isinstance(event, Pressed) else ""


def tell(session: Session, event: Event) -> None:
    """Say what is wrong, or whole again.

    Raises:
        EarError: nothing is left that could answer.
    """
    text = event.text if isinstance(event, Notice) else ""
    if isinstance(event, Way):
        text = news(event, session.works, session.parts.words)
    if text:
        say(session, text)
    if isinstance(event, Way) and event.name == KEYS and not session.works:
        while session.mixer.busy:
            time.sleep(LISTENS_S)
        raise EarError("keys", "the terminal is gone", "start the coach in a terminal")


def _key(session: Session, event: Pressed) -> str:
    """A key of a list, by what it is bound to; empty for one that is off, and for the same elbow as before."""
    if event.key in FORWARD or event.key in BACKWARD:
        session.touched = (event.key, event.at)  # what arrives with an arrow is no answer to the choice it leads to
        return event.key
    (last, at), session.touched = session.touched, (event.key, event.at)
    if event.at - at < SAME_ELBOW or (event.key == last and event.at - at < SAME_KEY):
        return ""
    bound = session.parts.bound.get(event.key, Command.NO.value)
    return event.key if bound == Command.NO.value else BY_COMMAND.get(bound, "")
