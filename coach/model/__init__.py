"""The nouns that every other room uses. Pure data: no clock, no files, no sound."""
