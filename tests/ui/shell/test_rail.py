"""The rail of a sales rep: what stands in it, what is under More, and what they choose themself."""

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QMenu

from salesdesk.queries.rail import standing
from salesdesk.ui.screens.settings import SettingsScreen
from salesdesk.ui.screens.settings.navigation import NavigationPage
from tests.office import Office
from tests.ui.conftest import Pilot


@pytest.fixture
def rep(office: Office, new_pilot: Callable[..., Pilot]) -> Pilot:
    """A sales rep, to whom nobody reports, before a window."""
    pilot = new_pilot("rita")
    pilot.open_at(office.store_of("rita").place.url, "today")
    pilot.until(lambda: "team" not in standing_pages(pilot))
    return pilot


def standing_pages(pilot: Pilot) -> list[str]:
    """The pages that stand in the rail."""
    return [name for name, button in pilot.window.rail._buttons.items() if button.isVisible()]


def words(menu: QMenu) -> list[str]:
    return [act.text() for act in menu.actions() if not act.isSeparator()]


def test_a_rep_finds_the_other_pages_under_more(rep: Pilot) -> None:
    rail = rep.window.rail
    assert standing_pages(rep) == ["today", "pipeline", "companies", "contacts", "activities", "settings"]
    assert not rail._headings["Manage"].isVisible(), "no heading above nothing"
    menu = rail.more_menu()
    assert words(menu) == ["Team", "Import / Export", "Choose what stands here …"]
    menu.actions()[0].trigger()
    assert rep.window.pages.is_shown("team")
    assert "team" in standing_pages(rep) and rail._headings["Manage"].isVisible()
    rep.go("today")
    assert "team" not in standing_pages(rep)


def test_a_page_is_put_away_and_comes_back_in_the_settings(rep: Pilot, office: Office) -> None:
    rail = rep.window.rail
    assert words(rail.page_menu("today")) == ["Choose what stands here …"]
    rail.page_menu("contacts").actions()[0].trigger()
    rep.until(lambda: "contacts" not in standing_pages(rep))
    rail.page_menu("pipeline").actions()[-1].trigger()
    settings = rep.window.screens["settings"]
    assert isinstance(settings, SettingsScreen) and isinstance(settings.page, NavigationPage)
    page = settings.page
    rep.until(lambda: page.boxes["pipeline"].isChecked() and not page.boxes["contacts"].isChecked())
    assert not page.boxes["settings"].isEnabled() and not page.boxes["team"].isChecked()
    for name in ("contacts", "team"):
        page.boxes[name].click()
        rep.until(lambda name=name: name in standing_pages(rep))  # type: ignore[misc]
    with office.read("rita") as session:
        assert standing(session).own == {"contacts": True, "team": True}
    with office.read("ron") as session:
        assert standing(session).own == {}


def test_whoever_leads_and_the_administrator_have_every_page(pilot: Pilot, office: Office) -> None:
    pilot.qtbot.wait(300)
    assert set(standing_pages(pilot)) == set(pilot.window.rail._buttons)
    assert not pilot.window.rail.more_button.isVisible()
    with office.read("vera") as session:
        assert standing(session).leads
    with office.read("rita") as session:
        assert not standing(session).leads
