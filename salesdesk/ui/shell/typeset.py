"""Sets a page of the guide as the rest of the program is set: its sizes, its weights, air between lines."""

from PySide6.QtGui import (
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextFragment,
)

from salesdesk.ui.kit.theme import SEMIBOLD, font

HEADINGS = {1: 22, 2: 16, 3: 14}
TEXT, LINE, AFTER = 14, 150, 10
MARGIN, INDENT = 26, 18


def typeset(document: QTextDocument) -> None:
    """Give every block of a document read from Markdown its size and its distance to the next."""
    document.setDefaultFont(font(TEXT))
    document.setDocumentMargin(MARGIN)
    document.setIndentWidth(INDENT)
    block = document.begin()
    while block.isValid():
        level = block.blockFormat().headingLevel()
        cursor = QTextCursor(block)
        air = QTextBlockFormat()
        # A line's height is a share of its picture's where it has one.
        height = 100 if _has_picture(block.text()) else 120 if level else LINE
        air.setLineHeight(height, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        air.setTopMargin(22 if level > 1 else 0)
        air.setBottomMargin(4 if block.textList() is not None else 8 if level else AFTER)
        cursor.mergeBlockFormat(air)
        if level:
            cursor.select(QTextCursor.SelectionType.BlockUnderCursor)
            letters = cursor.charFormat()
            letters.setFont(font(HEADINGS.get(level, TEXT), SEMIBOLD))
            letters.clearProperty(QTextFormat.Property.FontSizeAdjustment.value)
            cursor.setCharFormat(letters)
        else:
            _weigh(block)
        block = block.next()


def _weigh(block: QTextBlock) -> None:
    """Strong words in the heaviest letters that come with the program; Qt would smear heavier ones."""
    place = block.begin()
    pieces: list[QTextFragment] = []
    while not place.atEnd():
        pieces.append(place.fragment())
        place += 1
    for piece in pieces:
        if piece.charFormat().fontWeight() <= SEMIBOLD:
            continue
        cursor = QTextCursor(block)
        cursor.setPosition(piece.position())
        cursor.setPosition(piece.position() + piece.length(), QTextCursor.MoveMode.KeepAnchor)
        letters = QTextCharFormat()
        letters.setFontWeight(SEMIBOLD)
        cursor.mergeCharFormat(letters)


def _has_picture(words: str) -> bool:
    return "\ufffc" in words
