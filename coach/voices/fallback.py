"""Several voices as one: if the first fails or hangs, the next takes over. Knows no particular voice."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from coach.sound.clip import Clip
from coach.support.errors import VoiceError
from coach.voices.voice import Voice, ready_to_say, warm

AWAY, RETURNED = "voice-changed", "voice-back"
"""Names of the coach's sentences: another voice has taken over; the usual voice is back."""

COLD_S, NEXT_COLD_S = 4.0, 3.0
"""Seconds that a voice has for its very first sentence, which waits until it is loaded: the first one's model takes
1.7 s with an idle processor, 2.2 s with a busy one. Together they are less than eight seconds of silence."""
LOADS_S = 25.0
"""The same for a sentence that nobody waits for yet: on an emulated ARM machine the model loads in 16 to 18 s."""
AHEAD_S, AHEAD_LETTER_S = 2.0, 0.075
"""Seconds that such a sentence may take later, in all and for each letter: about as long as it lasts. A voice that is
slower than its own speech would keep the hands waiting for minutes."""
CALM_S = 60.0
"""Seconds between two news that another voice speaks, at least: a slow one comes and goes with each sentence."""
STRIKES = 2
"""Failures in a row after which a voice is set aside for the session."""


def _ignore(message: str) -> None:
    del message


@dataclass(slots=True, eq=False)
class _Candidate:
    voice: Voice
    strikes: int = 0
    cold: bool = True
    """It hasn't spoken yet and may still be loading."""
    warming: bool = False
    """It is loading. A sentence that it speaks meanwhile proves nothing: it may come from the cache."""
    hanging: threading.Thread | None = None
    """The thread of an abandoned call. While it lives, another call would only wait behind it."""

    @property
    def hangs(self) -> bool:
        return self.hanging is not None and self.hanging.is_alive()

    @property
    def loads(self) -> bool:
        """It was given up while it loads, which says nothing about the sentences after that."""
        return self.cold and self.hangs


class FallbackVoice:
    """Tries voices in their order, all within ``within_ms``. Each is best wrapped in a cache of its own."""

    def __init__(
        self, first: Voice, *others: Voice, on_change: Callable[[str], None] = _ignore, within_ms: int = 2000
    ) -> None:
        """``on_change`` is told the name of a sentence of the coach whenever another voice speaks than before."""
        self._candidates = [_Candidate(voice) for voice in (first, *others)]
        self._on_change, self._within_ms = on_change, within_ms
        self._told, self._away_at = self._candidates[0], -CALM_S
        """The voice that speaks as far as was told, and when it was last told that it isn't the first one."""
        self._lock = threading.Lock()

    @property
    def key(self) -> str:
        """The keys of all voices. Never cache under it, because any of them may have spoken."""
        return " or ".join(candidate.voice.key for candidate in self._candidates)

    def check(self) -> str:
        """Empty if one voice works; otherwise what each of them says."""
        complaints = [candidate.voice.check() for candidate in self._candidates]
        return " / ".join(complaints) if all(complaints) else ""

    def has(self, text: str) -> bool:
        """Whether the current voice has ``text`` in its cache."""
        return any(ready_to_say(candidate.voice, text) for candidate in self._usable()[:1])

    def warm(self) -> None:
        """Warm the first voice; the others cost memory and are quick to start."""
        first = self._candidates[0]
        first.cold = first.warming = True
        warm(first.voice)
        first.cold = first.warming = False

    def speak(self, text: str) -> Clip:
        """Say ``text`` with the first voice that can.

        Raises:
            VoiceError: none could; says why for each.
        """
        return self._said(text, ahead=False)

    def prepare(self, text: str) -> Clip:
        """Make a sentence that is said later. A slow voice gets about as long as the sentence lasts.

        Raises:
            VoiceError: none could; says why for each.
        """
        return self._said(text, ahead=True)

    def _said(self, text: str, *, ahead: bool) -> Clip:
        """Try the voices in turn; ``ahead``: nobody waits for this sentence yet."""
        end = time.monotonic() + self._within_ms / 1000
        trials = self._usable()
        failed: list[tuple[_Candidate, VoiceError]] = []
        for n, candidate in enumerate(trials, 1):
            left = max(0.0, end - time.monotonic())
            # The last voice gets all the remaining time; the others leave some.
            seconds = left if n == len(trials) else left * 0.6
            if ready_to_say(candidate.voice, text):
                # A kept clip is read in less time than a thread takes to start, and proves nothing about the voice.
                answer = _answer(candidate.voice, text)
            else:
                least = self._least(candidate, text, ahead=ahead)
                seconds, end = max(seconds, least), end + least
                answer = _within(candidate, text, seconds)
                candidate.cold = candidate.warming or candidate.loads
            if isinstance(answer, Clip):
                self._note(candidate, [loser for loser, _ in failed])
                return answer
            failed.append((candidate, answer))
        why = " / ".join(str(error) for _, error in failed) or "every voice hangs"
        raise VoiceError("voice", f'no voice can say "{text}": {why}', "run: coach doctor")

    def _least(self, candidate: _Candidate, text: str, *, ahead: bool) -> float:
        """How many seconds a voice gets in any case."""
        if candidate.cold:
            return LOADS_S if ahead else COLD_S if candidate is self._candidates[0] else NEXT_COLD_S
        return AHEAD_S + AHEAD_LETTER_S * len(text) if ahead else 0.0

    def _usable(self) -> list[_Candidate]:
        """The voices that neither hang nor were set aside. One that was set aside is better than none."""
        free = [candidate for candidate in self._candidates if not candidate.hangs]
        return [candidate for candidate in free if candidate.strikes < STRIKES] or free

    def _note(self, winner: _Candidate, losers: list[_Candidate]) -> None:
        """Count a failure only if another voice could speak the text; otherwise the text is at fault."""
        with self._lock:
            winner.strikes = 0
            for loser in losers:
                loser.strikes += not loser.loads
            usual, now = winner is self._candidates[0], time.monotonic()
            if winner is self._told or not (usual or now - self._away_at >= CALM_S):
                return
            self._told, self._away_at = winner, self._away_at if usual else now
        self._on_change(RETURNED if usual else AWAY)


def _within(candidate: _Candidate, text: str, seconds: float) -> Clip | VoiceError:
    """The clip that the voice makes of ``text``, or why it failed; it is given up after ``seconds``."""
    answers: queue.SimpleQueue[Clip | VoiceError] = queue.SimpleQueue()

    def work() -> None:
        answers.put(_answer(candidate.voice, text))

    thread = threading.Thread(target=work, daemon=True, name=f"voice {candidate.voice.key}")
    thread.start()
    try:
        return answers.get(timeout=seconds)
    except queue.Empty:
        candidate.hanging = thread
        return VoiceError(candidate.voice.key, f"no answer in {seconds:.1f} s")


def _answer(voice: Voice, text: str) -> Clip | VoiceError:
    try:
        return voice.speak(text)
    except VoiceError as error:
        return error
    except Exception as error:  # noqa: BLE001  # a fault in one voice must not silence the next
        return VoiceError(voice.key, f"{type(error).__name__}: {error}")
