"""The sales cycle as a library: leads, deals and proposals, what may happen to them, and how it went.

Facts record, rules judge, numbers say what they mean. Nothing here reads a clock, a file or global randomness:
time, money and chance are arguments.
"""
