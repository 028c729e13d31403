"""What every screen is made of: theme, background work, cards, toasts; it knows no screen."""

import builtins

import PySide6.QtCore  # noqa: F401 - it has to have put its own import in before that is taken out

# Qt for Python has every import go through a function of its own, which reads the source of whatever module
# comes in to look there for `from __feature__ import ...`. Nothing here uses that, and reading all sources
# makes the start a fifth longer.
builtins.__import__ = getattr(builtins, "__orig_import__", builtins.__import__)
