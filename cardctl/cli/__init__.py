"""The command line: parse, call, print.

The only room that prints, asks, exits, or sees the clock and the environment.
"""
