"""What a window needs from the program around it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from salesdesk.answers.entrance import Entrance
from salesdesk.rules.beginnings import NewCompany
from salesdesk.settings import Settings
from salesdesk.ui.kit.undo import Handed

if TYPE_CHECKING:
    from salesdesk.store import Feed, Store


@dataclass(frozen=True, slots=True)
class Doors:
    """The program's part of opening and keeping, given by app.

    `open_store(where)` gives an open store with its feed; `make_sample()`, `make_new(path, company)` and
    `restore(backup, path)` give the address of a database made: these run away from the window's thread.
    `asks_who(store, again)` says of a store just opened whom one can be in it, or None where there is nothing
    to ask, also away from that thread; with `again` it asks in any case. `entered(mark)` hears who is in.
    `keep(change)` changes the machine's settings; `poll_ms(store)` says how often to look for changes;
    `another(where, login)` shows one more window on a database; `again(where, login, undo)` starts the
    program anew in place of this window.
    """

    open_store: Callable[[str], "tuple[Store, Feed]"]
    make_sample: Callable[[], str]
    make_new: Callable[[str, NewCompany], str]
    restore: Callable[[str, str], str]
    asks_who: Callable[["Store", bool], Entrance | None]
    entered: Callable[[str], None]
    keep: Callable[[Callable[[Settings], Settings]], None]
    poll_ms: Callable[["Store"], int]
    another: Callable[[str, str], None]
    again: Callable[[str, str, Handed], None]
