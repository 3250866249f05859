"""A soak: a tree of photos that never stays the same, a process that is killed, and the truth to compare with.

    python -m benchmarks.soak --files 5000 --kills 200 --seed 1 [--live] [--models] [--seconds 1800]

See docs/soak.md.
"""
