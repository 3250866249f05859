"""Fits resources/taxonomy/calibration.json: how likely a raw score is true, measured on labelled pictures."""
