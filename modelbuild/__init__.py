"""Makes the models that photoorg ships: fetch by name and hash, convert to ONNX, check, install.

Runs when photoorg is built, never on a user's machine: `onnx` is a dependency of this package alone.
"""
