"""Say what the wall shows: from facts and templates alone, never from what somebody wrote."""
