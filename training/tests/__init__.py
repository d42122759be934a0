"""Checks of the two graphs."""
