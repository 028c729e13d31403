"""Settings: how the team works, what it counts in, and where its database is."""

from salesdesk.ui.screens.settings.screen import SettingsScreen

__all__ = ["SettingsScreen"]
