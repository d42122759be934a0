"""The caregiver's own data: profile, journal and history. Knows no sound and no session in progress."""
