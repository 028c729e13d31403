"""Pure arithmetic and decisions: no database, no Qt."""
