"""The page's ears for tests and benchmarks: Chromium runs their chain on sound that is given to it."""

from __future__ import annotations

import base64
import contextlib
import http.server
import re
import threading
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from coach.ears.spotting.needs import Level, named
from coach.ears.spotting.pipeline import Chain, second_opinion
from coach.ears.spotting.spotter import Detection
from coach.ears.spotting.steps import steps_of
from coach.export.page_ears import ears_files
from coach.model.events import Bringer, Command
from coach.sound.clip import Samples
from tests.support.phone import shared

HEARD, PLAYED = 320, 480
"""Samples of a piece of 20 ms: heard at 16 kHz, played at 24 kHz."""
TYPES = {".js": "text/javascript", ".html": "text/html", ".json": "application/json", ".wasm": "application/wasm"}

RUN = """async ([heardAt, playedAt, options]) => {
  const [{ loaded }, { Chain }, { Resampler }] = await Promise.all(
    ["loading", "pipeline", "resampling"].map((name) => import(`/ears/${name}.js`)));
  window.nets ??= await loaded();
  const sound = async (at) => new Float32Array(await (await fetch(at)).arrayBuffer());
  const [heard, played] = [await sound(heardAt), await sound(playedAt)];
  const chain = new Chain(nets.step, nets.look, options), rate = new Resampler(24000, 16000);
  const found = [], said = [], left = [], scores = [], measured = [];
  const push = chain.stream.push.bind(chain.stream);
  chain.stream.push = (samples) => {
    const rows = push(samples);
    if (options.whole) for (const row of rows) scores.push(...row.scores);
    return rows;
  };
  const began = performance.now();
  for (let i = 0; (i + 1) * 320 <= heard.length; i++) {
    const piece = heard.subarray(i * 320, (i + 1) * 320), suspects = found.filter((one) => one.level === "suspect");
    const [from, to] = options.own ?? [1, 0];
    chain.own = new Set(from <= i / 50 && i / 50 < to ? ["no"] : []);
    chain.ducked = options.softens && suspects.some(({ at }) => at + 0.25 <= i / 50 && i / 50 < at + 2.5);
    for (const one of chain.hear(piece, rate.push(played.subarray(i * 480, (i + 1) * 480)))) found.push(one);
    said.push(...[chain.complaint, chain.news].filter(Boolean));
    if (chain.guard.looked) measured.push({ ...chain.guard.found, mode: chain.guard.mode });
    if (options.whole) left.push(...chain.left);
  }
  const ms = performance.now() - began;
  const packed = (list) => {
    const bytes = new Uint8Array(Float32Array.from(list).buffer);
    let text = "";
    for (let i = 0; i < bytes.length; i += 8192) text += String.fromCharCode(...bytes.subarray(i, i + 8192));
    return btoa(text);
  };
  return { found, said, ms, measured, left: packed(left), scores: packed(scores) };
}"""


@dataclass(frozen=True, slots=True)
class Told:
    """What a chain made of some sound."""

    found: tuple[Detection, ...]
    said: tuple[str, ...]
    """Names of the sentences about the microphone."""
    left: Samples
    """What the canceller left."""
    scores: Samples
    """Of all steps, one after another."""
    measured: tuple[dict[str, Any], ...] = ()
    """What the self-check measured at each look, and the mode that followed from it."""
    ms: float = 0.0
    """Milliseconds that it took."""

    def in_short(self) -> list[tuple[str, ...]]:
        """Each detection as its moment, level, command and who brought it."""
        return [(f"{one.at:.2f}", str(one.level), str(one.command), str(one.by)) for one in self.found]


class PageEars:
    """A page that has the ears, and their address."""

    def __init__(self, page: Any, address: str, sounds: dict[str, bytes]) -> None:
        self.page, self.address, self._sounds = page, address, sounds
        page.goto(f"{address}/index.html")

    def hear(self, heard: Samples, played: Samples | None = None, *, names: tuple[str, ...] = (), **how: Any) -> Told:
        """What the page's chain makes of it.

        Args:
            heard: by the microphone, at 16 kHz.
            played: by the coach meanwhile, at 24 kHz.
            names: what the baby is called.
            how: ``whole``: tell also the scores and what the canceller left; ``crying``: whether to listen for it;
                ``softens``: the coach goes soft for a suspicion; ``own``: from which second to which its own "baby
                says no" sounds.

        """
        self._sounds["heard.f32"] = heard.astype("<f4").tobytes()
        self._sounds["played.f32"] = fitting(heard, played).astype("<f4").tobytes()
        options = {"named": named(names), **how}
        made = self.page.evaluate(RUN, ["/heard.f32", "/played.f32", options])
        found = tuple(_detection(one) for one in made["found"])
        left, scores = (np.frombuffer(base64.b64decode(made[name]), "<f4") for name in ("left", "scores"))
        measured = tuple({snake(key): value for key, value in one.items()} for one in made["measured"])
        return Told(found, tuple(made["said"]), left, scores, measured, made["ms"])


def snake(name: str) -> str:
    """``erleDb`` as ``erle_db``."""
    return re.sub("[A-Z]", lambda letter: f"_{letter[0].lower()}", name)


def _detection(one: dict[str, Any]) -> Detection:
    score = -np.inf if one["score"] is None else float(one["score"])
    return Detection(one["at"], Command(one["command"]), Level(one["level"]), score, Bringer(one["by"]))


def fitting(heard: Samples, played: Samples | None) -> Samples:
    """The played sound (24 kHz) as long as what was heard; silence if there is none."""
    out = np.zeros(len(heard) // HEARD * PLAYED, np.float32)
    if played is not None:
        out[: len(played)] = played[: len(out)]
    return out


def python_hears(
    heard: Samples,
    played: Samples | None = None,
    *,
    names: tuple[str, ...] = (),
    softens: bool = False,
    own: tuple[float, float] = (1, 0),
) -> Told:
    """What the coach's own chain makes of it, piece by piece as the page's."""
    chain = Chain(cancel=True, phonemes=second_opinion(), names=names, guarded=True)
    chain._someone._webrtc = None
    guard: Any = chain.guard
    measured: list[dict[str, Any]] = []
    found: list[Detection] = []
    said: list[str] = []
    left: list[Samples] = []
    aligned: Any = chain._aligned
    clean = aligned.clean

    def noted(now: Samples, meanwhile: Samples) -> Samples:
        left.append(clean(now, meanwhile))
        return left[-1]

    aligned.clean = noted
    playing = fitting(heard, played)
    for i in range(len(heard) // HEARD):
        suspects = [one.at for one in found if one.level is Level.SUSPECT]
        chain.own = frozenset({Command.NO} if own[0] <= i / 50 < own[1] else ())
        chain.ducked = softens and any(at + 0.25 <= i / 50 < at + 2.5 for at in suspects)
        found += chain.hear(heard[i * HEARD : (i + 1) * HEARD], playing[i * PLAYED : (i + 1) * PLAYED])
        said += filter(None, (chain.complaint, chain.news))
        measured += [{**asdict(guard.found), "mode": guard.mode}] if guard.looked else []
    rest = np.concatenate(left)
    return Told(tuple(found), tuple(said), rest, steps_of(rest).scores.reshape(-1), tuple(measured))


class Network:
    """A line that carries so many bits a second, shared by all that is fetched; 0 carries everything at once."""

    def __init__(self, bits: int) -> None:
        self._bits, self._free, self._lock = bits, 0.0, threading.Lock()

    def pieces(self, content: bytes) -> Iterator[bytes]:
        """The content in pieces, each when the line has carried it."""
        size = 16_384 if self._bits else max(1, len(content))
        for at in range(0, len(content), size):
            piece = content[at : at + size]
            if self._bits:
                with self._lock:
                    self._free = max(self._free, time.monotonic()) + 8 * len(piece) / self._bits
                    free = self._free
                time.sleep(max(0.0, free - time.monotonic()))
            yield piece


@contextlib.contextmanager
def served(more: dict[str, bytes], bits: int = 0) -> Iterator[str]:
    """The ears under ``/ears/`` and the files of ``more``, which may change, on localhost, at so many bits a second."""
    network = Network(bits)
    ears = {f"ears/{name}": content for name, content in ears_files().items()}

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            name = self.path.partition("?")[0].strip("/")
            content = more.get(name, ears.get(name))
            self.send_response(200 if content is not None else 404)
            self.send_header("Content-Type", TYPES.get(name[name.rfind(".") :], "application/octet-stream"))
            self.send_header("Content-Length", str(len(content or b"")))
            self.end_headers()
            for piece in network.pieces(content or b""):
                self.wfile.write(piece)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name there
            del format, args

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://localhost:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


@contextlib.contextmanager
def page_ears() -> Iterator[PageEars]:
    """Ears in a browser."""
    sounds = {"index.html": b"<!doctype html><title>ears</title>"}
    with served(sounds) as address, shared().new_page() as page:
        yield PageEars(page, address, sounds)
