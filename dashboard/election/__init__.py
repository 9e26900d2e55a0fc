"""Say WHAT HAPPENED, as pure functions of facts, profile and day; nothing here reads a clock or a database."""
