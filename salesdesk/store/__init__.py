"""Keeps the data: engines, sessions, generated triggers and policies, migrations, backup.

What others use: `open_store` gives a Store (read, write, feed), `create_database`, `upgrade`, and in
`store.backup` the copies.
"""

from salesdesk.store.feed import Feed
from salesdesk.store.migrate import create_database, made_whole, upgrade
from salesdesk.store.session import AlreadySaved, Session, Store, open_store

__all__ = [
    "AlreadySaved",
    "Feed",
    "Session",
    "Store",
    "create_database",
    "made_whole",
    "open_store",
    "upgrade",
]
