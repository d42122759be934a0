"""Helpers for errors, files, durations, YAML and the terminal. Knows nothing of massage."""
