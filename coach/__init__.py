"""A voice-guided coach for massaging a baby, with both hands on the baby."""

import os

__version__ = "0.1.0"

os.environ["ORT_DISABLE_TELEMETRY"] = "1"
"""Set before onnxruntime is imported, here or by a helper: it would number this machine, and report each use."""
