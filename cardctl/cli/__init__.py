"""The command line: parse arguments, call the use case, print the result.

The only package that prints, prompts, exits, or reads the clock and the environment.
"""
