"""The Activities screen."""

from salesdesk.ui.screens.activities.screen import ActivitiesScreen

__all__ = ["ActivitiesScreen"]
