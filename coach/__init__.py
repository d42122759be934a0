"""A voice-guided coach for massaging a baby, with both hands on the baby."""

__version__ = "0.1.0"
