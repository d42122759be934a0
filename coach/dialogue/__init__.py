"""Everything that asks questions outside a massage: lists, the first run, the dry run, settings, practice.

Decides what is said and what an answer changes; knows no device.
"""
