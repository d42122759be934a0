"""The command line: what can be typed, and the one place where the parts of a session are chosen and put together.

Nothing imports this room.
"""
