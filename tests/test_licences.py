"""The licences of installed packages against the allow-list in pyproject.toml."""

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parent.parent
RULES = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["pip-licenses"]


def audit(*options: str) -> subprocess.CompletedProcess[str]:
    command = Path(sys.executable).with_name("pip-licenses")
    return subprocess.run([command, *options], cwd=ROOT, env=os.environ, capture_output=True, text=True, check=False)


def test_every_locked_package_has_an_allowed_licence() -> None:
    lock = (ROOT / "requirements-dev.lock").read_text(encoding="utf-8")
    ran = audit("--packages", *re.findall(r"^([\w.-]+)==", lock, re.MULTILINE))
    assert ran.returncode == 0, ran.stderr


def test_a_package_outside_the_list_is_named_and_red() -> None:
    ran = audit("--ignore-packages", "espeakng-loader", "--packages", "pysrt")
    assert ran.returncode == 1
    assert "pysrt" in ran.stderr


def test_the_allow_list_has_no_gpl_and_nothing_unknown() -> None:
    names = RULES["allow-only"].split(";")
    assert not [name for name in names if "GPL" in name and "LGPL" not in name]
    assert "UNKNOWN" not in names


def test_only_known_packages_are_exempt_from_the_list() -> None:
    assert set(RULES["ignore-packages"]) == {"espeakng-loader", "mutagen", "pysrt", "axe-playwright-python", "resvg_py"}
