"""The app for a phone: a folder of files that leads a massage in a browser, from the same table, routines and words.

Knows the session's table and the plan of a routine; how the app looks and sounds stands in ``assets/app``.
"""
