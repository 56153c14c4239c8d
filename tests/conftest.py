"""What holds for all tests: those of properties have no deadline, since machines may be slow and tests do not time."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("untimed", settings.default, deadline=None)
settings.load_profile("untimed")
