"""Keeps the data: engines, sessions, generated triggers and policies, migrations, backup."""
