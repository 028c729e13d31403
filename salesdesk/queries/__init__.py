"""Questions: read-only, each gives an answer."""
