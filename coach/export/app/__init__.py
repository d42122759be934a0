"""The app for a phone: a folder of files that leads a massage in a browser, from the same table, routines and words.

Knows the session's table and the plan of a routine; what the app looks like and does is in ``assets/app``.
"""
