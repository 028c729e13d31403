"""Opens a form again in which something stood when the program ended."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer

from salesdesk.drafts import Draft
from salesdesk.translation import tr
from salesdesk.ui.kit.screen import Desk
from salesdesk.ui.kit.sheet import Sheet

if TYPE_CHECKING:
    from salesdesk.ui.shell.window import Window

_AGAIN_MS, _TRIES = 100, 50
Failed = Callable[[str], None]
Fill = Callable[[Sheet], None]


def reopen(window: "Window", draft: Draft, shown: Callable[[], None], failed: Failed) -> None:
    """Open the form of a draft as it was, then call `shown`; `failed` says why that cannot be done."""
    desk = window.desk
    if desk is None:
        return

    def fill(sheet: Sheet) -> None:
        if not sheet.is_about(draft):
            sheet.leave(False)
            failed(other_words())
            return
        sheet.take_draft(draft)
        shown()

    if draft.form in ("record", "panel"):
        _on_page(window, desk, draft, shown, failed)
    elif draft.form in _FORMS:
        _FORMS[draft.form](window, desk, draft, fill, failed)
    else:
        failed(tr("This form cannot be opened by itself. What you wrote can be copied."))


def _on_page(window: "Window", desk: Desk, draft: Draft, shown: Callable[[], None], failed: Failed) -> None:
    """Show the record of which something was typed, with that in its fields."""
    record, record_id = draft.about["record"], int(draft.about["id"])
    page = "deal_page" if record == "deal" and draft.form == "record" else record

    def show(hits: tuple[Any, ...]) -> None:
        if not hits:
            failed(gone_words())
            return
        if not _is_named(draft, hits[0].title):
            failed(other_words(hits[0].title))
            return
        window.pages.open(page, record_id)
        if window.pages.current is not None:
            window.pages.current.take_draft(draft)
        shown()

    def query(session: Any) -> tuple[Any, ...]:
        # Loaded when somebody asks: the first window is painted before what reads the database is there.
        from salesdesk.queries.search import hits_of

        return hits_of(session, [(record, record_id)])

    desk.background.ask(query, show, owner=desk.life, failed=failed)


def _is_named(draft: Draft, title: str) -> bool:
    """Whether a record is called as when something was typed about it, or as was typed: that may be saved."""
    name = draft.about.get("name")
    return not name or title in (name, *(each.words for each in draft.fields))


def gone_words() -> str:
    """What is said of a record that cannot be found."""
    return tr(
        "This was deleted meanwhile, or given to somebody whose records you do not see. "
        "What you wrote can be copied."
    )


def other_words(title: str = "") -> str:
    """What is said where something else stands in the place of a record, or under another name."""
    if title:
        return tr(
            "What is found in its place is called {title}. It may be something else, so nothing was put "
            "into its fields. What you wrote can be copied."
        ).format(title=title)
    return tr(
        "What is found in its place is another one, so nothing was put into its fields. "
        "What you wrote can be copied."
    )


def _activity(window: "Window", desk: Desk, draft: Draft, fill: Fill, failed: Failed) -> None:
    from salesdesk.ui.forms.activity import open_activity_sheet

    open_activity_sheet(desk, desk.life, activity_id=draft.about.get("id"), shown=fill, failed=failed)


def _done(window: "Window", desk: Desk, draft: Draft, fill: Fill, failed: Failed) -> None:
    from salesdesk.ui.forms.activity_done import open_done_sheet

    open_done_sheet(desk, desk.life, int(draft.about["id"]), shown=fill, failed=failed)


def _company(window: "Window", desk: Desk, draft: Draft, fill: Fill, failed: Failed) -> None:
    from salesdesk.ui.forms.company import NewCompanySheet

    fill(NewCompanySheet(desk, partial(desk.open, "company")))


def _contact(window: "Window", desk: Desk, draft: Draft, fill: Fill, failed: Failed) -> None:
    from salesdesk.ui.forms.contact import NewContactSheet

    fill(NewContactSheet(desk, partial(desk.open, "contact")))


def _deal(window: "Window", desk: Desk, draft: Draft, fill: Fill, failed: Failed) -> None:
    from salesdesk.ui.forms.deal import begin_deal

    begin_deal(desk, "", partial(desk.open, "deal"), pipeline_id=draft.about.get("pipeline"), shown=fill)


def _person(window: "Window", desk: Desk, draft: Draft, fill: Fill, failed: Failed) -> None:
    """The form of a new person is the team screen's own: it opens there as soon as the team is read."""
    tries = iter(range(_TRIES))
    window.pages.open("team")

    def again() -> None:
        before = window.sheets()
        window.pages.make("team")
        made = [sheet for sheet in window.sheets() if sheet not in before]
        if made:
            fill(made[0])
        elif next(tries, None) is None:
            failed(tr("This form cannot be opened now. What you wrote can be copied."))
        else:
            QTimer.singleShot(_AGAIN_MS, desk.life, again)

    again()


_FORMS: dict[str, Callable[["Window", Desk, Draft, Fill, Failed], None]] = {
    "activity": _activity,
    "done": _done,
    "company": _company,
    "contact": _contact,
    "deal": _deal,
    "person": _person,
}
