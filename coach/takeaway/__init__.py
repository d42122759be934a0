"""A massage to take away: a file with chapters for any player, or a page for a phone. Needs the extra ``takeaway``."""
