"""Take the reports of the townships in: read files, check them against the record, propose facts."""
