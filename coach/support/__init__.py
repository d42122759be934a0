"""Helpers that know nothing of massage: errors, files, durations, YAML, the terminal."""
