"""A thin scroll bar that lies over a list's edge, so that what the list shows keeps its width."""

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QAbstractScrollArea, QScrollBar

WIDTH = 8


class OverlayBar(QScrollBar):
    """Follows the vertical scroll bar of `area`; seen while the mouse is over it or it has the focus."""

    def __init__(self, area: QAbstractScrollArea) -> None:
        super().__init__(Qt.Orientation.Vertical, area)
        self.setObjectName("overlay")
        self._area = area
        area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._real = area.verticalScrollBar()
        self._real.rangeChanged.connect(self._follow)
        self._real.valueChanged.connect(self.setValue)
        self.valueChanged.connect(self._real.setValue)
        area.installEventFilter(self)
        area.viewport().installEventFilter(self)
        self._inside = False
        self.hide()

    def _follow(self) -> None:
        self.setRange(self._real.minimum(), self._real.maximum())
        self.setPageStep(self._real.pageStep())
        self.setSingleStep(self._real.singleStep())
        self._show()

    def _show(self) -> None:
        self.setVisible(self.maximum() > self.minimum() and (self._inside or self._area.hasFocus()))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.Resize:
            self.setGeometry(self._area.width() - WIDTH, 0, WIDTH, self._area.height())
            # The list lays itself out after this event, and does not always tell that its range shrank.
            QTimer.singleShot(0, self, self._follow)
        elif kind in (QEvent.Type.Enter, QEvent.Type.Leave) and watched is self._area:
            self._inside = kind == QEvent.Type.Enter
            self._follow()
        elif kind in (QEvent.Type.FocusIn, QEvent.Type.FocusOut) and watched is self._area:
            self._follow()
        return False
