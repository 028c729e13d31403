"""The user guide beside the window: the page about the screen that is shown."""

from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QKeyEvent
from PySide6.QtWidgets import QTextBrowser, QVBoxLayout, QWidget

from salesdesk.resources import guide
from salesdesk.translation import tr

FIRST = "index"


def guide_page(name: str) -> Path | None:
    """The file of a page of the guide, else of its first page; None where there is no guide."""
    found = [path for path in (guide(f"{name}.md"), guide(f"{FIRST}.md")) if path.is_file()]
    return found[0] if found else None


class HelpWindow(QWidget):
    """Shows one page of the guide; its links lead to the others, or into the web browser. Esc closes it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setWindowTitle(tr("Help – SalesDesk"))
        self.setObjectName("page")
        self.reader = QTextBrowser()
        self.reader.setObjectName("reader")
        self.reader.setOpenLinks(False)
        self.reader.setAccessibleName(tr("User guide"))
        self.reader.anchorClicked.connect(self._follow)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.reader)
        self.resize(560, 720)

    def show_page(self, page: Path) -> None:
        """Show a page of the guide."""
        self._page = page
        self.reader.setSearchPaths([str(page.parent)])
        self.reader.setMarkdown(page.read_text(encoding="utf-8"))
        self.show()
        self.raise_()
        self.activateWindow()

    def _follow(self, link: QUrl) -> None:
        target = self._page.parent / link.path()
        if link.scheme() in ("http", "https"):
            QDesktopServices.openUrl(link)
        elif target.suffix == ".md" and target.is_file():
            self.show_page(target)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)
