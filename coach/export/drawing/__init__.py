"""Drawings of the strokes, made from lines. Know nothing of sessions or sound."""
