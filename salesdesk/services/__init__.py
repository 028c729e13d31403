"""Verbs: everything that changes data."""
