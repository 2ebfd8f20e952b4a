"""Foresight: what a party does when it thinks several moves ahead.

Limited-move stability L_h and non-myopic stability, by backward induction on anticipated states.
"""
