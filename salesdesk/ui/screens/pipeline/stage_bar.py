"""How far a deal has come, as a bar."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from salesdesk.ui.kit.theme import Theme


class StageBar(QWidget):
    """How far a deal has come: one part per stage, passed and current ones filled."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._stages, self._current = 0, 0
        self.setFixedHeight(5)
        theme.changed.connect(self.update)

    def show_place(self, stages: int, current: int) -> None:
        """Show the current one of some stages."""
        self._stages, self._current = stages, current
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._stages:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        gap = 4
        width = (self.width() - gap * (self._stages - 1)) / self._stages
        for place in range(self._stages):
            painter.setBrush(self._theme.colour("accent" if place <= self._current else "border_strong"))
            painter.drawRoundedRect(QRectF(place * (width + gap), 0, width, 5), 2.5, 2.5)
