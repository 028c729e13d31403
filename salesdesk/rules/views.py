"""The views that every database has, before anybody saved one."""

from salesdesk.answers.lists import Condition, ListView, View
from salesdesk.translation import tr

_MINE = Condition("owner", "is", ("me",))
_OPEN = Condition("state", "is", ("lead", "open"))


def shipped_views(record: str) -> tuple[View, ...]:
    """The views of a kind of record that come with SalesDesk, the one that shows all first."""
    return _SHIPPED.get(record, (View(None, tr("All"), ListView(record)),))


_COMPANIES = (
    View(None, tr("All companies"), ListView("company", sort="open_value", descending=True)),
    View(
        None,
        tr("My companies"),
        ListView("company", conditions=(_MINE,), sort="open_value", descending=True),
    ),
    View(
        None,
        tr("Going cold"),
        ListView(
            "company",
            conditions=(Condition("going_cold", "is", ("yes",)),),
            sort="open_value",
            descending=True,
        ),
    ),
    View(
        None,
        tr("Customers"),
        ListView(
            "company",
            conditions=(Condition("won_value", "filled"),),
            sort="won_value",
            descending=True,
            columns=("name", "segment", "owner", "won_value", "open_value", "last_touch", "next_step"),
        ),
    ),
)
_CONTACTS = (
    View(None, tr("All contacts"), ListView("contact")),
    View(None, tr("My contacts"), ListView("contact", conditions=(_MINE,))),
    View(
        None,
        tr("No next step"),
        ListView("contact", conditions=(Condition("next_step", "empty"), _MINE), sort="last_touch"),
    ),
    View(None, tr("Without e-mail"), ListView("contact", conditions=(Condition("email", "empty"),))),
)
_DEALS = (
    View(None, tr("All deals"), ListView("deal")),
    View(None, tr("My deals"), ListView("deal", conditions=(_MINE,))),
    View(
        None,
        tr("No next step"),
        ListView("deal", conditions=(_OPEN, Condition("next_step", "empty")), sort="close_on"),
    ),
    View(
        None,
        tr("Closing in 30 days"),
        ListView("deal", conditions=(_OPEN, Condition("close_on", "next_days", ("30",))), sort="close_on"),
    ),
)
_DOER = Condition("person", "is", ("me",))
_TO_DO = Condition("state", "is", ("planned",))
_ACTIVITIES = (
    View(None, tr("To do"), ListView("activity", conditions=(_TO_DO,), sort="due_on")),
    View(None, tr("Mine to do"), ListView("activity", conditions=(_TO_DO, _DOER), sort="due_on")),
    View(
        None,
        tr("Overdue"),
        ListView("activity", conditions=(_TO_DO, Condition("due_on", "older_days", ("0",))), sort="due_on"),
    ),
    View(
        None,
        tr("Done"),
        ListView(
            "activity",
            conditions=(Condition("state", "is", ("done",)),),
            sort="done_at",
            descending=True,
            columns=("subject", "kind", "done_at", "person", "deal", "outcome"),
        ),
    ),
    View(None, tr("All"), ListView("activity", sort="due_on", descending=True)),
)
_SHIPPED: dict[str, tuple[View, ...]] = {
    "company": _COMPANIES,
    "contact": _CONTACTS,
    "deal": _DEALS,
    "activity": _ACTIVITIES,
}
