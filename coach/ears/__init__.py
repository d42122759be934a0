"""What hears the caregiver: keys, pedals, the microphone. Knows nothing of what is done about it."""
