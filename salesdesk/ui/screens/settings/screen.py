"""Settings: its pages at the left, the chosen one at the right."""

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from salesdesk.answers.changes import Changes
from salesdesk.answers.viewer import Viewer
from salesdesk.translation import tr
from salesdesk.ui.kit.screen import Command, Desk, Screen
from salesdesk.ui.kit.theme import Theme
from salesdesk.ui.kit.top_bar import TopBar
from salesdesk.ui.kit.widgets import Icons, button, label
from salesdesk.ui.screens.settings.appearance import AppearancePage
from salesdesk.ui.screens.settings.audit import AuditPage
from salesdesk.ui.screens.settings.calendar import CalendarPage
from salesdesk.ui.screens.settings.choices import (
    CompetitorsPage,
    ReasonsPage,
    SegmentsPage,
    SourcesPage,
    TagsPage,
)
from salesdesk.ui.screens.settings.company import CompanyPage
from salesdesk.ui.screens.settings.conduct import ConductPage
from salesdesk.ui.screens.settings.currencies import CurrenciesPage
from salesdesk.ui.screens.settings.database import DatabasePage
from salesdesk.ui.screens.settings.fields import FieldsPage
from salesdesk.ui.screens.settings.navigation import NavigationPage
from salesdesk.ui.screens.settings.page import Page
from salesdesk.ui.screens.settings.password import PasswordPage
from salesdesk.ui.screens.settings.pipelines import PipelinesPage
from salesdesk.ui.screens.settings.reminders import RemindersPage
from salesdesk.ui.screens.settings.sight import SightPage
from salesdesk.ui.screens.settings.trash import TrashPage

GROUPS: tuple[tuple[str, tuple[type[Page], ...]], ...] = (
    (
        tr("Process"),
        (PipelinesPage, ReasonsPage, SourcesPage, SegmentsPage, CompetitorsPage, TagsPage, FieldsPage),
    ),
    (tr("Company"), (CompanyPage, ConductPage, SightPage, CurrenciesPage, CalendarPage)),
    (tr("Data"), (DatabasePage, TrashPage, AuditPage)),
    (
        tr("You"),
        (
            PasswordPage,
            NavigationPage,
            RemindersPage,
        ),
    ),
    (tr("This computer"), (AppearancePage,)),
)
PAGES = {page.key: page for _, pages in GROUPS for page in pages}
WIDE = 216


class PageList(QFrame):
    """The names of the pages; arrow keys walk, Enter or a click chooses."""

    chosen = Signal(str)

    def __init__(self, theme: Theme, viewer: Viewer) -> None:
        super().__init__()
        self.setObjectName("settingsList")
        self.setFixedWidth(WIDE)
        self.buttons: dict[str, QPushButton] = {}
        self._icons = Icons(theme)
        inside = QWidget()
        inside.setObjectName("settingsBody")
        parts = QVBoxLayout(inside)
        parts.setContentsMargins(12, 14, 12, 12)
        parts.setSpacing(1)
        for place, (name, pages) in enumerate(GROUPS):
            caps = label(name.upper(), "caps")
            caps.setContentsMargins(10, 12 if place else 0, 0, 4)
            parts.addWidget(caps)
            for page in pages:
                if page.is_for(viewer):
                    parts.addWidget(self._button(page))
        parts.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.viewport().setAutoFillBackground(False)
        area.setWidget(inside)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(area)

    def _button(self, page: type[Page]) -> QPushButton:
        made = button(page.title.replace("&", "&&"))
        made.setObjectName("nav")
        made.setCheckable(True)
        made.installEventFilter(self)
        self._icons.put(made, page.icon, "text_2", 16, chosen="accent_text")
        made.clicked.connect(lambda _=False, key=page.key: self.chosen.emit(key))
        self.buttons[page.key] = made
        return made

    def mark(self, key: str) -> None:
        """Show which page is the chosen one."""
        for each, made in self.buttons.items():
            made.setChecked(each == key)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return False
        by = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        if by is None:
            return False
        keys = list(self.buttons)
        now = next(place for place, key in enumerate(keys) if self.buttons[key] is watched)
        target = keys[min(max(now + by, 0), len(keys) - 1)]
        self.buttons[target].setFocus(Qt.FocusReason.OtherFocusReason)
        self.chosen.emit(target)
        return True

    def minimumSizeHint(self) -> QSize:
        return QSize(WIDE, 120)


class SettingsScreen(Screen):
    """One page at a time; each is built when it is first chosen."""

    name = "settings"
    title = tr("Settings")
    icon = "settings"
    watches = frozenset().union(*(page.watches for page in PAGES.values()))

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.bar = TopBar(desk, self.title)
        self.list = PageList(desk.theme, desk.viewer)
        self.list.chosen.connect(self.show_page)
        self.stack = QStackedWidget()
        self.pages: dict[str, Page] = {}
        across = QHBoxLayout()
        across.setSpacing(0)
        across.addWidget(self.list)
        across.addWidget(self.stack, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.bar)
        whole.addLayout(across, 1)
        self._stale_pages: set[str] = set()
        self.show_page("pipelines")

    @property
    def page(self) -> Page:
        """The page shown."""
        page = self.stack.currentWidget()
        assert isinstance(page, Page)
        return page

    def show_page(self, key: str) -> None:
        """Show a page by its key ("trash")."""
        made = self.pages.get(key)
        if made is None:
            made = self.pages[key] = PAGES[key](self.desk)
            self.stack.addWidget(made)
            self._stale_pages.add(key)
        self.stack.setCurrentWidget(made)
        self.list.mark(key)
        if key in self._stale_pages and self.isVisible():
            self._stale_pages.discard(key)
            made.refresh()

    def open_record(self, record: str, record_id: int) -> None:
        self.show_page("pipelines")

    def refresh(self, changes: Changes) -> None:
        for key, page in self.pages.items():
            if changes.touches(page.watches) or changes.everything:
                self._stale_pages.add(key)
        shown = self.page
        if shown.key in self._stale_pages and self.isVisible():
            self._stale_pages.discard(shown.key)
            shown.hear()

    def commands(self) -> tuple[Command, ...]:
        return tuple(
            Command(
                f"settings.{page.key}",
                tr("Settings: {page}").format(page=page.title),
                page.icon,
                do=lambda key=page.key: self.show_page(key),  # type: ignore[misc]
            )
            for page in PAGES.values()
            if page.is_for(self.desk.viewer)
        )

    def focus_search(self) -> None:
        self.list.buttons[self.page.key].setFocus(Qt.FocusReason.OtherFocusReason)
