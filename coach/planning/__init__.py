"""Turns a routine into a timeline: what is done for this baby, and when each word is heard.

Pure: knows no clock, no files and no sound.
"""
