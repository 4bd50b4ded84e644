"""Many files: found, read once each in worker processes with limits of their own, kept in a ledger as they come."""
