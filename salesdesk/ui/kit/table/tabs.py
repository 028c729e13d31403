"""The views of a list as tabs, each with how many rows it holds."""

from functools import partial

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QFrame, QHBoxLayout, QMenu, QSizePolicy

from salesdesk.answers.lists import View
from salesdesk.translation import tr
from salesdesk.ui.kit import paint
from salesdesk.ui.kit.format import number
from salesdesk.ui.kit.theme import MEDIUM, SEMIBOLD, Theme, font
from salesdesk.ui.kit.tokens import INSET
from salesdesk.ui.kit.widgets import Icons, below, button

HEIGHT, GAP = 42, 22


class ViewTab(QAbstractButton):
    """One view: its name, its count, an underline while it is shown; a dot where it was changed."""

    def __init__(self, theme: Theme, view: View) -> None:
        super().__init__()
        self._theme, self.view = theme, view
        self.rows: int | None = None
        self.is_changed = False
        self.setCheckable(True)
        self.setText(view.name)
        self.setAccessibleName(tr("View: {name}").format(name=view.name))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)

    def show_count(self, rows: int) -> None:
        """Show how many rows the view holds."""
        self.rows = rows
        self.updateGeometry()
        self.update()

    def _number(self) -> str:
        return "" if self.rows is None else number(self.rows)

    def sizeHint(self) -> QSize:
        words = paint.width_of(self.text(), font(13, SEMIBOLD))
        number = paint.width_of(self._number(), font(12, figures=True))
        return QSize(
            int(words + (number + 8 if number else 0) + (10 if self.is_changed else 0)) + 3, HEIGHT - 1
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        on = self.isChecked()
        room = QRectF(0, 0, self.width(), self.height() - 2)
        colour = self._theme.colour("text" if on or self.underMouse() else "text_2")
        used = paint.text(painter, room, self.text(), font(13, SEMIBOLD if on else MEDIUM), colour)
        if self.is_changed:
            paint.dot(
                painter,
                QRectF(used + 4, room.center().y() - 3, 6, 6).center(),
                self._theme.colour("amber"),
                3,
            )
            used += 10
        rest = room.adjusted(used + 8, 0, 0, 0)
        paint.text(painter, rest, self._number(), font(12, figures=True), self._theme.colour("text_3"))
        if on:
            line = QRectF(0, self.height() - 2, self.width(), 2)
            painter.fillRect(line, self._theme.colour("accent"))
        if self.hasFocus():
            painter.setPen(self._theme.colour("accent"))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(0.5, 7.5, self.width() - 1, self.height() - 16), 5, 5)


class ViewTabs(QFrame):
    """`chosen` carries a view; the others ask to save, to keep the changes of, or to do away with one."""

    chosen = Signal(object)
    save_asked = Signal()
    keep_asked = Signal(object)
    rename_asked = Signal(object)
    share_asked = Signal(object)
    delete_asked = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("bar")
        self.setFixedHeight(HEIGHT)
        self._theme = theme
        self._icons = Icons(theme)
        self.tabs: list[ViewTab] = []
        self._shown: View | None = None
        self._row = QHBoxLayout()
        self._row.setSpacing(GAP)
        self.more_button = button(tr("More"), "quiet")
        self.save_button = button(
            tr("Save view"), "quiet", tip=tr("Keep these filters, columns and this order")
        )
        self._icons.put(self.save_button, "plus")
        self.more_button.clicked.connect(self._show_more)
        self.save_button.clicked.connect(self.save_asked)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(INSET, 0, INSET, 0)
        layout.setSpacing(12)
        layout.addLayout(self._row)
        layout.addWidget(self.more_button)
        layout.addWidget(self.save_button)
        layout.addStretch(1)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.more_button.hide()

    def show_views(self, views: tuple[View, ...], shown: View) -> None:
        """Show these views, one of them as the shown one."""
        known = {(tab.view.id, tab.view.name): tab.rows for tab in self.tabs}
        for tab in self.tabs:
            self._row.removeWidget(tab)
            tab.deleteLater()
        self.tabs = [self._tab(view, known.get((view.id, view.name))) for view in views]
        self.show_shown(shown, False)

    def _tab(self, view: View, rows: int | None) -> ViewTab:
        tab = ViewTab(self._theme, view)
        tab.rows = rows
        tab.clicked.connect(lambda: self.chosen.emit(view))
        tab.customContextMenuRequested.connect(lambda point: self.menu(tab).popup(tab.mapToGlobal(point)))
        self._row.addWidget(tab)
        tab.show()
        return tab

    def show_shown(self, view: View, is_changed: bool) -> None:
        """Mark the view that is shown, and whether it is shown otherwise than it was saved."""
        self._shown = view
        for tab in self.tabs:
            on = (tab.view.id, tab.view.name) == (view.id, view.name)
            tab.setChecked(on)
            tab.is_changed = on and is_changed
            tab.updateGeometry()
            tab.update()
        self._fit()

    def show_count(self, view: View, rows: int) -> None:
        """Show how many rows a view holds."""
        for tab in self.tabs:
            if (tab.view.id, tab.view.name) == (view.id, view.name):
                tab.show_count(rows)
        self._fit()

    def menu(self, tab: ViewTab) -> QMenu:
        """What can be done with a view."""
        menu = QMenu(self)
        view = tab.view
        if tab.is_changed and view.id is not None and view.mine:
            menu.addAction(
                self._theme.icon("save"), tr("Keep the changes"), lambda: self.keep_asked.emit(view)
            )
        if tab.is_changed:
            menu.addAction(tr("Show it as it was saved"), lambda: self.chosen.emit(view))
        menu.addAction(self._theme.icon("plus"), tr("Save as a new view …"), self.save_asked.emit)
        if view.id is not None and view.mine:
            words = tr("Keep it to myself") if view.shared else tr("Share with everybody")
            menu.addAction(self._theme.icon("pencil"), tr("Rename …"), lambda: self.rename_asked.emit(view))
            menu.addAction(self._theme.icon("share-2"), words, lambda: self.share_asked.emit(view))
            menu.addSeparator()
            menu.addAction(
                self._theme.icon("trash-2", "red"), tr("Delete"), lambda: self.delete_asked.emit(view)
            )
        return menu

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Hide the tabs that do not fit; the shown one always stays."""
        room = self.width() - 2 * INSET - self.save_button.sizeHint().width() - 24
        needed = sum(tab.sizeHint().width() + GAP for tab in self.tabs)
        if needed > room:
            room -= self.more_button.sizeHint().width() + 12
            room -= sum(tab.sizeHint().width() + GAP for tab in self.tabs if tab.isChecked())
        hidden = 0
        for tab in self.tabs:
            wide = 0 if tab.isChecked() and needed > room else tab.sizeHint().width() + GAP
            fits = tab.isChecked() or wide <= room
            room -= wide
            tab.setVisible(fits)
            hidden += not fits
        self.more_button.setVisible(bool(hidden))

    def _show_more(self) -> None:
        menu = QMenu(self)
        for tab in self.tabs:
            if not tab.isVisible():
                menu.addAction(tab.view.name, partial(self.chosen.emit, tab.view))
        menu.popup(below(self.more_button))
