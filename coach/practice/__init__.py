"""Practising the phrase: the lesson, how each saying is judged, and what is saved. Knows no device and no massage."""
