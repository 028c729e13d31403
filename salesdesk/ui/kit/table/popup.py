"""A small panel that opens below a button and closes with Esc or a click elsewhere."""

from PySide6.QtCore import QEvent, QObject, QPoint, QRectF, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QApplication, QFrame, QVBoxLayout, QWidget

from salesdesk.ui.kit import paint
from salesdesk.ui.kit.theme import Theme
from salesdesk.ui.kit.tokens import RADIUS_CARD

SHADOW = 12


class Popup(QFrame):
    """Subclasses fill `body`. It lies over the window that `parent` stands in and paints its own shadow."""

    def __init__(self, theme: Theme, parent: QWidget, width: int) -> None:
        super().__init__(parent.window())
        self._theme = theme
        self._before = parent.window().focusWidget()
        self.setFixedWidth(width + 2 * SHADOW)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(SHADOW + 12, SHADOW + 12, SHADOW + 12, SHADOW + 12)
        self.body.setSpacing(6)
        self.hide()

    def open_below(self, anchor: QWidget) -> None:
        """Show it below a widget, inside the window."""
        self.open_at(anchor.mapTo(self.window(), QPoint(-SHADOW, anchor.height() + 4 - SHADOW)))

    def open_at(self, place: QPoint) -> None:
        """Show it at a place of the window, moved so that all of it is inside."""
        self.adjustSize()
        over = self.window()
        left = max(8 - SHADOW, min(place.x(), over.width() - self.width() + SHADOW - 8))
        top = max(8 - SHADOW, min(place.y(), over.height() - self.height() + SHADOW - 8))
        self.move(left, top)
        self.show()
        self.raise_()
        application = QApplication.instance()
        if application is not None:
            application.installEventFilter(self)

    def give_back(self) -> None:
        """Close, and put the focus where it was, unless it went elsewhere already."""
        before, focus = self._before, self.window().focusWidget()
        elsewhere = focus is not None and focus is not self and not self.isAncestorOf(focus)
        self.close()
        if before is not None and before.isVisible() and not elsewhere:
            before.setFocus(Qt.FocusReason.PopupFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        outside = isinstance(watched, QWidget) and not self.isAncestorOf(watched) and watched is not self
        if outside and QApplication.activePopupWidget() is None and self.isVisible():
            pressed = kind == QEvent.Type.MouseButtonPress
            if pressed or (kind == QEvent.Type.FocusIn and not isinstance(watched, Popup)):
                self.leave()
        return False

    def leave(self) -> None:
        """Somebody clicked elsewhere: close."""
        self.close()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.give_back()
        else:
            event.accept()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        inside = QRectF(self.rect()).adjusted(SHADOW, SHADOW, -SHADOW, -SHADOW)
        paint.float_shadow(painter, inside, RADIUS_CARD)
        painter.setPen(QPen(self._theme.colour("border_strong"), 1))
        painter.setBrush(self._theme.colour("surface"))
        painter.drawRoundedRect(inside.adjusted(0.5, 0.5, -0.5, -0.5), RADIUS_CARD, RADIUS_CARD)
