"""photoorg: find out what is in thousands of photos, on this machine alone."""

__version__ = "0.1.0"
