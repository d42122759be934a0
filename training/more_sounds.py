# ruff: noqa: T201, S603, S607
"""Fetches freely licensed music, voices and effects from Debian's packages, none of which is a crying baby.

    python -m training.more_sounds FOLDER [--debs FOLDER/deb]        # needs apt-get, dpkg-deb and ffmpeg

Writes 16 kHz mono WAV and a manifest.json as training/sounds.py reads it. A whole package belongs to one part. Nothing
is installed, and none of it is part of this repository. Each package's ``copyright`` is kept beside its sounds.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import tarfile
from dataclasses import dataclass
from pathlib import Path

ENDINGS = (".ogg", ".wav", ".oga", ".mp3", ".flac", ".g722", ".opus")
LONGEST, SHORTEST = 60, 0.4
"""How many seconds of a file are kept, from its beginning, and below what length it's left out."""


@dataclass(frozen=True, slots=True)
class Package:
    """A source of sounds."""

    name: str
    part: str
    kind: str
    """``music``, ``voices`` (acted and read, laughter and shouts among them) or ``effects``."""
    minutes: int
    """The most that is taken from it."""
    under: str = ""
    """Only files whose path contains this."""


PACKAGES = (
    Package("warzone2100-music", "tune", "music", 20),
    Package("fillets-ng-data", "tune", "music", 20, "/music/"),
    Package("asterisk-core-sounds-es-g722", "tune", "voices", 20),
    Package("ktuberling-data", "tune", "voices", 20),
    Package("frozen-bubble-data", "tune", "effects", 10),
    Package("wesnoth-1.16-music", "train", "music", 40),
    Package("hedgewars-data", "train", "voices", 30, "/voices/"),
    Package("fillets-ng-data-cs", "train", "voices", 30),
    Package("asterisk-core-sounds-fr-g722", "train", "voices", 15),
    Package("gcompris-qt-data", "train", "effects", 20),
    Package("fillets-ng-data-nl", "test", "voices", 40),
    Package("klettres-data", "test", "voices", 15),
    Package("asterisk-core-sounds-ru-g722", "test", "voices", 25),
    Package("asterisk-core-sounds-it-g722", "test", "voices", 25),
    Package("warmux-data", "test", "effects", 15),
    Package("colobot-common-sounds", "test", "effects", 15),
    Package("extremetuxracer-data", "test", "music", 15),
    Package("asterisk-moh-opsound-wav", "test", "music", 25),
    Package("ufoai-music", "test", "music", 60),
    Package("trackballs-data", "test", "music", 15),
    Package("sound-theme-freedesktop", "test", "effects", 10),
    Package("deepin-sound-theme", "test", "effects", 10),
    Package("mumble", "test", "effects", 10),
)


def fetched(package: Package, debs: Path) -> Path:
    """The package's file; fetched from Debian's mirror if it isn't there yet."""
    debs.mkdir(parents=True, exist_ok=True)
    if not list(debs.glob(f"{package.name}_*.deb")):
        subprocess.run(["apt-get", "download", package.name], cwd=debs, check=True, stdout=subprocess.DEVNULL)
    return max(debs.glob(f"{package.name}_*.deb"))


def unpacked(package: Package, deb: Path, folder: Path) -> list[Path]:
    """Unpack the sounds we want, and the copyright."""
    out = []
    with subprocess.Popen(["dpkg-deb", "--fsys-tarfile", str(deb)], stdout=subprocess.PIPE) as tar:
        assert tar.stdout  # noqa: S101
        with tarfile.open(fileobj=tar.stdout, mode="r|") as files:
            for one in files:
                wanted = one.isfile() and one.name.lower().endswith(ENDINGS) and package.under in one.name
                licence = one.name.endswith(f"{package.name}/copyright")
                if wanted or licence:
                    files.extract(one, folder, filter="data")
                if wanted:
                    out.append(folder / one.name)
    return sorted(out)


def decoded(source: Path, target: Path) -> float:
    """Write ``source`` to ``target`` and return its seconds; None if it isn't sound or is too short."""
    command = [
        "ffmpeg",
        "-v",
        "error",
        "-nostdin",
        "-threads",
        "1",
        "-i",
        str(source),
        "-t",
        str(LONGEST),
        "-ac",
        "1",
        "-ar",
        "16000",
        "-c:a",
        "pcm_s16le",
        "-map_metadata",
        "-1",
        "-y",
        str(target),
    ]
    done = subprocess.run(command, check=False, stderr=subprocess.DEVNULL)
    seconds = (target.stat().st_size - 44) / 32_000 if done.returncode == 0 and target.exists() else 0.0
    if seconds < SHORTEST:
        target.unlink(missing_ok=True)
        return 0.0
    return seconds


def rows_of(package: Package, folder: Path, debs: Path) -> list[dict[str, object]]:
    """The manifest's rows for one package: every file if all fit, otherwise evenly chosen ones."""
    kept = folder / f"{package.name}.json"
    if kept.exists():
        return list(json.loads(kept.read_text("utf-8")))
    files = unpacked(package, fetched(package, debs), folder / "raw")
    home, rows, left = folder / package.name, [], package.minutes * 60.0
    home.mkdir(parents=True, exist_ok=True)
    # Every seventh file, then the next ones, so that every sub-folder gets its share if not everything fits.
    for i, source in enumerate([f for first in range(7) for f in files[first::7]]):
        target = home / f"{i:05d}.wav"
        if left > 0 and (seconds := decoded(source, target)):
            left -= seconds
            rows.append(
                {
                    "path": str(target.relative_to(folder)),
                    "kind": package.kind,
                    "label": source.name,
                    "speaker": package.name,
                    "seconds": round(seconds, 2),
                    "part": package.part,
                    "source": f"debian:{package.name}",
                    "licence": "see copyright",
                }
            )
    kept.write_text(json.dumps(rows), "utf-8")
    return rows


def main() -> None:
    """See the module's docstring."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("folder", type=Path)
    options.add_argument("--debs", type=Path)
    options.add_argument("--parts", nargs="+", default=["train", "tune", "test"], help="only these: enough to measure")
    args = options.parse_args()
    every: list[dict[str, object]] = []
    for package in [p for p in PACKAGES if p.part in args.parts]:
        rows = rows_of(package, args.folder, args.debs or args.folder / "deb")
        print(f"{package.name:30} {package.part:5} {package.kind:8} {len(rows):5} files", flush=True)
        every += rows
        (args.folder / "manifest.json").write_text(json.dumps(every, indent=0), "utf-8")


if __name__ == "__main__":
    main()
