"""Measurements as ratios against a limit or a peer of the same run. See docs/performance.md."""

import photoorg as photoorg  # before numpy, whose threads it limits
