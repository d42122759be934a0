"""A virtual room without hardware: a private PulseAudio with a loudspeaker, a microphone and a parent who speaks.

Programs started with ``room.env`` play to ``speaker`` and hear ``mic``; what is played to ``parent`` sounds in the
room, with the loudspeaker's echo when asked for. Knows nothing of the coach, so that it can judge it.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import TracebackType

    from numpy.typing import NDArray

RATE = 48_000
"""Hertz, of every sink here: what most sound cards run at."""

DAEMON = """default-sample-rate = 48000
alternate-sample-rate = 48000
default-sample-format = s16le
resample-method = speex-float-1
exit-idle-time = -1
flat-volumes = no
enable-shm = no
realtime-scheduling = no
high-priority = no
"""
ALSA = "</usr/share/alsa/alsa.conf>\npcm.!default { type pulse }\nctl.!default { type pulse }\n"
CLIENT = "autospawn = no\nenable-shm = no\n"
MISSING = "there is no pulseaudio here: apt-get install pulseaudio pulseaudio-utils libasound2-plugins"


class NoRoomError(RuntimeError):
    """PulseAudio is not installed or did not start; the message says which."""


class Recording:
    """What a sink sounded like, with the moment each sample was heard."""

    def __init__(self, env: dict[str, str], source: str, latency_ms: int) -> None:
        command = ["parec", f"--device={source}", "--raw", "--format=float32le", "--channels=1", f"--rate={RATE}"]
        # The recorder's own fragment must be small: it bounds how well a sample's moment is known.
        self.process = subprocess.Popen(
            [*command, f"--latency-msec={latency_ms}"], env=env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        _hurry(self.process.pid)
        self._bytes = bytearray()
        self._origin = float("inf")
        self._begun = threading.Event()
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def _read(self) -> None:
        pipe = self.process.stdout
        assert pipe is not None
        while block := os.read(pipe.fileno(), 1 << 16):
            # A block arrives when its first sample sounds, or later when this machine is busy: the earliest is right.
            self._origin = min(self._origin, time.monotonic() - len(self._bytes) / 4 / RATE)
            self._bytes += block
            self._begun.set()

    @property
    def samples(self) -> NDArray[np.float32]:
        """All that was recorded so far, mono, shape (n,), at RATE."""
        return self.part(0, self.count)

    @property
    def count(self) -> int:
        """Samples recorded so far."""
        return len(self._bytes) // 4

    def part(self, first: int, last: int) -> NDArray[np.float32]:
        """Samples ``first`` to ``last``, without copying all that came before; fewer where there are none."""
        return np.frombuffer(bytes(self._bytes[max(first, 0) * 4 : max(min(last, self.count), 0) * 4]), np.float32)

    def moment(self, index: int) -> float:
        """When sample ``index`` was heard, in seconds of ``time.monotonic`` (the same clock in every process)."""
        return self._origin + index / RATE

    def index(self, moment: float) -> int:
        """Find the sample that was heard at ``moment``."""
        return round((moment - self._origin) * RATE)

    def __enter__(self) -> Self:
        if not self._begun.wait(5):
            self.close()
            raise NoRoomError("the recorder heard nothing for 5 s: is that sink there?")
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Record no more; what was recorded stays."""
        self.process.terminate()
        self.process.wait()
        self._thread.join(5)
        if self.process.stdout:
            self.process.stdout.close()


class Room:
    """One private PulseAudio. Several can exist at once; nothing of it is left when the context ends."""

    def __init__(self, echo_db: float | None = None, echo_ms: int = 60) -> None:
        """Make a room whose loudspeaker reaches the microphone at ``echo_db`` (negative), or not at all when None."""
        if not shutil.which("pulseaudio") or not shutil.which("pactl"):
            raise NoRoomError(MISSING)
        self.echo_db, self.echo_ms = echo_db, echo_ms
        self.folder = Path(tempfile.mkdtemp(prefix="room-"))
        run = self.folder
        unwanted = {"DISPLAY", "WAYLAND_DISPLAY", "PULSE_LATENCY_MSEC", "PULSE_SINK", "PULSE_SOURCE"}
        self.env = {name: value for name, value in os.environ.items() if name not in unwanted}
        self.env |= {"XDG_RUNTIME_DIR": str(run), "PULSE_RUNTIME_PATH": str(run / "pulse")}
        self.env |= {"PULSE_STATE_PATH": str(run / "state"), "PULSE_COOKIE": str(run / "cookie")}
        self.env |= {"PULSE_SERVER": f"unix:{run}/native", "PULSE_CLIENTCONFIG": str(run / "client.conf")}
        self.env |= {"ALSA_CONFIG_PATH": str(run / "asound.conf"), "DBUS_SESSION_BUS_ADDRESS": "disabled:"}
        self._modules: dict[str, str] = {}
        self._recordings: list[Recording] = []
        self._server: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        for name, text in (("daemon.conf", DAEMON), ("asound.conf", ALSA), ("client.conf", CLIENT)):
            (self.folder / name).write_text(text)
        (self.folder / "pulse").mkdir(mode=0o700)
        (self.folder / "room.pa").write_text(
            f".fail\nload-module module-native-protocol-unix auth-anonymous=1 socket={self.folder}/native\n"
        )
        try:
            self.restart_server()
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        for recording in self._recordings:
            recording.close()
        self.kill_server()
        shutil.rmtree(self.folder, ignore_errors=True)

    def restart_server(self) -> None:
        """Start the server (again), with everything plugged in."""
        self.kill_server()
        (self.folder / "native").unlink(missing_ok=True)
        script = str(self.folder / "room.pa")
        with (self.folder / "log").open("wb") as log:
            self._server = subprocess.Popen(
                ["pulseaudio", "-n", "-F", script, "--daemonize=no", "--use-pid-file=no", "--exit-idle-time=-1"],
                env=self.env | {"PULSE_CONFIG": str(self.folder / "daemon.conf"), "HOME": str(self.folder)},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        self._wait_for_server()
        for name in ("room", "parent"):
            self._load_sink(name)
        self.plug_mic()
        self._load_loop("parent", 20)
        self.plug()
        self._pactl("set-default-source", "mic")  # plugging a loudspeaker in may have made its monitor the default
        _hurry(self._server.pid)

    def _wait_for_server(self) -> None:
        for _ in range(200):
            if subprocess.run(["pactl", "info"], env=self.env, capture_output=True, check=False).returncode == 0:
                return
            time.sleep(0.025)
        raise NoRoomError(f"pulseaudio did not start: {(self.folder / 'log').read_text()[-2000:]}")

    def kill_server(self) -> None:
        """End the server without a word, as a crash does."""
        if self._server:
            self._server.kill()
            self._server.wait()
            self._server = None
        self._modules.clear()

    def plug(self) -> None:
        """Plug the loudspeaker in; streams come back to it by themselves where the program still has them."""
        if "speaker" in self._modules:
            return
        self._load_sink("speaker")
        self._pactl("set-default-sink", "speaker")
        if self.echo_db is not None:
            self._pactl("set-sink-input-volume", self._load_loop("speaker", self.echo_ms), f"{self.echo_db}dB")
        self._unload("nowhere")

    def unplug(self) -> None:
        """Take the loudspeaker away: callbacks stop and no error is raised. Ends the recordings of it."""
        # PulseAudio moves streams to another sink when theirs goes: here to one that is asleep, not into the room.
        self._load_sink("nowhere")
        self._pactl("set-default-sink", "nowhere")
        self._pactl("suspend-sink", "nowhere", "1")
        for recording in self._recordings:
            if "--device=speaker.monitor" in recording.process.args:  # type: ignore[operator]
                recording.close()
        self._unload("speaker loop")
        self._unload("speaker")

    def take(self) -> None:
        """Let another program take the loudspeaker for itself: PulseAudio suspends it, and no error is raised."""
        self._pactl("suspend-sink", "speaker", "1")

    def release(self) -> None:
        """Let the other program give the loudspeaker back."""
        self._pactl("suspend-sink", "speaker", "0")

    def join(self, name: str) -> None:
        """Let another loudspeaker join and become the default, as a Bluetooth loudspeaker does."""
        self._load_sink(name)
        self._pactl("set-default-sink", name)

    def join_wide(self, name: str) -> None:
        """Let a loudspeaker with a left and a right side join, and not become the default."""
        self._load(
            name,
            "module-null-sink",
            f"sink_name={name}",
            f"rate={RATE}",
            "channels=2",
            "norewinds=1",
            f"sink_properties=device.description={name}",
        )

    def leave(self, name: str) -> None:
        """Let a loudspeaker that has joined go away again: what it played comes out of the first one."""
        self._pactl("set-default-sink", "speaker")
        self._unload(name)

    def plug_mic(self) -> None:
        """Plug the microphone in, and make it the default."""
        if "mic" not in self._modules:
            self._load("mic", "module-remap-source", "source_name=mic", "master=room.monitor", "channels=1")
            self._pactl("set-default-source", "mic")
            self._unload("deaf")

    def unplug_mic(self) -> None:
        """Take the microphone away: callbacks stop and no error is raised."""
        # As with the loudspeaker, what listened to it would be given another one: here one that is asleep.
        self._load_sink("deaf")
        self._pactl("set-default-source", "deaf.monitor")
        self._pactl("suspend-sink", "deaf", "1")
        self._unload("mic")

    def mute_mic(self, *, muted: bool = True) -> None:
        """Switch the microphone off, or on again: it gives only zeros."""
        self._pactl("set-source-mute", "mic", str(int(muted)))

    def take_mic(self, *, taken: bool = True) -> None:
        """Let another program take the microphone for itself, or give it back: PulseAudio suspends it."""
        self._pactl("suspend-source", "mic", str(int(taken)))

    def record(self, sink: str = "speaker", latency_ms: int = 5) -> Recording:
        """Record a sink (``speaker``, ``room``, ``parent``) or the ``mic`` while the context lasts."""
        recording = Recording(self.env, sink if sink == "mic" else f"{sink}.monitor", latency_ms)
        self._recordings.append(recording)
        return recording

    def say(self, sound: str | Path | NDArray[np.float32], rate: int = RATE) -> subprocess.Popen[bytes]:
        """Let the parent speak: a file, or mono samples at ``rate``. Returns at once; ``wait()`` for the end of it."""
        if isinstance(sound, str | Path):
            return subprocess.Popen(["paplay", "--device=parent", str(sound)], env=self.env)
        raw = self.folder / f"said-{time.monotonic_ns()}.raw"
        raw.write_bytes(np.asarray(sound, np.float32).tobytes())
        form = ["--raw", "--format=float32le", "--channels=1", f"--rate={rate}"]
        return subprocess.Popen(["paplay", "--device=parent", *form, str(raw)], env=self.env)

    @contextlib.contextmanager
    def hiss(self, loud: float = 0.005, seconds: int = 240) -> Iterator[None]:
        """No real room is as silent as a muted microphone."""
        noise = self.say((loud * np.random.default_rng(0).normal(size=RATE * seconds)).astype(np.float32))
        try:
            yield
        finally:
            noise.kill()
            noise.wait()

    def calibrate(self, clicks: int = 20) -> float:
        """How late (+) or early (-) the recorder stamps, in seconds: the median over clicks whose moment Pulse told."""
        with self.record() as recording:
            command = [sys.executable, __file__, str(clicks)]
            ran = subprocess.run(command, env=self.env, capture_output=True, text=True, check=True)
            due = [float(line) for line in ran.stdout.split()]
            _wait_until(recording, due[-1] + 0.2)
        heard = [recording.moment(i) for i in starts(recording.samples, 0.1, gap=RATE // 50)]
        return float(np.median([min((h - d for h in heard), key=abs) for d in due]))

    def _load_sink(self, name: str) -> None:
        arguments = [f"sink_name={name}", f"rate={RATE}", "channels=1", "channel_map=mono", "norewinds=1"]
        self._load(name, "module-null-sink", *arguments, f"sink_properties=device.description={name}")

    def _load_loop(self, name: str, latency_ms: int) -> str:
        """Let ``name`` sound in the room; returns the sink input's number."""
        module = self._load(
            f"{name} loop",
            "module-loopback",
            f"source={name}.monitor",
            "sink=room",
            f"latency_msec={latency_ms}",
            "adjust_time=0",
            "source_dont_move=true",
            "sink_dont_move=true",
        )
        inputs: list[dict[str, Any]] = json.loads(self._pactl("--format=json", "list", "sink-inputs"))
        return next(str(one["index"]) for one in inputs if str(one["owner_module"]) == module)

    def _load(self, name: str, *arguments: str) -> str:
        self._modules[name] = self._pactl("load-module", *arguments).strip()
        return self._modules[name]

    def _unload(self, name: str) -> None:
        if module := self._modules.pop(name, ""):
            self._pactl("unload-module", module)

    def _pactl(self, *arguments: str) -> str:
        ran = subprocess.run(["pactl", *arguments], env=self.env, capture_output=True, text=True, check=False)
        if ran.returncode:
            raise NoRoomError(f"pactl {' '.join(arguments)}: {ran.stderr.strip()}")
        return ran.stdout


def starts(samples: NDArray[np.float32], level: float, gap: int) -> list[int]:
    """Find the samples where a sound louder than ``level`` begins after at least ``gap`` quieter ones."""
    loud = np.flatnonzero(np.abs(samples) > level)
    return [int(i) for i in loud[np.diff(loud, prepend=-gap - 1) > gap]]


def _wait_until(recording: Recording, moment: float) -> None:
    for _ in range(400):
        if recording.moment(recording.count) > moment:
            return
        time.sleep(0.01)


def _hurry(pid: int) -> None:
    """Give a process real-time priority where that is allowed: measurements on a busy machine are steadier for it."""
    for thread in Path(f"/proc/{pid}/task").glob("*"):
        with contextlib.suppress(OSError):
            os.sched_setscheduler(int(thread.name), os.SCHED_FIFO, os.sched_param(20))


class _Spec(ctypes.Structure):
    """pa_sample_spec; 5 is PA_SAMPLE_FLOAT32LE."""

    _fields_ = [("format", ctypes.c_int), ("rate", ctypes.c_uint32), ("channels", ctypes.c_uint8)]


class _Buffer(ctypes.Structure):
    """pa_buffer_attr, in bytes."""

    _fields_ = [(n, ctypes.c_uint32) for n in ("maxlength", "tlength", "prebuf", "minreq", "fragsize")]


def _click(clicks: int) -> None:
    """Play clicks through a stream of 10 ms and print when each was due to be heard, by PulseAudio's count."""
    pulse = ctypes.CDLL("libpulse-simple.so.0")
    pulse.pa_simple_new.restype = ctypes.c_void_p
    pulse.pa_simple_get_latency.restype = ctypes.c_uint64
    buffer = _Buffer(0xFFFFFFFF, RATE // 100 * 4, 0, RATE // 400 * 4, 0xFFFFFFFF)
    arguments = (None, b"click", 1, b"speaker", b"click", ctypes.byref(_Spec(5, RATE, 1)), None, ctypes.byref(buffer))
    stream = ctypes.c_void_p(pulse.pa_simple_new(*arguments, None))
    step = RATE // 400
    for n in range(20 + 40 * clicks):
        block = np.zeros(step, np.float32)
        if n >= 20 and n % 40 == 20:
            block[0] = 0.5
            queued = pulse.pa_simple_get_latency(stream, None) / 1e6
            print(time.monotonic() + queued)  # noqa: T201
        pulse.pa_simple_write(stream, block.tobytes(), ctypes.c_size_t(block.nbytes), None)


if __name__ == "__main__":
    _click(int(sys.argv[1]))
