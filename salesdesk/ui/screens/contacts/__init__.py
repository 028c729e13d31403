"""The Contacts screen."""

from salesdesk.ui.screens.contacts.screen import ContactsScreen

__all__ = ["ContactsScreen"]
