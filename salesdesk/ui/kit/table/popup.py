"""A small panel that opens below a button and closes with Esc or a click elsewhere."""

from functools import cmp_to_key

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

    def event(self, event: QEvent) -> bool:
        # What is typed here is never a command of the page below, whichever field it is typed in.
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride and _is_plain(event):
            event.accept()
            return True
        return super().event(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        # Tab stays inside, in the order in which the fields are read.
        fields = self._fields()
        now = self.window().focusWidget()
        if now not in fields:
            step = 0 if forward else -1
        else:
            step = (fields.index(now) + (1 if forward else -1)) % len(fields)
        if fields:
            fields[step].setFocus(Qt.FocusReason.TabFocusReason)
        return bool(fields)

    def _fields(self) -> list[QWidget]:
        """What can be reached by Tab, from above; a field within a field is reached by the outer one."""
        found = [
            child
            for child in self.findChildren(QWidget)
            if child.focusPolicy() & Qt.FocusPolicy.TabFocus
            and child.focusProxy() is None
            and child.isVisible()
            and child.isEnabled()
            and child.window() is self.window()
        ]
        return sorted(found, key=cmp_to_key(self._compared))

    def _compared(self, one: QWidget, other: QWidget) -> int:
        """Which of two fields is read first: the upper one, or of those side by side the left one."""
        here, there = (each.mapTo(self, QPoint(0, 0)) for each in (one, other))
        if here.y() + one.height() <= there.y():
            return -1
        if there.y() + other.height() <= here.y():
            return 1
        return here.x() - there.x()

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


def _is_plain(event: QKeyEvent) -> bool:
    """Whether a key is pressed without Ctrl and the like; function keys work everywhere."""
    plain = not event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier)
    return plain and not Qt.Key.Key_F1 <= event.key() <= Qt.Key.Key_F35
