"""Performs a session: live on a loudspeaker, or offline into a file.

Knows how effects become sound, and nothing of what they mean.
"""
