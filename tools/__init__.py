"""Commands for developers that are no part of the coach."""
