"""The Today screen."""

from salesdesk.ui.screens.today.screen import TodayScreen

__all__ = ["TodayScreen"]
