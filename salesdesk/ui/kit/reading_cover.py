"""What lies over a page until it is read for the first time."""

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from salesdesk.translation import tr
from salesdesk.ui.kit.widgets import label

PATIENCE_MS = 200


class ReadingCover(QWidget):
    """Says that a page is being read, where that takes longer than a moment, or why it cannot be."""

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self._over = over
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.words = label(tr("Reading the deals …"), "lead", wrap=True)
        self.words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        layout = QVBoxLayout(self)
        layout.addWidget(self.words)
        self.hide()
        self._is_over = False
        over.installEventFilter(self)
        QTimer.singleShot(PATIENCE_MS, self, self._appear)

    def _appear(self) -> None:
        if not self._is_over:
            self.setGeometry(self._over.rect())
            self.raise_()
            self.show()

    def refuse(self, sentence: str) -> bool:
        """Say why the page cannot be read, if it never was; whether that is so."""
        if self._is_over:
            return False
        self.words.setText(sentence)
        self._appear()
        return True

    def end(self) -> None:
        """Uncover the page: it is read."""
        self._is_over = True
        self.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self.setGeometry(self._over.rect())
        return super().eventFilter(watched, event)
