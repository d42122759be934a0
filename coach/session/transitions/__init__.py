"""What each command does to a session, a module for each kind of phase.

Every move is ``(state, at) -> (state, effects)``, and pure.

``saying`` lays sentences, ``leading`` has the steps that several phases share: to ask, to play, to go onward, to end.
"""
