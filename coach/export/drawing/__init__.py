"""Drawings of the strokes, made from lines. Knows nothing of sessions or sound."""
