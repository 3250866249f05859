"""From a bare Python to a working photoorg: what `run` and `check` share.

Standard library only, because it runs before anything is installed.
"""
