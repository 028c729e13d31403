"""How far a deal has come, as a bar whose parts are its stages, and the menu of all of them."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QHelpEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QMenu, QToolTip, QWidget

from salesdesk.answers.choice import Choice
from salesdesk.translation import tr
from salesdesk.ui.kit.theme import Theme

HIGH, THICK, GAP = 17, 5, 4


class StageBar(QWidget):
    """One part per undecided stage, passed and current ones filled; a click on one asks for it."""

    chosen = Signal(int)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._stages: tuple[Choice, ...] = ()
        self._current, self._under = 0, -1
        self.setFixedHeight(HIGH)
        self.setMouseTracking(True)
        theme.changed.connect(self.update)

    def show_place(self, stages: Sequence[Choice], current: int) -> None:
        """Show the current one of some stages."""
        self._stages, self._current = tuple(stages), current
        self.setAccessibleName(
            tr("Stage {place} of {count}: {name}").format(
                place=current + 1, count=len(stages), name=stages[current].name
            )
            if stages
            else ""
        )
        self.update()

    def _part(self, place: int) -> QRectF:
        width = (self.width() - GAP * (len(self._stages) - 1)) / len(self._stages)
        return QRectF(place * (width + GAP), (HIGH - THICK) / 2, width, THICK)

    def place_at(self, x: float) -> int:
        """The stage under the pointer, -1 where there is none."""
        if not self._stages or not 0 <= x < self.width():
            return -1
        return min(len(self._stages) - 1, int(x * len(self._stages) / self.width()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._go_over(self.place_at(event.position().x()))

    def leaveEvent(self, event: QEvent) -> None:
        self._go_over(-1)

    def _go_over(self, place: int) -> None:
        if self.isEnabled() and place != self._under:
            self._under = place
            free = place in (-1, self._current)
            self.setCursor(Qt.CursorShape.ArrowCursor if free else Qt.CursorShape.PointingHandCursor)
            self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        # Taken here, so that what lies below does not take it for a click on itself.
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        place = self.place_at(event.position().x())
        if event.button() == Qt.MouseButton.LeftButton and place not in (-1, self._current):
            self.chosen.emit(self._stages[place].id)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            place = self.place_at(event.pos().x())
            if place >= 0:
                QToolTip.showText(event.globalPos(), self._stages[place].name, self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        for place in range(len(self._stages)):
            colour = "accent" if place <= self._current else "border_strong"
            part = self._part(place)
            if place == self._under != self._current:
                part = part.adjusted(0, -2, 0, 2)
                colour = "soft_2" if place > self._current else "accent"
            painter.setBrush(self._theme.colour(colour))
            painter.drawRoundedRect(part, part.height() / 2, part.height() / 2)


def stage_menu(
    parent: QWidget, stages: Sequence[Choice], current: int, choose: Callable[[int], None]
) -> QMenu:
    """All stages to move a deal to, Won and Lost below a line; the one where it is stands marked."""
    menu = QMenu(parent)
    for place, stage in enumerate(stages):
        if place == len(stages) - 2:
            menu.addSeparator()
        action = menu.addAction(stage.name.replace("&", "&&"))
        action.setCheckable(True)
        action.setChecked(stage.id == current)
        action.setEnabled(stage.id != current)
        action.triggered.connect(lambda _=False, stage_id=stage.id: choose(stage_id))
    return menu
