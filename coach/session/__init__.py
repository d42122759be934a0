"""The massage as a state machine: one table of what every command does in every phase, and the loop that walks it.

Pure: time arrives with events; sound leaves as effects.
"""
