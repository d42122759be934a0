"""Writes the app: a folder of files that any web host can serve, and that a phone keeps for use without a network."""

from __future__ import annotations

import hashlib
import io
import json
import re
import wave
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Template
from typing import Any

from coach import words as language
from coach.ears.spotting.needs import named
from coach.export.app import choices, machine, qr, sounds
from coach.export.app.choices import Planned
from coach.export.cover import icon
from coach.export.drawing.album import drawing
from coach.export.encode import library
from coach.export.output_names import output_folder, own_folder
from coach.export.page_ears import ears_files
from coach.model.channels import HEARS
from coach.model.options import Hands, Options
from coach.model.routine import Script
from coach.model.wording import Words
from coach.planning.timeline_builder import SOUND_MS
from coach.session.transitions.care import JABBED
from coach.sound.clip import Clip
from coach.support.errors import UsageError
from coach.support.files import save_together
from coach.voices.voice import Voice
from coach.words.phrases import PHRASES

ASSETS = Path(__file__).parent.parent / "assets" / "app"
SHELL = (
    *("app.css", "app.js", "clock.js", "index.html", "lead.js", "parts.js", "player.js", "remote.js", "screen.js"),
    *("start.js", "store.js", "sw.js", "trial.html", "trial.js"),
    *("engine/news.js", "engine/plan.js", "engine/said_back.js", "engine/session.js", "engine/steps.js"),
    "engine/track.js",
)
"""The files in ``assets``, except the ears'. Each is named, so that an installation that lost one says which."""
SIDES = (192, 512)
"""Sizes of the icons in pixels."""
MARK = "app.json"
"""The file that marks a folder as an app of ours."""
LATER = (".split.gz", "trial.html", "trial.js")
"""Files that a phone keeps only once it has needed them: the ears' networks are larger than all the rest."""
EARLIER = re.compile(r"sounds/.+-[0-9a-f]{12}\.aac|routines/[a-z0-9-]+\.json|drawings/.+-\d\d-.+\.svg")
"""The files of an app that change with its routines and their words."""
SILENCE_S, SILENCE_RATE = 6, 4000
"""The sound that puts the app on a phone's lock screen, which ignores anything shorter than five seconds."""


@dataclass(frozen=True, slots=True)
class Making:
    """What the app is made of."""

    routines: Mapping[str, Script]
    options: Options
    words: Words
    voice: Voice
    cue: Callable[[str], Clip]
    bed: Clip | None = None
    fixed: bool = False
    """Offer only one choice in the app: how much is said."""
    names: tuple[str, ...] = ()
    """What the baby is called: the app hears "Mia says no" as well. Only the sounds of a name are written."""
    jab: tuple[str, int] | None = None
    """The leg that rests after a jab as the app is written, and when that was said in milliseconds since 1970."""
    address: str = ""
    """The app's future address, for its QR code."""
    plans: Callable[[str], None] = lambda _name: None
    """Called with the name of each routine before it is planned."""
    leaves_out: Callable[[str], None] = lambda _name: None
    """Called with the name of each routine that has no stroke left for this baby."""


def write(making: Making, folder: Path) -> tuple[int, int]:
    """Write the app; return its size in bytes without its sound, and with it.

    Raises:
        UsageError: the folder can't be written, no routine has a stroke left, or the extra ``takeaway`` is missing.
        VoiceError, SoundError: the sound can't be made.
        OSError: the installation lost a file of the app.
    """
    # First, so that nothing is spoken or written for an app that would lack a file or can't be encoded.
    fixed = _fixed(making.address)
    library("av", "coach page")
    folder = own_folder(folder, "--output")
    before = [*_earlier(folder)]
    shell, sounding = _made(making, fixed)
    for below in {Path(name).parent for name in (*shell, *sounding)}:
        output_folder(folder / below, "--output")
    # Half an app would be opened as if it were whole, and an old one must not be mixed with a new one.
    save_together({folder / name: content for name, content in {**sounding, **shell}.items()}, "--output")
    for name in {*before}.difference(shell, sounding):  # they may say the baby's name, and would be put on a host too
        (folder / name).unlink(missing_ok=True)
    return sum(map(len, shell.values())), sum(map(len, (*shell.values(), *sounding.values())))


def _earlier(folder: Path) -> Iterator[str]:
    """The names of what an earlier app in this folder leads and says."""
    if (folder / MARK).is_file():
        for below in ("sounds", "routines", "drawings"):
            names = (path.relative_to(folder).as_posix() for path in (folder / below).glob("*"))
            yield from filter(EARLIER.fullmatch, names)


def _fixed(address: str) -> dict[str, bytes]:
    """The files that are the same whatever the app leads, by name; some of them are templates still."""
    files = {name: (ASSETS / name).read_bytes() for name in SHELL}
    files.update({f"ears/{name}": content for name, content in ears_files().items()})
    files["silence.wav"] = _silence()
    files["qr.svg"] = qr.picture(address)
    files.update({f"icon-{side}.png": icon(side) for side in SIDES})
    return files


def _made(making: Making, fixed: dict[str, bytes]) -> tuple[dict[str, bytes], dict[str, bytes]]:
    """The files without sound, and those with sound, by name."""
    files: dict[str, bytes] = {}
    sounding: dict[str, bytes] = {}
    bells = sounds.short_sounds((name for name in SOUND_MS if name != "hello"), making.cue, making.bed)
    listed = []
    common = _pack("short", bells, sounding)
    for name, script in making.routines.items():
        making.plans(name)
        planned = choices.planned(script, making.options, making.words, fixed=making.fixed)
        if planned.choices:
            packs = {
                group: _pack(f"{name}-{group}", sounds.spoken(making.voice, said), sounding)
                for group, said in planned.said.items()
                if said
            }
            drawn = [*_drawings(planned, files)]
            files[f"routines/{name}.json"] = _json(_routine(planned, packs, drawn))
            listed.append(_listed(name, planned, packs, drawn))
        else:
            making.leaves_out(name)
    if not listed:
        raise UsageError("coach page", "nothing is left of any routine", "name other routines, or another --age")
    files.update(_shell(making, fixed, listed, common, sorted([*files, *sounding])))
    return files, sounding


def _pack(name: str, pack: sounds.Pack, sounding: dict[str, bytes]) -> dict[str, Any]:
    """Add a pack under a name that changes with its content."""
    file = f"sounds/{name}-{_hash(bytes(pack.content))}.aac"
    sounding[file] = bytes(pack.content)
    return {"file": file, "index": pack.index}


def _drawings(planned: Planned, files: dict[str, bytes]) -> Iterator[list[str]]:
    """For each drawing its file, which is the same for all its words, and these."""
    for (name, words), (_, area, stroke) in planned.drawn.items():
        file = f"drawings/{name}.svg"
        if file not in files:
            files[file] = drawing(area, stroke).encode()
        yield [file, words]


def _routine(planned: Planned, packs: dict[str, Any], drawn: list[list[str]]) -> dict[str, Any]:
    return {"pool": planned.pool, "choices": planned.choices, "packs": packs, "drawings": drawn}


def _listed(name: str, planned: Planned, packs: dict[str, Any], drawn: list[list[str]]) -> dict[str, Any]:
    """What the start screen shows about a routine."""
    return {
        "name": name,
        "title": planned.title,
        "about": planned.about,
        "drawing": next((file for file, _ in drawn), ""),
        "turns": planned.turns,
        "minutes": {key: choice[4] for key, choice in planned.choices.items()},
        "sounds": {group: pack["file"] for group, pack in packs.items()},
    }


def _shell(
    making: Making, fixed: dict[str, bytes], listed: list[Any], common: dict[str, Any], others: list[str]
) -> dict[str, bytes]:
    """All of the app but its routines: its page, its code, its words and its service worker."""
    written = language.load(f"{making.words.language}-page")
    files = dict(fixed)
    names = {key: lines[0] for key, lines in written.lines.items()}
    standing = {"title": names["app-title"], "noscript": names["no-sound"], "late": names["not-loaded"]}
    files["index.html"] = (
        Template(files["index.html"].decode()).substitute(standing, language=making.words.language).encode()
    )
    files["manifest.webmanifest"] = _json(_manifest(making.words.language, names))
    files[MARK] = _json(_told(making, listed, common, names))
    kept = sorted([*files, *(name for name in others if not name.startswith("sounds/")), "./"])
    kept = [name for name in kept if name != "sw.js" and not name.endswith(LATER)]
    sounding = [name for name in others if name.startswith("sounds/")]
    every = _hash(b"".join(files[name] for name in sorted(files)) + "".join(others).encode())
    files["sw.js"] = (
        files["sw.js"]
        .replace(b'"VERSION"', json.dumps(every).encode())
        .replace(b'["FILES"]', json.dumps(kept).encode())
        .replace(b'["SOUNDS"]', json.dumps(sounding).encode())
    )
    return files


def _told(making: Making, listed: list[Any], common: dict[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    """Everything the app knows before a routine is opened."""
    usual, tongue = making.options, making.words.language
    return {
        "language": tongue,
        "written": names,
        "lines": {
            hands.value: choices.words_for(making.words, Options(hands=hands)).lines
            for hands in (Hands.RIGHT, Hands.ONE)
        },
        "machine": machine.exported(),
        "phrases": {command.value: said for command, said in PHRASES[tongue].items()},
        "short": common,
        "hears": HEARS,
        "named": named(making.names),
        "routines": listed,
        "fixed": making.fixed,
        "jab": making.jab and {"leg": making.jab[0], "at": making.jab[1]},
        "usual": {"hands": usual.hands, "detail": usual.detail, "age": usual.age},
        "bed": making.bed is not None,
        "address": making.address,
        "jabbed": JABBED,
    }


def _manifest(tongue: str, names: Mapping[str, str]) -> dict[str, Any]:
    icons = [{"src": f"icon-{side}.png", "sizes": f"{side}x{side}", "type": "image/png"} for side in SIDES]
    return {
        "name": names["app-title"],
        "short_name": names["app-short"],
        "lang": tongue,
        "id": "./",
        "start_url": "./",
        "scope": "./",
        "display": "standalone",
        "orientation": "any",
        "background_color": "#14110f",
        "theme_color": "#14110f",
        "icons": [*icons, {**icons[-1], "purpose": "maskable"}],
    }


def _silence() -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as wav:
        wav.setnchannels(1)
        wav.setsampwidth(1)
        wav.setframerate(SILENCE_RATE)
        wav.writeframes(b"\x80" * SILENCE_S * SILENCE_RATE)
    return file.getvalue()


def _json(content: Any) -> bytes:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:12]
