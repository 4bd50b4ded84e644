"""Review school resource officer contracts against the provisions that the law requires."""
