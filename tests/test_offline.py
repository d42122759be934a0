"""Nothing leaves the machine: the libraries that hear and speak keep no notes about their use, and send none."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
HEARS = "from coach.ears.spotting.models import graph; graph('step')"
SPEAKS = "from coach.voices.heart import HeartVoice; voice = HeartVoice(); voice.speak('Hello.'); voice.child.close()"


@pytest.mark.real
@pytest.mark.parametrize("does", [HEARS, SPEAKS], ids=["hears", "speaks"])
def test_no_library_keeps_a_record_of_its_use(tmp_path: Path, does: str) -> None:
    hidden = ("CI", "ORT_DISABLE_TELEMETRY", "GITHUB_ACTIONS")
    env = {name: value for name, value in os.environ.items() if name not in hidden}
    env |= dict.fromkeys(("HOME", "TMPDIR", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"), str(tmp_path))
    subprocess.run([sys.executable, "-c", does], env=env, cwd=ROOT, check=True, timeout=120)
    assert list(tmp_path.rglob("*")) == []
