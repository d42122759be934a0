"""Puts the chosen parts together. The command line imports it only when sound is needed."""

from __future__ import annotations

import contextlib
import datetime
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from coach import words as language
from coach.cli.context import Context
from coach.cli.opening import Opening, context_of, shown
from coach.cli.typed import typed_jab
from coach.cli.world import RealWorld, RunTyped
from coach.dialogue.bind_key import learn as lesson_of
from coach.dialogue.earcon_lesson import lesson, teach
from coach.dialogue.errands import Bind, Warm
from coach.dialogue.home import Chosen, Home
from coach.dialogue.listening import told_once
from coach.dialogue.more import Typed
from coach.dialogue.offers import Offers
from coach.dialogue.player import Player
from coach.dialogue.safety import Jab, age_first, kept
from coach.dialogue.scenes import End, Tell, Work
from coach.dialogue.setup import Setup, left
from coach.ears.terminal_keys import TerminalKeys
from coach.model.channels import ALOUD
from coach.model.wording import Words
from coach.playback.live_session import Session
from coach.playback.loudspeaker import PATIENCE_S, Loudspeaker
from coach.playback.missed import Missed
from coach.practice.capture import make_folder
from coach.practice.lesson import Practice, Practised
from coach.practice.scoring import offer
from coach.practice.trial import Trial, Tried
from coach.session.state import State
from coach.session.transitions.care import JABBED
from coach.store import profile
from coach.store.profile import Profile
from coach.support.errors import CoachError, EarError, SoundError


@dataclass(frozen=True, slots=True)
class Arrival:
    """How the caregiver comes to the lists."""

    first: bool = False
    """Nobody has answered the first run yet."""
    returns: bool = False
    """The choice has been run, and the list is read again."""
    trouble: CoachError | None = None
    """What went wrong, if anything."""


def _not_typed(typed: Typed) -> int:
    raise NotImplementedError(typed)


@contextlib.contextmanager
def playing(
    context: Context, typed: RunTyped = _not_typed, loudspeaker: Loudspeaker | SoundError | None = None
) -> Iterator[Player]:
    """An open session, and the player that leads on it. ``loudspeaker`` is one that is open, or why it isn't.

    A loudspeaker that the profile names and that is not there is replaced by the machine's own, and this is said.
    """
    with contextlib.ExitStack() as stack:
        try:
            if isinstance(loudspeaker, SoundError):
                raise loudspeaker
            session = stack.enter_context(Session(context, loudspeaker))
        except SoundError as error:
            if not context.mine.speaker or _typed_speaker(context.mine):
                raise
            context.printer.line(str(error))
            context = replace(context, usual_speaker=True)
            session = stack.enter_context(Session(context))
            session.notice(context.words.one("speaker-absent"))
        untold = frozenset() if context.mine.listening_told else frozenset({ALOUD})
        yield Player(session, RealWorld(session, context, typed), untold)


def _typed_speaker(mine: Profile) -> bool:
    """Whether the loudspeaker was named on the command line: then no other may replace it."""
    return bool(mine.speaker) and mine.speaker != profile.load().speaker


# --- a massage -----------------------------------------------------------------------------------


def play_live(state: State, opening: Opening, *, offers: bool, log: str | None, ageless: str) -> int:
    """Lead a massage on the loudspeaker; without one in print; without a terminal too, into a file.

    ``offers``: what the journal suggests is asked first. ``ageless``: the routine for which the age is asked first.
    """
    context = opening.context
    if context.mine.output == "file":
        return _render_instead(state, context.mine, log)
    try:
        return _lead(context, state, opening.loudspeaker, offers=offers, ageless=ageless)
    except SoundError as error:
        if _typed_speaker(context.mine) or context.output == "none":
            raise
        context.printer.line(str(error))
        context.log.write("output", None, error=str(error))
    if TerminalKeys(lambda: 0).check():
        context.printer.line(context.words.one("no-speaker-file"))
        return _render_instead(state, context.mine, log)
    context.printer.line(context.words.one("no-speaker"))
    return _lead(replace(context, output="none"), state, None, offers=offers, ageless=ageless)


def _render_instead(state: State, mine: Profile, log: str | None) -> int:
    from coach.cli.rendering import render, voice_of  # noqa: PLC0415 - only files need it

    return render(state, mine, voice_of(mine), Path(f"{Path(state.book.name).stem}.wav"), (), log)


def _lead(
    context: Context, state: State, loudspeaker: Loudspeaker | SoundError | None, *, offers: bool, ageless: str
) -> int:
    with playing(context, loudspeaker=loudspeaker) as player:
        if not player.session.hears:
            player.session.listening.opened(PATIENCE_S)  # without a keyboard, nothing else can bring an answer
        if jabbed := typed_jab(context.mine):
            player.lead(kept(jabbed, context.words, lambda _: End()))
        if ageless and player.session.hears:  # questions are asked where somebody can answer them
            state = player.result(age_first(state, ageless, context.mine, context.words), State)
        if offers and player.session.hears:
            asked = Offers(context.mine, context.words).ahead_of(state, End)
            state = player.result(asked, State)
        player.lead(told_once(context.mine, context.words, lambda _mine, _there: End(), keys=player.session.hears))
        _massage(player, state)
    return 0


def _massage(player: Player, state: State, tried: tuple[str, ...] = ()) -> None:
    ended = player.massage(state, tried)
    while ended.why == JABBED:  # more than once, if the caregiver goes back
        asked = Jab(profile.so_far(), player.session.devices.words)
        without = player.optional(asked.which(state), State)
        if without is None:
            return
        ended = player.massage(without, tried)
    offer_practice(player, player.session.listening.missed, aloud=ended.why != "asleep" and not ended.options.bedtime)


def offer_practice(player: Player, missed: Missed | None, *, aloud: bool) -> None:
    """After a session: one sentence at most, printed alone where a baby may sleep by now.

    ``missed`` is None where no microphone listened: nothing is offered to somebody who has none or wants none.
    """
    devices = player.session.devices
    if missed is None:
        return
    marker = profile.data_folder() / "practised"
    offered = None
    with contextlib.suppress(OSError):  # it wasn't offered yet, or nobody can tell
        offered = round(marker.stat().st_mtime * 1000)
    if not (name := offer(offered, round(time.time() * 1000), badly=missed.badly)):
        return
    line = devices.words.one(name)
    if aloud:
        player.lead(Tell((line,), lambda _key: End()))
    else:
        devices.printer.line(line)
    _practice_is_known()


def _practice_is_known() -> None:
    """Note that it was offered. A folder that can't be written costs one more sentence."""
    with contextlib.suppress(OSError):
        profile.data_folder().mkdir(parents=True, exist_ok=True, mode=0o700)
        (profile.data_folder() / "practised").touch(mode=0o600)


# --- everything else that is asked or taught ---------------------------------------------------------


def welcome(at: Arrival, opening: Opening, typed: RunTyped) -> Typed | None:
    """Welcome, ask what there is to ask, and play what was chosen, all on one loudspeaker; or give what to run then.

    Raises:
        EarError: nobody can answer.
    """
    context = opening.context
    try:
        return _welcome(at, context, typed, opening.loudspeaker)
    except SoundError as error:
        if context.output == "none":
            raise
        context.printer.line(str(error))
        context.printer.line(context.words.one("no-speaker"))
        return _welcome(at, replace(context, output="none"), typed, None)


def _welcome(
    at: Arrival, context: Context, typed: RunTyped, loudspeaker: Loudspeaker | SoundError | None
) -> Typed | None:
    mine = context.mine
    with playing(context, typed, loudspeaker) as player:
        if not player.session.hears and not player.session.listening.opened(PATIENCE_S):
            raise EarError("coach", "there is nothing to press", "start the coach in a terminal")
        home = Home(_setup(player, context.words))
        begin = home.first_time if at.first else home.welcome
        scene = home.returned(mine, at.trouble) if at.returns else begin(mine)
        chosen = player.lead(Work(Warm(), lambda _: scene))
        if isinstance(chosen, Chosen):
            _massage(player, chosen.state, chosen.tried)
            return None
        if chosen is None or isinstance(chosen, tuple):
            return chosen
        raise TypeError(f"the lists ended with {chosen!r}")


def _setup(player: Player, words: Words) -> Setup:
    return Setup(words, datetime.datetime.now().astimezone().date(), player.session.hears)


def set_up_again(mine: Profile) -> Profile | None:
    """Ask everything of the first run again. Returns the profile with the answers; None if the caregiver left.

    Raises:
        EarError: there is nothing that could be pressed.
    """
    with shown() as printer, playing(context_of(mine, printer)) as player:
        _needs_keys(player, "--again")
        words = player.session.devices.words
        scene = _setup(player, words).again(
            mine, lambda chosen, _: End(chosen) if chosen else Tell(left(words), lambda _key: End())
        )
        return player.optional(scene, Profile)


def sounds(mine: Profile, *, quiet: bool) -> int:
    """Teach the earcons by ear. Without a loudspeaker their meanings are still printed.

    Raises:
        SoundError: there is no loudspeaker.
    """
    words = language.load()
    with shown(quiet=quiet) as printer:
        try:
            with playing(context_of(replace(mine, listens=False), printer)) as player:
                player.lead(teach(words, End))
        except SoundError:
            for line, *_ in lesson(words):
                printer.line(str(line))
            raise
    return 0


def learn(mine: Profile, command: str) -> Profile:
    """Ask for a press of a pedal or a key, and give the profile in which it means ``command``.

    Raises:
        SoundError, EarError: there is no loudspeaker, or nothing that could be pressed.
    """
    with shown() as printer, playing(context_of(replace(mine, listens=False), printer, learning=True)) as player:
        taught = lesson_of(player.session.devices.words, command, lambda keys: Work(Bind(mine, keys), End))
        _needs_keys(player, "--learn")
        return player.result(taught, Profile)


def _needs_keys(player: Player, option: str) -> None:
    if not player.session.hears:
        raise EarError(option, "there is nothing to press", "start the coach in a terminal")


def practise(mine: Profile, keep: Path | None) -> Practised:
    """Teach the phrase and hear it. Returns how well it was heard, and what to save.

    Raises:
        SoundError, EarError: there is no loudspeaker, or no microphone.
        UsageError: what is said cannot be kept in that folder.
    """
    if keep:
        make_folder(keep)
    with shown() as printer, playing(context_of(_practising(mine), printer)) as player:
        _practice_is_known()
        words = player.session.devices.words
        return player.result(Practice(words, mine.eased, keep, mine.listens).begin(), Practised)


def _practising(mine: Profile) -> Profile:
    """For a microphone that practice opens by itself: whoever practises knows of it, so its trouble is news at once."""
    return replace(mine, listens=False, listening_told=True, bed="none")


def trial(mine: Profile) -> Tried:
    """Measure room, loudspeaker, microphone and voice.

    Raises:
        SoundError, EarError: there is no loudspeaker, or no microphone.
    """
    with shown() as printer, playing(context_of(_practising(mine), printer)) as player:
        return player.result(Trial(player.session.devices.words).begin(), Tried)
