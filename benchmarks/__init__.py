"""Measure what docs/benchmarks.md states; never part of the tests."""
