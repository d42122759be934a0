"""Commands for developers. Nothing here is installed."""
