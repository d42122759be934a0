"""Holds the garbage collector back while modules are imported, and keeps what they hold out of its sight afterwards."""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Iterator


@contextlib.contextmanager
def importing() -> Iterator[None]:
    """Import in here: the collector would look some sixty times for circles that are not there, a tenth of the time.

    And later, while sound is made, it need not walk again and again through all that was imported.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
