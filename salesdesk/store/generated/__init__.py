"""Triggers, policies, functions and full text, generated from the metadata; no revision writes them."""
