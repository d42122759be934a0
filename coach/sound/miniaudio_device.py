"""What the loudspeaker and the microphone of miniaudio have in common: a device that leaves nothing behind."""

from __future__ import annotations

from typing import Any

import miniaudio

from coach.sound import alsa

alsa.library()  # so that it prints nothing


class Closing:
    """Mixed into a miniaudio device, it closes the context that miniaudio leaves open.

    Each forgotten context keeps a connection to the sound system, and PulseAudio gives nobody more than 64.
    """

    _made: Any = None

    def _make_context(self, *args: Any, **kwargs: Any) -> Any:
        self._made = super()._make_context(*args, **kwargs)  # type: ignore[misc]  # of the device that it goes before
        return self._made

    def close(self) -> None:
        """Close the device and its context."""
        super().close()  # type: ignore[misc]
        context, self._made = self._made, None
        if context is not None:
            miniaudio.lib.ma_context_uninit(context)
