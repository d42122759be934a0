"""What can be taken away: plans and charts in print, the card, audio files, captions and the phone page.

Knows nothing of live sessions.
"""
