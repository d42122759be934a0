"""Hears the caregiver: keys, pedals, the microphone. Reports what it heard, and knows nothing of what happens then."""
