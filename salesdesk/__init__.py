"""SalesDesk: a small sales team runs its whole sales process on its own machine."""

__version__ = "0.1.0"
