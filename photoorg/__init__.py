"""photoorg: find out what is in thousands of photos, on this machine alone."""

import os

# numpy's products share even small work among threads, which wait for one another: beside indexing, which keeps every
# core busy by itself, they take ten times as long. It is read when numpy is first imported; with it, a product written
# with @ is the quickest way everywhere.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

__version__ = "0.1.0"
