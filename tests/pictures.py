"""Makes the pictures of the README and the guide from the real window, on a fixed day of the sample company.

python -m tests.pictures [NAME ...]     all of them, or those named, into docs/pictures
"""

import os
import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, time
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from salesdesk.app import make_app, make_window
from salesdesk.settings import Theme as Look
from salesdesk.store.sample import make_sample
from salesdesk.ui.kit.record.screen import RecordScreen
from salesdesk.ui.kit.screen import Screen
from salesdesk.ui.kit.table.screen import ListScreen
from salesdesk.ui.screens.activities.screen import ActivitiesScreen
from salesdesk.ui.screens.exchange.screen import ExchangeScreen
from salesdesk.ui.screens.pipeline.screen import PipelineScreen
from salesdesk.ui.screens.settings.screen import SettingsScreen
from salesdesk.ui.screens.team.screen import TeamScreen
from salesdesk.ui.screens.today.screen import TodayScreen
from salesdesk.ui.shell.palette import Palette
from salesdesk.ui.shell.sign_in import SignIn
from salesdesk.ui.shell.window import Window
from tests.office import SAMPLE_DAY

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "pictures"
WIDTH, HEIGHT = 1280, 800
NOON = datetime.combine(SAMPLE_DAY, time(9, 30), UTC)
PATIENCE = 200


def wait(fact: Callable[[], bool]) -> None:
    """Go on when something is so."""
    for _ in range(PATIENCE):
        QTest.qWait(100)
        if fact():
            return
    raise SystemExit("The window did not become ready.")


class Studio:
    """A window on the sample company."""

    def __init__(self, window: Window, where: Path) -> None:
        self.window, self.where = window, where

    def look(self, mode: Look) -> None:
        """Light or dark."""
        self.window.theme.choose(mode)

    def open(self, name: str) -> Screen:
        """A screen as it is when one first comes to it, nothing open over it."""
        self.look("light")
        if not self.window.screens:
            self.window.open_database(str(self.where))
            wait(lambda: bool(self.window.screens))
        self.window.stack.setCurrentWidget(self.window.pages)
        self.window.pages.open(name)
        QTest.qWait(700)
        return self.window.screens[name]

    def board(self) -> PipelineScreen:
        """The board with all its cards."""
        screen = self.open("pipeline")
        assert isinstance(screen, PipelineScreen)
        wait(lambda: bool(screen.board.columns))
        if screen.lane_choice.by is not None:
            screen.lane_choice.choose(None)
        screen.show_form("board")
        # Days in stage are compared with those of won deals a moment after the cards are there.
        wait(lambda: any(widget.model.median for widget in screen.board.columns))
        return screen

    def list(self, name: str) -> ListScreen:
        """A list with its first rows."""
        screen = self.open(name)
        assert isinstance(screen, ListScreen)
        wait(lambda: screen.page.totals is not None)
        return screen

    def settings(self, page: str) -> None:
        """A page of the settings."""
        screen = self.open("settings")
        assert isinstance(screen, SettingsScreen)
        screen.show_page(page)
        QTest.qWait(500)


def welcome(studio: Studio) -> QWidget:
    studio.look("light")
    studio.window.show_welcome()
    return studio.window


def sign_in(studio: Studio) -> QWidget:
    studio.open("today")
    studio.window.sign_out()
    wait(lambda: isinstance(studio.window.stack.currentWidget(), SignIn))
    return studio.window


def today(studio: Studio) -> QWidget:
    screen = studio.open("today")
    assert isinstance(screen, TodayScreen)
    wait(lambda: not screen.empty.isVisible())
    return studio.window


def pipeline(studio: Studio) -> QWidget:
    screen = studio.board()
    cards = screen.board.columns[1].model.cards
    place = next(place for place, card in enumerate(cards) if place and card.warning == "none")
    screen.open_deal(cards[place].deal_id)
    wait(screen.panel.isVisible)
    screen.board.columns[1].list.choose(place)
    screen.board.columns[1].list.setFocus()
    return studio.window


def deal(studio: Studio) -> QWidget:
    screen = studio.board()
    key = screen.board.columns[4].model.cards[0].deal_id
    studio.window.pages.open("deal_page", key)
    wait(lambda: screen.deal_view.answer is not None and screen.deal_view.answer.id == key)
    QTest.qWait(500)
    return studio.window


def pipeline_dark(studio: Studio) -> QWidget:
    screen = studio.board()
    screen.close_panel()
    studio.look("dark")
    return studio.window


def lost(studio: Studio) -> QWidget:
    screen = studio.board()
    screen.close_panel()
    card = screen.board.columns[2].model.cards[1]
    screen.move_card(card.deal_id, screen.board.columns[-1].stage_id, 0)
    return studio.window


def form(studio: Studio, name: str) -> QWidget:
    """The deals in another form than the board."""
    screen = studio.board()
    screen.close_panel()
    screen.show_form(name)
    page: Any = screen.showing.page(name)
    wait(lambda: page.shown is not None)
    return studio.window


def lanes(studio: Studio) -> QWidget:
    screen = studio.board()
    screen.close_panel()
    screen.lane_choice.choose("owner")
    page: Any = screen.showing.page("board")
    wait(lambda: page.shown is not None)
    return studio.window


def find(studio: Studio) -> QWidget:
    studio.board().close_panel()
    studio.window.find_anything()
    palette = studio.window.stack.findChildren(Palette)[-1]
    QTest.keyClicks(palette.field, "halden")
    wait(lambda: len(palette.titles) > 3)
    return studio.window


def companies(studio: Studio) -> QWidget:
    screen = studio.list("companies")
    screen.page.table.setFocus()
    return studio.window


def chosen(studio: Studio) -> QWidget:
    screen = studio.list("companies")
    screen.page.table.setFocus()
    for _ in range(3):
        QTest.keyClick(screen.page.table, Qt.Key.Key_Down)
        QTest.keyClick(screen.page.table, Qt.Key.Key_Space)
    return studio.window


def company(studio: Studio) -> QWidget:
    screen = studio.list("companies")
    assert isinstance(screen, RecordScreen)
    key = screen.page.table.list.record_at(1)
    assert key is not None
    studio.window.pages.open("company", key.id)
    wait(lambda: screen.view.answer is not None)
    screen.view.setFocus()
    return studio.window


def merge(studio: Studio) -> QWidget:
    from salesdesk.ui.forms.merge import MergeSheet, open_merge

    screen = studio.list("companies")
    keys = [screen.page.table.list.record_at(row) for row in (1, 2)]
    first, second = (key.id for key in keys if key is not None)
    open_merge(screen.desk, "company", first, second, lambda _: None)
    wait(lambda: bool(studio.window.findChildren(MergeSheet)))
    return studio.window


def contacts(studio: Studio) -> QWidget:
    studio.list("contacts").page.table.setFocus()
    return studio.window


def stages(studio: Studio) -> QWidget:
    studio.settings("pipelines")
    return studio.window


def week(studio: Studio) -> QWidget:
    screen = studio.open("activities")
    assert isinstance(screen, ActivitiesScreen)
    screen.show_way("week")
    QTest.qWait(2500)
    return studio.window


def team(studio: Studio) -> QWidget:
    screen = studio.open("team")
    assert isinstance(screen, TeamScreen)
    wait(lambda: bool(screen.page.chart.items_))
    chart = screen.page.chart
    people = {member.login: member.id for member in screen.moving.team.people} if screen.moving.team else {}
    QTest.qWait(500)
    begin, end = (
        chart.mapFromScene(chart.items_[people[login]].sceneBoundingRect().center())
        for login in ("tom", "jana")
    )
    QTest.mousePress(chart.viewport(), Qt.MouseButton.LeftButton, pos=begin)
    for point in (begin + QPoint(20, 20), end + QPoint(60, 60), end + QPoint(30, 22)):
        QTest.mouseMove(chart.viewport(), point)
    wait(lambda: screen.moving.preview is not None)
    return studio.window


CUSTOMERS = """\
Company;Town;Web site;Turnover 2025;Contact;Contact e-mail;Owner
Weserblick Hotels;Bremen;weserblick.example;4200000;Ute Harms;harms@weserblick.example;Paul Winter
Alpen Logistik;Bregenz;alpenlogistik.example;17500000;Jens Moser;moser@alpenlogistik.example;Jana Stein
Halden Logistik;Celle;halden.example;9100000;Mona Albrecht;albrecht@halden.example;Miriam Vogel
Kiosk am Markt;Ulm;;180000;;;
"""


def import_columns(studio: Studio) -> QWidget:
    screen = studio.open("exchange")
    assert isinstance(screen, ExchangeScreen)
    file = studio.where.with_name("Customers.csv")
    file.write_text(CUSTOMERS, encoding="utf-8")
    studio.window.pages.take_files([file])
    wait(lambda: screen.draft.trial is not None and not screen.draft.is_trying)
    screen.wizard.next_button.click()
    QTest.qWait(1500)
    return studio.window


PICTURES: dict[str, Callable[[Studio], QWidget]] = {
    "welcome": welcome,
    "sign-in": sign_in,
    "today": today,
    "pipeline": pipeline,
    "pipeline-dark": pipeline_dark,
    "deal": deal,
    "find": find,
    "companies": companies,
    "chosen": chosen,
    "contacts": contacts,
    "company": company,
    "merge": merge,
    "stages": stages,
    "week": week,
    "team": team,
    "import": import_columns,
    "lost": lost,
    "calendar": partial(form, name="calendar"),
    "funnel": partial(form, name="funnel"),
    "inbox": partial(form, name="inbox"),
    "lanes": lanes,
}
"""The pictures by name, and what has to be shown for each; it gives the window that is taken."""


def leave_covers(window: Window) -> None:
    """Close what lies over the screens."""
    from salesdesk.ui.kit.cover import Cover
    from salesdesk.ui.kit.sheet import Sheet

    for cover in window.stack.findChildren(Cover):
        if isinstance(cover, Sheet):
            cover.cancel()  # so that what waits for it goes back
            continue
        cover.hide()
        cover.deleteLater()
    window.toast.hide()
    QApplication.processEvents()


def take(studio: Studio, name: str) -> None:
    """One picture into its file."""
    shown = PICTURES[name](studio)
    QTest.qWait(500)
    studio.window.toast.hide()
    file = FOLDER / f"{name}.png"
    if not shown.grab().save(str(file)):
        raise SystemExit(f"{file} could not be written.")
    leave_covers(studio.window)


def main(names: list[str]) -> None:
    """These pictures, on a day that is always the same."""
    import time_machine

    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as home, time_machine.travel(NOON, tick=True):
        os.environ["SALESDESK_HOME"] = home
        where = Path(home) / "Sample company.salesdesk"
        make_sample(str(where), as_of=SAMPLE_DAY)
        window = make_window(make_app())
        window.settings = replace(window.settings, theme="light")
        window.show()
        window.resize(WIDTH, HEIGHT)
        studio = Studio(window, where)
        for name in names or PICTURES:
            take(studio, name)
        window.close()


if __name__ == "__main__":
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    main(sys.argv[1:])
