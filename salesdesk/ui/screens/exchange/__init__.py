"""The Import / Export screen: files dropped, read, mapped, checked and brought in; lists taken out."""

from salesdesk.ui.screens.exchange.screen import ExchangeScreen

__all__ = ["ExchangeScreen"]
