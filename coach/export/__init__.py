"""Everything that can be taken away: printed plans and charts, the card, audio files, captions and the app for phones.

Knows nothing of live sessions, and opens no loudspeaker.
"""
