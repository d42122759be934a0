"""Plays the scenes of any dialogue: one pure function over session time, run by the same loop as the massage. Pure.

What holds in every minute outside a massage stands here, once: a key hushes before anything else, the same elbow is
not another answer, news is said between two sentences, and nobody waits long without a sign of life.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import Enum

from coach.dialogue.answers import Elbow, read
from coach.dialogue.scenes import End, Line, Printed, Scene, Sounded, Tell, Voiced, Work
from coach.model.channels import HEARD_AGAIN, MAY_HEAR
from coach.model.effects import Do, Earcon, Effect, Hush, Ready, Say, Show, Sound
from coach.model.events import Command, Done, Event, Heard, Listened, Notice, Pressed, Rebound, Spoken, Tick, Way
from coach.model.wording import Words
from coach.planning.timeline_builder import SOUND_MS
from coach.session.keymap import GRACE_MS
from coach.session.loop import Machine
from coach.session.stop_channels import after, news
from coach.support.errors import EarError

GAP = 350
"""Milliseconds between two sentences."""
LIFE = 8000
"""Milliseconds of silence after which a soft earcon says that the coach still waits."""
AT_WORK = 5000
"""Milliseconds of silence after which it says that it is still working."""


class Phase(Enum):
    """What a dialogue is doing, for the log."""

    SPEAKING = "speaking"
    WAITING = "waiting"
    WORKING = "working"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Saying:
    """A sentence or an earcon that is sounding, or is about to."""

    text: str
    begins: int
    """Session milliseconds; the earliest possible moment until its words are ready."""
    ends: int | None = None
    """Session milliseconds; None until its words are ready."""
    aside: bool = False
    """It is news, not a line of the scene."""


@dataclass(frozen=True, slots=True)
class Dialogue:
    """A dialogue at one moment."""

    scene: Scene
    words: Words
    bound: Mapping[str, str] = field(default_factory=dict)
    """Names of commands, by the caregiver's own keys."""
    works: tuple[str, ...] = ()
    """The channels by which the coach can be stopped now."""
    elbow: Elbow = field(default_factory=Elbow)
    place: int = -1
    """The line of the scene that was last begun; -1 before the first."""
    saying: Saying | None = None
    free: int = 0
    """Session milliseconds since the last words ended."""
    life: int = 0
    """Session milliseconds of the last sign of life."""
    news: tuple[str, ...] = ()
    """Notices that haven't been said yet."""
    untold: frozenset[str] = frozenset()
    """Channels that the caregiver hasn't been told of. What is new about them would mean nothing yet, so it waits."""
    held: Mapping[str, Way] = field(default_factory=dict)
    """The newest trouble of each such channel."""
    over: bool = False

    @property
    def phase(self) -> Phase:
        """What it is doing."""
        if self.over:
            return Phase.OVER
        if isinstance(self.scene, Work):
            return Phase.WORKING
        return Phase.SPEAKING if self.saying else Phase.WAITING

    @property
    def result(self) -> object:
        """Its result; None until it ends."""
        return self.scene.result if isinstance(self.scene, End) else None


Moved = tuple[Dialogue, tuple[Effect, ...]]


def wake_at(dialogue: Dialogue) -> int | None:
    """Session milliseconds at which it next acts on its own; None when it never will."""
    if dialogue.over:
        return None
    if dialogue.saying and dialogue.saying.ends is not None:
        return dialogue.saying.ends
    at_work = dialogue.saying or isinstance(dialogue.scene, Work)
    life = dialogue.life + (AT_WORK if at_work else LIFE)
    rest = None if dialogue.saying else dialogue.scene.rest()
    return life if rest is None else min(life, dialogue.free + rest)


def begin(dialogue: Dialogue, at: int) -> Moved:
    """Begin with the first scene."""
    return _enter(replace(dialogue, free=at, life=at), dialogue.scene, at)


def step(dialogue: Dialogue, event: Event) -> Moved:  # noqa: PLR0911 - one for each kind of event
    """Take one event: the next dialogue, and the effects that it calls for."""
    if dialogue.over:
        return dialogue, ()
    match event:
        case Tick(at):
            return _tick(dialogue, at)
        case Spoken():
            return _sounds(dialogue, event), ()
        case Pressed() | Heard():
            return _answered(dialogue, event)
        case Notice(at, text):
            return _told(replace(dialogue, news=(*dialogue.news, text)), at)
        case Way(at):
            return _channel(dialogue, event)
        case Rebound(_, bound):
            return replace(dialogue, bound=bound), ()
        case Done(at):
            scene = dialogue.scene.hears(event)
            return (dialogue, ()) if scene is dialogue.scene else _enter(dialogue, scene, at)
        case Listened(at):
            scene = dialogue.scene.takes(event, talking=dialogue.saying is not None)
            same = type(scene) is type(dialogue.scene)
            return (replace(dialogue, scene=scene), ()) if same else _enter(dialogue, scene, at)
        case _:
            return dialogue, ()


# --- talking -------------------------------------------------------------------------------------


def _enter(dialogue: Dialogue, scene: Scene, at: int) -> Moved:
    """Begin a scene once the current words are over."""
    texts: dict[str, list[str]] = {}
    for line in (*scene.lines(), *scene.soon()):
        if isinstance(line, str | Voiced):
            text, voice = (line.text, line.voice) if isinstance(line, Voiced) else (line, "")
            texts.setdefault(voice, []).append(text)
    ahead = [Ready(tuple(lines), voice) for voice, lines in texts.items()]
    work = [Do(scene.errand)] if isinstance(scene, Work) else []
    begun = replace(dialogue, scene=scene, place=-1)
    if isinstance(scene, Work) and scene.introduces:
        begun = _introduced(begun, scene.introduces)
    moved, said = (begun, ()) if begun.saying else _go_on(begun, at)
    return moved, (*said, *ahead, *work)


def _go_on(dialogue: Dialogue, at: int) -> Moved:
    """Nothing is being said: say the news, the next line, or move on from the last line."""
    if dialogue.news:
        begins = max(at, dialogue.free + GAP)
        saying = Saying(dialogue.news[0], begins, aside=True)
        return replace(dialogue, news=dialogue.news[1:], saying=saying), (Say(begins, saying.text),)
    scene, lines = dialogue.scene, dialogue.scene.lines()
    if dialogue.place + 1 < len(lines):
        return _say(replace(dialogue, place=dialogue.place + 1), lines[dialogue.place + 1], at)
    if isinstance(scene, End):
        return replace(dialogue, over=True), ()
    return (dialogue, ()) if scene.rest() != 0 else _enter(dialogue, scene.silent(), at)


def _say(dialogue: Dialogue, line: Line, at: int) -> Moved:
    begins = max(at, dialogue.free + GAP)
    match line:
        case Printed(text):
            moved, effects = _go_on(dialogue, at)
            return moved, (Show(at, text), *effects)
        case Sounded(name):
            saying = Saying(name, begins, begins + SOUND_MS[name])
            return replace(dialogue, saying=saying), (Sound(begins, name),)
        case Voiced(text, voice):
            return replace(dialogue, saying=Saying(text, begins)), (Say(begins, text, voice=voice),)
        case _:
            return replace(dialogue, saying=Saying(line, begins)), (Say(begins, line),)


def _sounds(dialogue: Dialogue, spoken: Spoken) -> Dialogue:
    """A sentence is ready, so its times are known. One that was hushed since is ignored."""
    saying = dialogue.saying
    if saying is None or saying.text != spoken.text or saying.ends is not None or spoken.begins < saying.begins:
        return dialogue
    return replace(dialogue, saying=replace(saying, begins=spoken.begins, ends=spoken.ends))


def _tick(dialogue: Dialogue, at: int) -> Moved:
    due = wake_at(dialogue)
    if due is None or at < due:
        return dialogue, ()
    saying, rest = dialogue.saying, dialogue.scene.rest()
    if saying and saying.ends is not None:
        return _go_on(replace(dialogue, saying=None, free=saying.ends, life=saying.ends), at)
    if saying is None and rest is not None and at >= dialogue.free + rest:
        return _enter(dialogue, dialogue.scene.silent(), at)
    return replace(dialogue, life=at), (Sound(at, Earcon.ALIVE),)


# --- answers -------------------------------------------------------------------------------------


def _answered(dialogue: Dialogue, event: Pressed | Heard) -> Moved:
    """A key, or a command that stands for one: silence first, then what follows from it."""
    elbow, key = read(dialogue.scene.reads(), event, dialogue.bound, dialogue.elbow)
    dialogue = replace(dialogue, elbow=elbow)
    if not key:
        return dialogue, ()
    at, lines = event.at, dialogue.scene.lines()
    scene = dialogue.scene.key(key, _place(dialogue, at))
    cut = dialogue.saying is not None
    hushed = replace(dialogue, saying=None, life=at, free=at if cut else dialogue.free)
    if scene is dialogue.scene:
        moved, effects = _go_on(replace(hushed, place=len(lines) - 1), at)
    else:
        moved, effects = _enter(replace(hushed, free=at), scene, at)
    return moved, (Hush(at), *effects)


def _place(dialogue: Dialogue, at: int) -> int:
    """The line that a key answers. At the very start of a line it is the one before: no hand is quicker."""
    saying = dialogue.saying
    early = saying is not None and not saying.aside and (saying.ends is None or at - saying.begins < GRACE_MS)
    return dialogue.place - early


# --- news ----------------------------------------------------------------------------------------


def _told(dialogue: Dialogue, at: int) -> Moved:
    """Keep the news until nothing else is being said."""
    return (dialogue, ()) if dialogue.saying else _go_on(dialogue, at)


def _channel(dialogue: Dialogue, way: Way) -> Moved:
    """A channel has come or gone. If nobody can answer any more, say so and end."""
    dialogue = replace(dialogue, works=after(dialogue.works, way))
    if way.say and not dialogue.works and way.say not in MAY_HEAR:
        goodbye = dialogue.words.say("nobody-answers")
        dialogue = replace(dialogue, news=(*dialogue.news, dialogue.words.one(way.say)))
        if dialogue.scene.lines() != goodbye:
            end = End(EarError("coach", "nobody can answer any more", "start it again in a terminal"))
            dialogue = replace(dialogue, scene=Tell(goodbye, lambda _key: end), place=-1)
        return _told(dialogue, way.at)
    if way.name in dialogue.untold:
        others = {name: one for name, one in dialogue.held.items() if name != way.name}
        over = not way.say or way.say == HEARD_AGAIN
        return replace(dialogue, held=others if over else {**others, way.name: way}), ()
    if text := news(way, dialogue.works, dialogue.words):
        dialogue = replace(dialogue, news=(*dialogue.news, text))
    return _told(dialogue, way.at)


def _introduced(dialogue: Dialogue, channel: str) -> Dialogue:
    """The caregiver now knows of a channel, so its trouble, if there is any, becomes news."""
    trouble = dialogue.held.get(channel)
    text = news(trouble, dialogue.works, dialogue.words) if trouble else ""
    waiting = (*dialogue.news, text) if text else dialogue.news
    return replace(dialogue, untold=dialogue.untold - {channel}, held={}, news=waiting)


def _meaning(dialogue: Dialogue, event: Event) -> Command | None:
    del dialogue
    return event.command if isinstance(event, Heard) else None


DIALOGUE: Machine[Dialogue] = Machine(step, wake_at, _meaning, lambda _: 0)
"""Any dialogue, as the loop runs it."""
