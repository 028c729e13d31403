"""The screens of the window: one line per screen. A screen is built when it is first opened."""

from dataclasses import dataclass
from importlib import import_module

from salesdesk.translation import tr
from salesdesk.ui.kit.screen import Desk, Screen

WORK, MANAGE, FOOT = tr("Work"), tr("Manage"), ""
"""The groups of the rail; what is in none stands at its foot."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One screen in the rail: its name, title, icon, group, and the class that shows it.

    `records` names the kinds of record it shows, `new` what its N begins ("New deal"), if anything. The one
    that `takes_files` gets those that are dropped anywhere on the window.
    """

    name: str
    title: str
    icon: str
    group: str
    place: str
    records: tuple[str, ...] = ()
    new: str = ""
    takes_files: bool = False

    def build(self, desk: Desk) -> Screen:
        """Make the screen; its modules, and the database with them, are loaded only now."""
        module, _, name = self.place.partition(":")
        screen: Screen = getattr(import_module(module), name)(desk)
        return screen


SCREENS: tuple[Entry, ...] = (
    Entry(
        "today",
        tr("Today"),
        "house",
        WORK,
        "salesdesk.ui.screens.today:TodayScreen",
        new=tr("New activity"),
    ),
    Entry(
        "pipeline",
        tr("Pipeline"),
        "square-kanban",
        WORK,
        "salesdesk.ui.screens.pipeline:PipelineScreen",
        records=("deal", "deal_page", "pipeline"),
        new=tr("New deal"),
    ),
    Entry(
        "companies",
        tr("Companies"),
        "building-2",
        WORK,
        "salesdesk.ui.screens.companies:CompaniesScreen",
        records=("company",),
        new=tr("New company"),
    ),
    Entry(
        "contacts",
        tr("Contacts"),
        "users",
        WORK,
        "salesdesk.ui.screens.contacts:ContactsScreen",
        records=("contact",),
        new=tr("New contact"),
    ),
    Entry(
        "activities",
        tr("Activities"),
        "calendar-check",
        WORK,
        "salesdesk.ui.screens.activities:ActivitiesScreen",
        records=("activity",),
        new=tr("New activity"),
    ),
    Entry(
        "team",
        tr("Team"),
        "network",
        MANAGE,
        "salesdesk.ui.screens.team:TeamScreen",
        records=("person",),
        new=tr("New person"),
    ),
    Entry(
        "exchange",
        tr("Import / Export"),
        "arrow-up-down",
        FOOT,
        "salesdesk.ui.screens.exchange:ExchangeScreen",
        takes_files=True,
    ),
    Entry(
        "settings",
        tr("Settings"),
        "settings",
        FOOT,
        "salesdesk.ui.screens.settings:SettingsScreen",
        records=("pipeline_setting",),
    ),
)


def screen_of(record: str) -> Entry | None:
    """The screen that shows a kind of record, if there is one yet."""
    return next((entry for entry in SCREENS if record in entry.records), None)
