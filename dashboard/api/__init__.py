"""Serve the situation over HTTP: typed routes, the live stream, geometry and the vendored files."""
