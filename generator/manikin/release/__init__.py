"""Decisions on datasets: how they are written and checked, when they stand, and what may be built of what is approved."""
