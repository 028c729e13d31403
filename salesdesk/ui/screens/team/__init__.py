"""The Team screen: who reports to whom, as a list and as a chart."""

from salesdesk.ui.screens.team.screen import TeamScreen

__all__ = ["TeamScreen"]
