"""Bring in an own district: tell what files hold, decide, install."""
