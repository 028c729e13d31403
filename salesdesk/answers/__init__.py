"""Frozen dataclasses that queries give and screens, charts and reports take."""
