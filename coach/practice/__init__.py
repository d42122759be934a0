"""Practising the phrase: the lesson, how it is judged, and what is kept of it."""
