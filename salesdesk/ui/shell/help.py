"""The user guide beside the window: its pages, a search through them, and the page that is read."""

from PySide6.QtCore import QByteArray, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, QTimer, QUrl
from PySide6.QtGui import QDesktopServices, QImage, QKeyEvent, QPainter, QResizeEvent, QTextDocument
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTextBrowser,
    QTextEdit,
    QVBoxLayout,
    QWidget,
)

from salesdesk.resources import guide
from salesdesk.translation import tr
from salesdesk.ui.kit import paint
from salesdesk.ui.kit.fields import SearchField
from salesdesk.ui.kit.theme import MEDIUM, Theme, font
from salesdesk.ui.kit.widgets import Icons, column, icon_button, label, row
from salesdesk.ui.shell.guide import FIRST, Found, GuidePage, find_in_guide, read_guide
from salesdesk.ui.shell.typeset import MARGIN, typeset

SIDE, WIDEST = 232, 800
ROW, ROW_FOUND = 34, 54
_FOUND = Qt.ItemDataRole.UserRole
_BACK = (Qt.Key.Key_Left, Qt.Key.Key_Backspace)


class Reader(QTextBrowser):
    """Shows a page of the guide. Nothing but the guide's own files is ever read, nothing is fetched."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._markdown = ""
        self.folder = guide(f"{FIRST}.md").parent.resolve()
        self.setObjectName("reader")
        self.setOpenLinks(False)
        self.setAccessibleName(tr("User guide"))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # A bar that comes with a long page would resize the reader while it reads that page.
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self._again)
        theme.changed.connect(self._later.start)

    def show_markdown(self, markdown: str) -> None:
        """Show a page from its beginning."""
        self._markdown = markdown
        self._lay_out()
        self.verticalScrollBar().setValue(0)

    def _lay_out(self) -> None:
        self.clear()  # else pictures keep the width they had
        self.setLineWrapMode(QTextEdit.LineWrapMode.FixedPixelWidth)
        self.setLineWrapColumnOrWidth(self._width)
        self.setMarkdown(self._markdown)
        typeset(self.document())

    @property
    def _width(self) -> int:
        """How wide a page is set; longer lines are hard to follow."""
        return min(self.viewport().width(), WIDEST)

    def _again(self) -> None:
        place = self.verticalScrollBar().value()
        self._lay_out()
        self.verticalScrollBar().setValue(place)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._later.start()

    def loadResource(self, kind: int, name: QUrl | str) -> object:
        """A picture of the guide, as wide as the page at most; nothing for any other address."""
        url = QUrl(name)
        path = (self.folder / url.path()).resolve()
        inside = not url.scheme() and not url.host() and path.is_relative_to(self.folder)
        if kind != QTextDocument.ResourceType.ImageResource.value or not inside or not path.is_file():
            return QByteArray()
        picture = QImage(str(path))
        sharp = self.devicePixelRatioF()
        room = round((self._width - 2 * MARGIN) * sharp)
        if picture.width() > room:
            picture = picture.scaledToWidth(room, Qt.TransformationMode.SmoothTransformation)
        picture.setDevicePixelRatio(sharp)
        return picture

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.AltModifier:
            event.ignore()  # the window goes back; the browser has no pages of its own
        else:
            super().keyPressEvent(event)

    def mark(self, words: str) -> None:
        """Tint every place at which one of the words stands."""
        marks = []
        for word in words.split():
            cursor = self.document().find(word)
            while not cursor.isNull():
                mark = QTextEdit.ExtraSelection()
                mark.cursor = cursor
                mark.format.setBackground(self._theme.colour("amber_soft"))
                marks.append(mark)
                cursor = self.document().find(word, cursor)
        self.setExtraSelections(marks)


class _Line(QStyledItemDelegate):
    """A page in the list: its heading, and below it the words found."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        found: Found = index.data(_FOUND)
        return QSize(100, ROW_FOUND if found.words else ROW)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        found: Found = index.data(_FOUND)
        colour = self._theme.colour
        state: QStyle.StateFlag = option.state
        rect = QRectF(option.rect)
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if chosen or state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour("accent_soft" if chosen else "hover"))
            painter.drawRoundedRect(rect.adjusted(8, 1, -8, -1), 7, 7)
        ink = colour("accent_text" if chosen else "text" if found.words else "text_2")
        head = QRectF(rect.x() + 18, rect.y(), rect.width() - 36, ROW)
        if found.words:
            head.moveTop(rect.y() - 1)
            below = QRectF(head.x(), rect.y() + 25, head.width(), 20)
            paint.text(painter, below, found.words, font(12), colour("text_3"))
        paint.text(painter, head, found.page.title, font(13, MEDIUM), ink)
        painter.restore()


class HelpWindow(QWidget):
    """The pages of the guide at the left, one of them at the right. Links lead to other pages, or into the
    web browser; typing finds words in all pages; Alt+Left goes back; Esc empties the search, then closes."""

    def __init__(self, parent: QWidget, theme: Theme) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setWindowTitle(tr("Help – SalesDesk"))
        self.setObjectName("page")
        self.reader = Reader(theme)
        self.reader.anchorClicked.connect(self.follow)
        self.pages = read_guide(self.reader.folder)
        self.page: GuidePage | None = None
        self._been: list[GuidePage] = []
        self.search = SearchField(theme, tr("Search the guide"))
        self.search.textChanged.connect(self._find)
        self.search.left.connect(self._into_list)
        self.back_button = icon_button(tr("Back (Alt+Left)"))
        self.back_button.clicked.connect(self.go_back)
        self._icons = Icons(theme)
        self._icons.put(self.back_button, "arrow-left")
        self.list = QListWidget()
        self.list.setObjectName("guide")
        self.list.setAccessibleName(tr("Pages of the guide"))
        self.list.setMouseTracking(True)
        self.list.setItemDelegate(_Line(theme, self.list))
        self.list.currentItemChanged.connect(self._choose)
        self.none = label(tr("No page has these words."), "note", wrap=True)
        self._lay_out()
        self._find("")
        self.resize(880, 760)
        self.setMinimumSize(560, 360)

    def _lay_out(self) -> None:
        side = QFrame()
        side.setObjectName("guideSide")
        side.setFixedWidth(SIDE)
        head = row(self.back_button, self.search, spacing=6, margins=(10, 12, 12, 8))
        inside = QVBoxLayout(side)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(0)
        inside.addLayout(head)
        inside.addLayout(column(self.none, margins=(18, 8, 18, 0)))
        inside.addWidget(self.list, 1)
        across = QHBoxLayout(self)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        across.addWidget(side)
        across.addWidget(self.reader, 1)

    def open_page(self, name: str) -> None:
        """Bring the guide to the front with a page, its first one where there is none of that name."""
        self.search.clear()
        self._read(self._page(name) or self._page(FIRST) or self.pages[0])
        self.show()
        self.raise_()
        self.activateWindow()
        self.reader.setFocus()

    def _page(self, name: str) -> GuidePage | None:
        return next((page for page in self.pages if page.name == name), None)

    def _read(self, page: GuidePage, *, back: bool = False) -> None:
        if self.page is not None and not back and page != self.page:
            self._been.append(self.page)
        self.page = page
        self.reader.show_markdown(page.text)
        self.reader.mark(self.search.text())
        self.back_button.setEnabled(bool(self._been))
        self._select(page)

    def _select(self, page: GuidePage) -> None:
        self.list.blockSignals(True)
        items = [self.list.item(place) for place in range(self.list.count())]
        self.list.setCurrentItem(next((each for each in items if each.data(_FOUND).page == page), None))  # type: ignore[arg-type]
        self.list.blockSignals(False)

    def _find(self, words: str) -> None:
        found = find_in_guide(self.pages, words)
        self.list.blockSignals(True)
        self.list.clear()
        for each in found:
            item = QListWidgetItem(each.page.title)
            item.setData(_FOUND, each)
            self.list.addItem(item)
        self.list.blockSignals(False)
        self.none.setVisible(not found)
        if words.strip() and found:
            self._read(found[0].page)
        else:
            self.reader.mark("")
            if self.page is not None:
                self._select(self.page)

    def _choose(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self._read(item.data(_FOUND).page)

    def _into_list(self) -> None:
        self.list.setFocus()

    def go_back(self) -> None:
        """Read the page before once more."""
        if self._been:
            self._read(self._been.pop(), back=True)

    def follow(self, link: QUrl) -> None:
        """Go where a link leads: to another page, or into the web browser."""
        if link.scheme() in ("http", "https"):
            QDesktopServices.openUrl(link)
            return
        page = self._page(link.path().removesuffix(".md")) if not link.scheme() else None
        if page is not None:
            self._read(page)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        elif (control and event.key() in (Qt.Key.Key_F, Qt.Key.Key_K)) or event.key() == Qt.Key.Key_Slash:
            self.search.setFocus()
            self.search.selectAll()
        elif event.modifiers() & Qt.KeyboardModifier.AltModifier and event.key() in _BACK:
            self.go_back()
        else:
            super().keyPressEvent(event)
