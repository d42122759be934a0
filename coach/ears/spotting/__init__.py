"""From microphone samples to what was heard: echo, features, the spotter, the recogniser, crying.

Knows no device, no session, and not what a command does.
"""
