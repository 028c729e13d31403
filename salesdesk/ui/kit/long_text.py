"""Text of several lines that takes no more than is kept."""

from PySide6.QtCore import QMimeData
from PySide6.QtWidgets import QPlainTextEdit, QToolTip

from salesdesk.rules.texts import LONGEST_TEXT
from salesdesk.translation import tr


class LongText(QPlainTextEdit):
    """A paste or drop of more than 64 KB is left out and told: laying that out would hold up the window."""

    def insertFromMimeData(self, source: QMimeData) -> None:
        size = len(source.text())
        if size <= LONGEST_TEXT:
            super().insertFromMimeData(source)
            return
        words = tr("This is too long to paste ({n} KB); at most 64 KB fit. Attach it as a file instead.")
        at = self.viewport().mapToGlobal(self.cursorRect().bottomLeft())
        QToolTip.showText(at, words.format(n=f"{-(-size // 1024):,}"), self)
