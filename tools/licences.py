"""Lists the licence of every package of a lock file, from what is installed: ``python -m tools.licences [LOCK]``."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).parent.parent
UNKNOWN = "unknown"

SAID = {
    "axe-playwright-python": "MIT",  # its LICENSE file
    "colorama": "BSD-3-Clause",
    "comtypes": "MIT",
    "espeakng-loader": "GPL-3.0-or-later",  # eSpeak NG, which it holds; the wheel itself says nothing
    "pypiwin32": "PSF-2.0",
    "pywin32": "PSF-2.0",
}
"""Read by hand: of packages whose metadata say nothing, and of those for other systems. All of pyobjc is MIT."""
HELD = {
    "av": "the wheel holds FFmpeg, LGPL-3.0",
    "soundfile": "the wheel holds libsndfile, LGPL-2.1",
}
"""Other licences inside a wheel."""
APART = {
    "espeakng-loader": "eSpeak NG, in another process: the helper of the voice system",
    "mutagen": "with the extra takeaway alone, in another process: the writer of tags",
    "pysrt": "tests alone",
}
"""Where the GPL's code runs: never in the coach's own process."""


@dataclass(frozen=True, slots=True)
class Licence:
    """What one package may be used under."""

    name: str
    version: str
    text: str
    """As the package states it, or UNKNOWN."""
    note: str = ""

    @property
    def gpl(self) -> bool:
        """It would reach further than its own package; the LGPL does not."""
        return bool(re.search(r"(?<![LA])GPL|General Public License", self.text)) and "Lesser" not in self.text


def licences(lock: Path) -> Iterator[Licence]:
    """Of each package that ``lock`` names, once."""
    seen = set()
    for name, version in re.findall(r"^([\w.-]+)==([^\s;\\]+)", lock.read_text(encoding="utf-8"), re.MULTILINE):
        if name not in seen:
            seen.add(name)
            yield Licence(name, version, stated(name), "; ".join(filter(None, (HELD.get(name), APART.get(name)))))


def stated(name: str) -> str:
    """The licence by the package's own metadata, or as read by hand."""
    try:
        about = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return SAID.get(name, "MIT" if name.startswith("pyobjc") else UNKNOWN)
    classes = [c.split(" :: ")[-1] for c in about.get_all("Classifier", []) if c.startswith("License :: OSI Approved ")]
    # Some put the whole text of the licence into the field of its name.
    lines = "".join(about.get_all("License", [])).splitlines()
    short = lines[0] if len(lines) == 1 else ""
    return "".join(about.get_all("License-Expression", [])) or ", ".join(classes) or short or SAID.get(name, UNKNOWN)


def main(lock: Path) -> int:
    """Print the list; the exit status is 1 where the GPL's code runs in a place that nobody has looked at."""
    found = [one for one in licences(lock) if not one.name.startswith("pyobjc-")]
    for one in found:
        print(f"{one.name:28} {one.version:14} {one.text}{f' ({one.note})' if one.note else ''}")
    unknown, stray = [o.name for o in found if o.text == UNKNOWN], [o.name for o in found if o.gpl and not o.note]
    print(f"\n{len(found)} packages (the parts of pyobjc, MIT, are one); unknown: {', '.join(unknown) or 'none'}.")
    if stray:
        print(f"GPL, and nobody has said in which process: {', '.join(stray)}.")
    return 1 if stray else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "requirements-dev.lock"))
