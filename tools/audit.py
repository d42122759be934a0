"""Asks pip-audit about every locked package; red for a known vulnerability, not for a network that is not there."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

LOCK = Path(__file__).parent.parent / "requirements-dev.lock"
"""Holds the default install's packages too."""
PATIENCE_S = 50
UNREACHED = ("ConnectionError", "Timeout", "Max retries", "ServiceError", "HTTPError", "ProxyError", "SSLError")
"""In the last words of a pip-audit that did not reach the index."""


def ask() -> tuple[int, str]:
    """Exit status and the lines to print."""
    command = [sys.executable, "-m", "pip_audit", "--disable-pip", "--require-hashes", "-r", str(LOCK)]
    options = ["--format", "json", "--progress-spinner", "off", "--timeout", "10"]
    try:
        ran = subprocess.run([*command, *options], capture_output=True, text=True, timeout=PATIENCE_S, check=False)
    except subprocess.TimeoutExpired:
        return 0, f"NOT AUDITED: the index gave no answer within {PATIENCE_S} s."
    return told(ran.stdout, ran.stderr)


def told(out: str, err: str) -> tuple[int, str]:
    """Read what pip-audit wrote; exit status and the lines to print."""
    try:
        packages: list[dict[str, Any]] = json.loads(out)["dependencies"]
    except (ValueError, KeyError, TypeError):
        last = (err.strip().splitlines() or ["pip-audit said nothing"])[-1][:300]
        return (0 if any(sign in last for sign in UNREACHED) else 1), f"NOT AUDITED: {last}"
    skipped = [p["name"] for p in packages if "skip_reason" in p]
    lines = [
        f"VULNERABLE: {p['name']} {p['version']}, {v['id']}; mended in {', '.join(v['fix_versions']) or 'none yet'}"
        for p in packages
        for v in p.get("vulns", [])
    ]
    summary = f"{len(packages) - len(skipped)} packages audited, {len(lines)} known vulnerabilities."
    if skipped:
        summary += f" NOT AUDITED: {len(skipped)} that the index knows nothing about."
    return (1 if lines else 0), "\n".join([*lines, summary])


if __name__ == "__main__":
    status, text = ask()
    print(text)
    sys.exit(status)
