"""Takes the reference pictures of the app: every phase in seven views.

Run it after a change of the app's looks: python -m tools.app_pictures [VIEW ...]. Then look at each that changed, and
commit it only if it's better: nobody else will look. The last line tells where they are.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.support import app_pictures, app_walk, hosts, phone


def main() -> None:
    """Take those of the views named, or of all."""
    wanted = [view for view in app_walk.VIEWS if view.name in sys.argv[1:] or not sys.argv[1:]]
    with (
        tempfile.TemporaryDirectory() as scratch,
        hosts.serving(app_walk.written(Path(scratch) / "app")) as address,
        phone.chromium() as browser,
    ):
        for view in wanted:
            handset = app_walk.opened(browser, address, view)
            taken = {phase: app_walk.picture(handset, phase) for phase in app_walk.phases(handset, view)}
            handset.close()
            for phase, picture in taken.items():
                _keep(picture, app_walk.PICTURES / view.name / f"{phase}.webp", view, phase)
    sys.stdout.write(f"{app_walk.PICTURES}\n")


def _keep(taken: bytes, to: Path, view: app_walk.View, phase: str) -> None:
    """A picture that looks the same stays: its file would change with every machine."""
    told = app_pictures.change(to.read_bytes(), taken, app_pictures.today(view.name, phase)) if to.exists() else "new"
    if told:
        to.parent.mkdir(exist_ok=True)
        to.write_bytes(app_pictures.packed(taken))
        sys.stdout.write(f"{view.name}/{phase}: {told.partition(';')[0]}\n")


if __name__ == "__main__":
    main()
