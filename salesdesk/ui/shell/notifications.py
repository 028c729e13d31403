"""The bell: what others did that concerns the person in front of the window, and what screens remind of."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QPoint, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolButton,
    QWidget,
)

from salesdesk.answers.changes import Changes
from salesdesk.answers.news import News, NewsList
from salesdesk.translation import tr, trn
from salesdesk.ui.kit import company_day, paint
from salesdesk.ui.kit.cover import Cover
from salesdesk.ui.kit.format import moment
from salesdesk.ui.kit.notice import NEWS_ICONS, Notice
from salesdesk.ui.kit.screen import Desk
from salesdesk.ui.kit.theme import MEDIUM, SEMIBOLD, Theme, font
from salesdesk.ui.kit.widgets import column, label, line, row

WATCHED = frozenset({"deal", "activity", "note"})
CALM_MS = 1_200
"""How long changes have to be over before the news are read again: a busy team must not keep it reading."""
WIDTH, ROW, MOST = 380, 58, 464


class Notifications(QObject):
    """Reads the news of the open database, keeps what the screens want told.

    `changed` tells how many are new.
    """

    changed = Signal(int)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._desk: Desk | None = None
        self._news = NewsList((), 0)
        self._own: dict[str, Notice] = {}
        self._new_own: set[str] = set()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(CALM_MS)
        self._timer.timeout.connect(self._read)

    def begin(self, desk: Desk | None) -> None:
        """Tell the news of another database, or of none."""
        self._desk, self._news = desk, NewsList((), 0)
        self._own, self._new_own = {}, set()
        self.changed.emit(0)
        if desk is not None:
            self._timer.start()

    def hear(self, changes: Changes) -> None:
        """Something changed in the database."""
        if self._desk is not None and changes.touches(WATCHED):
            self._timer.start()

    def add(self, notice: Notice) -> None:
        """Tell something of a screen's own, such as a reminder."""
        self._own[notice.key] = notice
        self._new_own.add(notice.key)
        self.changed.emit(self.unseen)

    @property
    def unseen(self) -> int:
        """How many were not looked at yet."""
        return self._news.unseen + len(self._new_own)

    @property
    def notices(self) -> list[tuple[Notice, bool]]:
        """All there is to tell, newest first, and whether it is new."""
        told = [(_notice(news), news.action_id > self._news.seen) for news in self._news.news]
        own = [(notice, key in self._new_own) for key, notice in self._own.items()]
        return sorted(told + own, key=lambda each: each[0].at, reverse=True)

    def seen(self) -> None:
        """All was looked at; kept for this person on every machine."""
        self._new_own.clear()
        desk, news = self._desk, self._news
        if desk is not None and news.unseen and not desk.read_only:
            newest = news.news[0].action_id
            self._news = NewsList(news.news, newest)
            desk.background.do(lambda session: _keep_seen(session, newest), kind="news_seen", owner=desk.life)
        self.changed.emit(self.unseen)

    def _read(self) -> None:
        def query(session: Any) -> NewsList:
            from salesdesk.queries.news import my_news

            return my_news(session)

        if self._desk is not None:
            self._desk.background.ask(
                query, self._show, owner=self._desk.life, key="news", failed=lambda _: None
            )

    def _show(self, news: NewsList) -> None:
        self._news = news
        self.changed.emit(self.unseen)


def _keep_seen(session: Any, action_id: int) -> None:
    from salesdesk.queries.news import SEEN
    from salesdesk.services.settings import change_own_setting

    change_own_setting(session, key=SEEN, value=action_id)


def _notice(news: News) -> Notice:
    return Notice(
        key=f"{news.action_id}/{news.record}:{news.record_id}",
        icon=NEWS_ICONS[news.kind],
        title=news.title,
        detail=news.detail,
        at=news.at,
        record=news.record,
        record_id=news.record_id,
        person=news.person,
        person_id=news.person_id,
    )


class Bell(QToolButton):
    """A bell with the number of what is new."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme, self._count = theme, 0
        self.setFixedSize(32, 32)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        theme.changed.connect(self.update)
        self.show_count(0)

    @property
    def count(self) -> int:
        """The number shown."""
        return self._count

    def show_count(self, count: int) -> None:
        """Show how many are new."""
        self._count = count
        words = trn("{n} new notification", "{n} new notifications", count) if count else tr("Notifications")
        self.setAccessibleName(words)
        self.setToolTip(words)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.drawPixmap(7, 7, self._theme.pixmap("bell", "text_2", 18))
        if self._count:
            words = str(self._count) if self._count < 100 else "99+"
            wide = max(15.0, 8.0 + 6.5 * len(words))
            spot = QRectF(min(17.0, 32 - wide), 1, wide, 15)
            ground = QColor(self._theme.tokens.primary)
            paint.pill(painter, spot, words, font(10, SEMIBOLD), QColor("#FFFFFF"), ground)


class _NoticeDelegate(QStyledItemDelegate):
    """Paints a notice: icon, what happened, who and when, a dot where it is new."""

    def __init__(self, theme: Theme, notices: list[tuple[Notice, bool]]) -> None:
        super().__init__()
        self._theme, self._notices = theme, notices

    def sizeHint(self, option: QStyleOptionViewItem, index: Any) -> QSize:
        return QSize(0, ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Any) -> None:
        notice, is_new = self._notices[index.row()]
        tokens = self._theme.tokens
        rect = QRectF(option.rect)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver):
            painter.fillRect(rect, QColor(tokens.hover))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.chip))
        painter.drawEllipse(QRectF(14, rect.top() + 14, 30, 30))
        painter.drawPixmap(22, int(rect.top()) + 22, self._theme.pixmap(notice.icon, "text_2", 14))
        words = QRectF(56, rect.top() + 11, rect.width() - 86, 18)
        weight = SEMIBOLD if is_new else MEDIUM
        paint.text(painter, words, notice.title, font(13, weight), QColor(tokens.text))
        when = moment(notice.at, company_day.today())
        below = " · ".join(filter(None, (notice.person, when, notice.detail)))
        paint.text(painter, words.translated(0, 19), below, font(12), QColor(tokens.text_3))
        if is_new:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens.accent))
            painter.drawEllipse(QRectF(rect.width() - 20, rect.top() + 25, 8, 8))


class NoticePanel(Cover):
    """The list under the bell: Enter or a click opens what a line is about, Esc closes."""

    def __init__(
        self,
        over: QWidget,
        theme: Theme,
        notices: list[tuple[Notice, bool]],
        opened: Callable[[str, int], None],
        place: QPoint,
    ) -> None:
        super().__init__(over)
        self._opened, self.notices, self._place = opened, notices, place
        self._panel = QFrame(self)
        self._panel.setObjectName("noticePanel")
        self._panel.setFixedWidth(WIDTH)
        self.list = QListWidget()
        self.list.setAccessibleName(tr("Notifications"))
        self._delegate = _NoticeDelegate(theme, notices)
        self.list.setItemDelegate(self._delegate)
        self.list.setMouseTracking(True)
        for notice, _ in notices:
            item = QListWidgetItem()
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{notice.title}, {notice.person}")
            self.list.addItem(item)
        self.list.setVisible(bool(notices))
        self.list.itemClicked.connect(lambda _: self._open())
        self._lay_out()
        self.fit()
        self.show()
        self.raise_()
        self.list.setCurrentRow(0)
        (self.list if notices else self).setFocus()

    def _lay_out(self) -> None:
        whole = column(spacing=0, margins=(1, 1, 1, 1))
        whole.addLayout(row(label(tr("Notifications"), "title"), None, margins=(16, 12, 16, 10)))
        whole.addWidget(line())
        whole.addWidget(self.list)
        if not self.notices:
            words = tr("Nothing yet. Mentions, what others plan for you and what they do to your deals.")
            none = label(words, "note", wrap=True)
            none.setContentsMargins(16, 14, 16, 16)
            whole.addWidget(none)
        self._panel.setLayout(whole)

    def fit(self) -> None:
        super().fit()
        room = max(ROW, self.height() - self._place.y() - 80)
        self.list.setFixedHeight(min(len(self.notices) * ROW, MOST, room))
        self._panel.adjustSize()
        self._panel.move(self._place)

    def _open(self) -> None:
        chosen = self.list.currentRow()
        self.uncover()
        if chosen >= 0:
            notice = self.notices[chosen][0]
            if notice.record and notice.record_id is not None:
                self._opened(notice.record, notice.record_id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open()
        elif event.key() == Qt.Key.Key_Escape:
            self.uncover()
        else:
            event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.uncover()
