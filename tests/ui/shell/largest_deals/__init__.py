"""The largest deals: a screen that only the tests have, as the README shows it."""

from tests.ui.shell.largest_deals.screen import LargestDealsScreen

__all__ = ["LargestDealsScreen"]
