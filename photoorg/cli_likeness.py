"""The command for photos that look like others."""

from __future__ import annotations
