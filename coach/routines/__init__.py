"""Reads routines from YAML and finds them by name.

Knows the shape of a routine and nothing of when its words are heard.
"""
