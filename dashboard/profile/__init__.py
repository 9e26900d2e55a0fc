"""Hold WHAT KIND of election this is: tracks, stages, rules, calendar, labels and colours, as data."""
