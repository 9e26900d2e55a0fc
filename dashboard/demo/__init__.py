"""Simulate a campaign to look at: deterministic by seed, marked, with trouble only in fictional places."""
