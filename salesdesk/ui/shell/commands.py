"""What can be done from everywhere: the pages, back and forward, undo, databases, the look, help."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from salesdesk.translation import tr
from salesdesk.ui.kit.screen import Command
from salesdesk.ui.kit.undo import UndoStack
from salesdesk.ui.shell import menu

if TYPE_CHECKING:
    from salesdesk.ui.shell.pages import Pages
    from salesdesk.ui.shell.window import Window


def window_commands(window: "Window") -> tuple[Command, ...]:
    """What a window can do whether a database is open or not."""
    return (
        Command("open", tr("Open another file …"), "folder-open", "Ctrl+O", window.choose_database),
        Command(
            "connect", tr("Connect to a shared database …"), "server", do=partial(window.begin, "connect")
        ),
        Command("new", tr("New company file …"), "file-plus", do=partial(window.begin, "new")),
        *look_commands(window),
        Command("help", tr("Help"), "circle-help", "F1", window.show_help, over_sheets=True),
        Command("keys", tr("Keyboard"), "keyboard", "?", window.show_keys),
        Command("quit", tr("Close the window"), "x", "Ctrl+Q", window.close, over_sheets=True),
    )


def look_commands(window: "Window") -> tuple[Command, ...]:
    """How large, how dense, how bright everything is shown."""
    theme = window.theme
    density = (
        Command("look.dense", tr("Compact rows"), "rows-3", do=partial(window.choose_density, "compact"))
        if not theme.is_compact
        else Command(
            "look.airy", tr("Comfortable rows"), "rows-3", do=partial(window.choose_density, "comfortable")
        )
    )
    return (
        Command("look.light", tr("Light"), "sun", do=partial(window.choose_theme, "light")),
        Command("look.dark", tr("Dark"), "moon", do=partial(window.choose_theme, "dark")),
        Command("look.system", tr("As the system"), "monitor", do=partial(window.choose_theme, "system")),
        density,
        Command("zoom.in", tr("Larger"), "zoom-in", "Ctrl++ Ctrl+=", partial(window.zoom, 1)),
        Command("zoom.out", tr("Smaller"), "zoom-out", "Ctrl+-", partial(window.zoom, -1)),
        Command("zoom.reset", tr("Usual size"), "search", "Ctrl+0", partial(window.zoom, 0)),
    )


def menu_commands(window: "Window") -> tuple[Command, ...]:
    """What stands in the menu at the foot of the rail, beside databases and the look."""
    shown = (
        "undo", "redo", "another", "sign_out", "rail", "look.dense", "look.airy",
        "zoom.in", "zoom.out", "zoom.reset", "help", "keys", "quit",
    )  # fmt: skip
    known = {command.key: command for command in window.commands()}
    return tuple(known[key] for key in shown if key in known)


def desk_commands(window: "Window") -> tuple[Command, ...]:
    """What a window on a database can do beside that."""
    words = tr("Wide rail") if window.settings.narrow_rail else tr("Narrow rail")
    return (
        Command("rail", words, "panel-left", "Ctrl+B", window.fold_rail),
        Command("news", tr("Notifications"), "bell", "Ctrl+Shift+B", window.show_notifications),
        Command("reminders", tr("Reminders"), "clock", "", window.reminding.show_again),
        Command("first_steps", tr("Getting started"), "circle-check", "", window.show_first_steps),
        Command("another", tr("New window"), "app-window", "Ctrl+Shift+N", window.another),
        Command("sign_out", tr("Sign in as somebody else …"), "log-out", "", window.sign_out),
    )


def page_commands(pages: "Pages", find: Callable[[], None]) -> tuple[Command, ...]:
    """What can be done once a database is open: find, go, begin something new."""
    made = []
    for place, entry in enumerate(menu.SCREENS, start=1):
        keys = f"Ctrl+{place}" if place < 10 else ""
        made.append(
            Command(f"go.{entry.name}", entry.title, entry.icon, keys, partial(pages.open, entry.name))
        )
    for entry in menu.SCREENS:
        if entry.new:
            keys = "N" if pages.is_shown(entry.name) else ""
            made.append(
                Command(f"new.{entry.name}", entry.new, "plus", keys, partial(pages.make, entry.name))
            )
    return (
        *made,
        Command("search", tr("Search on this page"), "search", "/", pages.focus_search),
        Command("paste", tr("Import the table on the clipboard"), "clipboard-paste", "Ctrl+V", pages.paste),
        Command("find", tr("Find anything"), "search", "Ctrl+K", find),
        Command("back", tr("Back"), "arrow-left", "Alt+Left", partial(pages.step, -1)),
        Command("forward", tr("Forward"), "arrow-right", "Alt+Right", partial(pages.step, 1)),
    )


def undo_commands(undo: UndoStack, say: Callable[[str], None]) -> tuple[Command, ...]:
    """Undo and redo, in the words of what would be undone."""

    def take_back() -> None:
        if undo.can_undo or undo.is_saving:
            undo.undo()
        else:
            say(tr("There is nothing to undo."))

    def again() -> None:
        if undo.can_redo:
            undo.redo()
        else:
            say(tr("There is nothing to do again."))

    back, forth = undo.undo_words, undo.redo_words
    return (
        Command(
            "undo",
            tr("Undo: {what}").format(what=back) if back else tr("Undo"),
            "undo-2",
            "Ctrl+Z",
            take_back,
        ),
        Command(
            "redo",
            tr("Redo: {what}").format(what=forth) if forth else tr("Redo"),
            "redo-2",
            "Ctrl+Y Ctrl+Shift+Z",
            again,
        ),
    )
