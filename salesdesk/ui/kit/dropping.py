"""Files that somebody drags over the window, or over a part of it that keeps them."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QWidget

from salesdesk.ui.kit import paint
from salesdesk.ui.kit.theme import SEMIBOLD, Theme, font

_LINGER_MS = 150


def dropped_files(event: QDropEvent) -> list[Path]:
    """The files of this machine that are dragged; nothing for folders and pages of the web."""
    urls = event.mimeData().urls()
    paths = [Path(url.toLocalFile()) for url in urls if url.isLocalFile()]
    return [path for path in paths if path.is_file()]


class FileDrop(QWidget):
    """Lets files be dropped `on` a widget: lies over it while they hang there and says what would happen.

    `words` give that, or nothing where no file is taken now: then the drag goes on to what is around.
    """

    dropped = Signal(list)

    def __init__(self, theme: Theme, on: QWidget, words: Callable[[], str]) -> None:
        super().__init__(on)
        self._theme, self._on, self._words = theme, on, words
        self._entered = False
        self.setAcceptDrops(True)
        on.setAcceptDrops(True)
        on.installEventFilter(self)
        self.hide()

    def show_over(self) -> None:
        """Lie over the widget."""
        self.setGeometry(self._on.rect())
        self.setAccessibleName(self._words())
        self.show()
        self.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QDragEnterEvent):
            if not self._words() or not dropped_files(event):
                return False
            event.acceptProposedAction()
            self._entered = False
            self.show_over()
            return True
        if event.type() == QEvent.Type.DragLeave:
            # It goes over to this widget, which lies under the mouse now, or leaves the window at once.
            QTimer.singleShot(_LINGER_MS, self, lambda: self.setVisible(self._entered))
        return False

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self._entered = True
        event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._entered = False
        self.hide()

    def dropEvent(self, event: QDropEvent) -> None:
        self._entered = False
        self.hide()
        paths = dropped_files(event)
        if paths:
            event.acceptProposedAction()
            self.dropped.emit(paths)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = QColor(self._theme.tokens.surface)
        ground.setAlphaF(0.86)
        painter.fillRect(self.rect(), ground)
        pen = QPen(self._theme.colour("accent"), 2, Qt.PenStyle.DashLine)
        painter.setPen(pen)
        soft = self._theme.colour("accent_soft")
        soft.setAlphaF(0.5)
        painter.setBrush(soft)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(14, 14, -14, -14), 11, 11)
        middle = QRectF(self.rect()).center()
        icon = self._theme.pixmap("paperclip", "accent_text", 32)
        painter.drawPixmap(round(middle.x()) - 16, round(middle.y()) - 38, icon)
        room = QRectF(24, middle.y() + 4, self.width() - 48, 24)
        colour = self._theme.colour("accent_text")
        paint.text(painter, room, self._words(), font(14, SEMIBOLD), colour, Qt.AlignmentFlag.AlignCenter)
