"""Ears: what hears a caregiver, and nothing of what is done about it."""
