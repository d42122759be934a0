"""Each measures one promise: python -m benchmarks.NAME. They use the room and the terminal of the end-to-end tests."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parent.parent / "tests"))
