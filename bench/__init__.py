"""The bench: one month of one partner in one file, through the line, and what else it could cost.

`python -m bench` times four things, each in a process of its own: the floor, the line, its imports, a plain script.
"""
