"""Watch the log: have the rules of early warning judged at every commit and as time goes by."""
