"""Sound as arithmetic: clips, loudness, the mixer and its clock, earcons and beds.

Knows numpy and no device.
"""
