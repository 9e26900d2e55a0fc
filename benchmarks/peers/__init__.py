"""Serve the same polygons by pages of other libraries, each as well as its users can make it."""
