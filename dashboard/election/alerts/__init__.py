"""Warn early (选情预警): conditions as pure functions of the log, and the life of the alerts that they raise."""
