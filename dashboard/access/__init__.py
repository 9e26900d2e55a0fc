"""Say who may come in and do what: accounts, roles, sessions, devices and the audit log."""
