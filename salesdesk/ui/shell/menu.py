"""The screens of the window: one line per screen. A screen is built when it is first opened."""

from dataclasses import dataclass
from importlib import import_module

from salesdesk.translation import tr
from salesdesk.ui.kit.screen import Desk, Screen


@dataclass(frozen=True, slots=True)
class Entry:
    """One screen in the rail: its name, title, icon, group, and the class that shows it."""

    name: str
    title: str
    icon: str
    group: str
    place: str

    def build(self, desk: Desk) -> Screen:
        """Make the screen; its modules, and the database with them, are loaded only now."""
        module, _, name = self.place.partition(":")
        screen: Screen = getattr(import_module(module), name)(desk)
        return screen


SCREENS: tuple[Entry, ...] = (
    Entry(
        "pipeline",
        tr("Pipeline"),
        "square-kanban",
        tr("Work"),
        "salesdesk.ui.screens.pipeline:PipelineScreen",
    ),
)
