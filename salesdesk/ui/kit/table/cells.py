"""How the cells of a list are painted, by the kind of what stands in them."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QLineEdit, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from salesdesk.answers.lists import Column, Due, Group, Named, Row, Step, Title, Touch, Value
from salesdesk.translation import tr, trn
from salesdesk.ui.kit import company_day, paint
from salesdesk.ui.kit.format import clock, day, moment, money, number
from salesdesk.ui.kit.table.chosen import Chosen
from salesdesk.ui.kit.table.model import GROUP_ROLE, ROW_ROLE, ListModel
from salesdesk.ui.kit.table.words import (
    COLD_DAYS,
    VERY_COLD_DAYS,
    ago,
    cell_words,
    days_since,
    overdue_days,
    step_day,
)
from salesdesk.ui.kit.theme import MEDIUM, SEMIBOLD, Theme, font, stage_dot
from salesdesk.ui.kit.timeline import KIND_ICONS
from salesdesk.ui.kit.tokens import INSET

ROW, COMPACT_ROW, GROUP_ROW, BOX = 46, 36, 36, 46
LEAST_BESIDE = 40
RIGHT_KINDS = frozenset({"whole", "number", "money", "share", "value"})
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_Index = QModelIndex | QPersistentModelIndex


class Cells(QStyledItemDelegate):
    """Paints every column of a list. `current` and `hover` are rows; `focused`: the list has the focus."""

    def __init__(self, theme: Theme, model: ListModel, chosen: Chosen, record: str) -> None:
        super().__init__()
        self._theme, self._model, self._chosen, self._record = theme, model, chosen, record
        self.current, self.hover, self.focused = -1, -1, False
        self.currency, self.today = "EUR", company_day.today()
        self._painters: dict[str, Callable[[QPainter, QRectF, Any, Row], None]] = {
            "title": self._title,
            "person": self._person,
            "company": self._company,
            "named": self._named,
            "choice": self._choice,
            "tags": self._tags,
            "value": self._value,
            "touch": self._touch,
            "step": self._step,
        }

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(80, COMPACT_ROW if self._theme.is_compact else ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        rect = QRectF(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        group = index.data(GROUP_ROLE)
        if group is not None:
            self._paint_group(painter, rect, group, index.row())
        else:
            self._paint_cell(painter, rect, index)
        painter.restore()

    def _paint_group(self, painter: QPainter, rect: QRectF, group: Group, row: int) -> None:
        tokens = self._theme.tokens
        painter.fillRect(rect, QColor(tokens.hover if row == self.hover else tokens.band))
        painter.fillRect(QRectF(rect.left(), rect.bottom() - 1, rect.width(), 1), QColor(tokens.border))
        if row == self.current:
            painter.fillRect(QRectF(rect.left(), rect.top(), 3, rect.height()), QColor(tokens.accent))
        arrow = "chevron-right" if self._model.is_folded(group) else "chevron-down"
        middle = rect.center().y()
        painter.drawPixmap(int(rect.left()) + INSET, int(middle - 8), self._theme.pixmap(arrow, "text_2", 16))
        words = group.label or tr("None")
        face = font(13, SEMIBOLD)
        room = QRectF(rect.left() + BOX, rect.top(), 360, rect.height())
        used = paint.text(painter, room, words, face, QColor(tokens.text))
        room = QRectF(room.left() + min(used, 360) + 10, rect.top(), 90, rect.height())
        paint.text(painter, room, number(group.count), font(12, figures=True), QColor(tokens.text_3))

    def _paint_cell(self, painter: QPainter, rect: QRectF, index: _Index) -> None:
        row = index.row()
        key = self._model.id_at(row)
        ticked = key is not None and key in self._chosen
        self._ground(painter, rect, row, ticked)
        record: Row | None = index.data(ROW_ROLE)
        if index.column() == 0:
            if row == self.current:
                edge = "accent" if self.focused else "ctl"
                painter.fillRect(QRectF(rect.left(), rect.top(), 3, rect.height()), self._theme.colour(edge))
            box = QRectF(rect.left() + INSET, rect.center().y() - 8, 16, 16)
            paint.tick_box(painter, box, self._theme, "on" if ticked else "off")
            return
        inside = rect.adjusted(6, 0, -12, 0)
        if record is None:
            self._waiting(painter, inside)
            return
        if index.column() > len(record.cells):
            return
        column, cell = self._model.columns[index.column() - 1], record.cells[index.column() - 1]
        self._lit = ticked
        painted = self._painters.get(column.kind)
        if painted is not None:
            painted(painter, inside, cell, record)
        elif cell is not None:
            self._plain(painter, inside, column, cell)

    def _ground(self, painter: QPainter, rect: QRectF, row: int, ticked: bool) -> None:
        tokens = self._theme.tokens
        ground = tokens.accent_soft if ticked else tokens.row_hover if row == self.hover else tokens.surface
        painter.fillRect(rect, QColor(ground))
        painter.fillRect(QRectF(rect.left(), rect.bottom() - 1, rect.width(), 1), QColor(tokens.border))

    def _waiting(self, painter: QPainter, rect: QRectF) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour("hover"))
        painter.drawRoundedRect(QRectF(rect.left(), rect.center().y() - 5, rect.width() * 0.6, 10), 5, 5)

    def _quiet(self) -> QColor:
        """The colour of captions; stronger on a tinted row."""
        return self._theme.colour("text_2" if self._lit else "text_3")

    def _title(self, painter: QPainter, rect: QRectF, cell: Title, record: Row) -> None:
        low = rect.height() < ROW
        size = 22 if low else 28
        mark = QRectF(rect.left(), rect.center().y() - size / 2, size, size)
        if self._record == "contact":
            paint.avatar(painter, mark, cell.name, record.id)
        elif self._record == "company":
            paint.company(painter, mark, cell.name, record.id, self._theme)
        left = rect.left() + (size + 10 if self._record in ("contact", "company") else 0)
        room = QRectF(left, rect.top() + 5, rect.right() - left, 19)
        if low or not cell.detail:
            room = QRectF(left, rect.top(), rect.right() - left, rect.height())
        used = paint.text(painter, room, cell.name, font(13, SEMIBOLD), self._theme.colour("text"))
        if cell.detail and low:
            beside = room.adjusted(min(used + 8, room.width()), 0, 0, 0)
            if beside.width() > LEAST_BESIDE:
                paint.text(painter, beside, cell.detail, font(12), self._quiet())
        elif cell.detail:
            paint.text(painter, room.translated(0, 18), cell.detail, font(12), self._quiet())

    def _person(self, painter: QPainter, rect: QRectF, cell: Named | None, record: Row) -> None:
        if cell is None:
            paint.text(painter, rect, tr("Nobody"), font(13), self._quiet())
            return
        paint.avatar(painter, QRectF(rect.left(), rect.center().y() - 10, 20, 20), cell.name, cell.id)
        paint.text(painter, rect.adjusted(28, 0, 0, 0), cell.name, font(13), self._theme.colour("text"))

    def _company(self, painter: QPainter, rect: QRectF, cell: Named | None, record: Row) -> None:
        if cell is None:
            return
        square = QRectF(rect.left(), rect.center().y() - 11, 22, 22)
        paint.company(painter, square, cell.name, cell.id, self._theme)
        paint.text(painter, rect.adjusted(30, 0, 0, 0), cell.name, font(13), self._theme.colour("text"))

    def _named(self, painter: QPainter, rect: QRectF, cell: Named | None, record: Row) -> None:
        if cell is not None:
            self._chip(painter, rect, cell.name, stage_dot(cell.id if cell.mark is None else cell.mark))

    def _choice(self, painter: QPainter, rect: QRectF, cell: str | None, record: Row) -> None:
        if cell:
            self._chip(painter, rect, cell, None)

    def _tags(self, painter: QPainter, rect: QRectF, cell: tuple[str, ...] | None, record: Row) -> None:
        left = rect.left()
        for name in cell or ():
            if rect.right() - left < 36:
                break
            room = QRectF(left, rect.top(), rect.right() - left, rect.height())
            left += self._chip(painter, room, name, None) + 4

    def _chip(self, painter: QPainter, rect: QRectF, words: str, dot: QColor | None) -> float:
        """A neutral pill with a coloured dot; its width."""
        face = font(12, MEDIUM)
        before = 22 if dot is not None else 10
        wide = min(rect.width(), paint.width_of(words, face) + before + 10)
        pill = QRectF(rect.left(), rect.center().y() - 11, wide, 22)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour("surface" if self._lit else "chip"))
        painter.drawRoundedRect(pill, 11, 11)
        if dot is not None:
            paint.dot(painter, QRectF(pill.left() + 8, pill.center().y() - 3, 6, 6).center(), dot, 3)
        inside = pill.adjusted(before, 0, -8, 0)
        paint.text(painter, inside, words, face, self._theme.colour("text_2"))
        return wide

    def _value(self, painter: QPainter, rect: QRectF, cell: Value | None, record: Row) -> None:
        if cell is None or not cell.deals:
            paint.text(painter, rect, "–", font(13), self._quiet(), _RIGHT)
            return
        low = rect.height() < ROW
        upper = rect if low else QRectF(rect.left(), rect.top() + 5, rect.width(), 19)
        face = font(13, SEMIBOLD, figures=True)
        amount = "–" if cell.amount is None else money(cell.amount, self.currency)
        paint.text(painter, upper, amount, face, self._theme.colour("text"), _RIGHT)
        if low and not cell.without_rate:
            return
        words, colour = trn("{n} deal", "{n} deals", cell.deals), self._quiet()
        if cell.without_rate:
            colour = self._theme.colour("amber")
            words = trn("{n} without a rate", "{n} without a rate", cell.without_rate)
        if low:  # the sum leaves something out: that is said, at the left of it
            paint.text(painter, rect, words, font(11, figures=True), colour)
        else:
            paint.text(painter, upper.translated(0, 18), words, font(12, figures=True), colour, _RIGHT)

    def _touch(self, painter: QPainter, rect: QRectF, cell: Touch | None, record: Row) -> None:
        if cell is None:
            paint.text(painter, rect, tr("Never"), font(13), self._quiet())
            return
        silent = days_since(cell.at, self.today)
        colour = "red" if silent > VERY_COLD_DAYS else "amber" if silent > COLD_DAYS else "text_2"
        icon = KIND_ICONS.get(cell.kind, "clock") if silent <= COLD_DAYS else "snowflake"
        self._icon(painter, rect, icon, colour)
        face = font(13, MEDIUM if silent > COLD_DAYS else font(13).weight(), figures=True)
        paint.text(
            painter, rect.adjusted(23, 0, 0, 0), ago(cell.at, self.today), face, self._theme.colour(colour)
        )

    def _step(self, painter: QPainter, rect: QRectF, cell: Step | None, record: Row) -> None:
        if cell is None:
            if any(isinstance(other, Value) and other.deals for other in record.cells):
                self._warning(painter, rect, tr("No next step"), "amber", "circle-alert")
            return
        late = overdue_days(cell, self.today)
        if late:
            words = trn("Overdue {n} d", "Overdue {n} d", late)
            room = self._warning(painter, rect, words, "red", "clock-alert", right=True)
        else:
            words = step_day(cell, self.today)
            face = font(12, MEDIUM, figures=True)
            colour = "accent_text" if cell.on == self.today else "text_2"
            room = paint.text(painter, rect, words, face, self._theme.colour(colour), _RIGHT) if words else 0
        self._icon(painter, rect, KIND_ICONS.get(cell.kind, "square-check"), "text_2")
        inside = rect.adjusted(23, 0, -room - (12 if room else 0), 0)
        paint.text(painter, inside, cell.subject, font(13), self._theme.colour("text"))

    def _warning(
        self, painter: QPainter, rect: QRectF, words: str, colour: str, icon: str, *, right: bool = False
    ) -> float:
        """A tinted pill with an icon, at the left or right; its width."""
        face = font(12, MEDIUM, figures=True)
        wide = min(rect.width(), paint.width_of(words, face) + 36)
        left = rect.right() - wide if right else rect.left()
        pill = QRectF(left, rect.center().y() - 11, wide, 22)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour(f"{colour}_soft"))
        painter.drawRoundedRect(pill, 11, 11)
        painter.drawPixmap(int(left) + 8, int(pill.center().y() - 7), self._theme.pixmap(icon, colour, 14))
        paint.text(painter, pill.adjusted(27, 0, -6, 0), words, face, self._theme.colour(colour))
        return wide

    def _icon(self, painter: QPainter, rect: QRectF, name: str, colour: str) -> None:
        painter.drawPixmap(int(rect.left()), int(rect.center().y() - 8), self._theme.pixmap(name, colour, 16))

    def _plain(self, painter: QPainter, rect: QRectF, column: Column, cell: Any) -> None:
        if isinstance(cell, Due):
            rect = self._due(painter, rect, cell)
            cell = cell.on
        words = self._words(column.kind, cell)
        align = _RIGHT if column.kind in RIGHT_KINDS else paint.LEFT
        figures = column.kind in RIGHT_KINDS or column.kind in ("day", "moment")
        paint.text(painter, rect, words, font(13, figures=figures), self._theme.colour("text"), align)

    def _due(self, painter: QPainter, rect: QRectF, cell: Due) -> QRectF:
        """The time below the day and a mark of what repeats; the room that is left for the day."""
        if cell.repeats:
            mark = self._theme.pixmap("repeat", "text_3", 14)
            painter.drawPixmap(int(rect.right()) - 14, int(rect.center().y() - 7), mark)
            rect = rect.adjusted(0, 0, -20, 0)
        if cell.at is None:
            return rect
        words, face = clock(cell.at), font(12, figures=True)
        if rect.height() < ROW:
            paint.text(painter, rect, words, face, self._quiet(), _RIGHT)
            return rect.adjusted(0, 0, -paint.width_of(words, face) - 6, 0)
        upper = QRectF(rect.left(), rect.top() + 5, rect.width(), 19)
        paint.text(painter, upper.translated(0, 18), words, face, self._quiet())
        return upper

    def _words(self, kind: str, cell: Any) -> str:
        if isinstance(cell, Decimal):
            return money(cell, self.currency) if kind == "money" else number(cell)
        if kind == "day" and isinstance(cell, date):
            return day(cell, self.today)
        if kind == "moment":
            return moment(cell, self.today)
        return cell_words(kind, cell, self.today)

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: _Index) -> QWidget:
        made = QLineEdit(parent)
        made.setAccessibleName(tr("Name"))
        return made

    def setEditorData(self, editor: QWidget, index: _Index) -> None:
        if isinstance(editor, QLineEdit):
            editor.setText(str(index.data(Qt.ItemDataRole.EditRole) or ""))
            editor.selectAll()

    def setModelData(self, editor: QWidget, model: Any, index: _Index) -> None:
        if isinstance(editor, QLineEdit):
            model.setData(index, editor.text())

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: _Index) -> None:
        rect = option.rect
        left = 40 if self._record in ("contact", "company") else 2
        editor.setGeometry(rect.adjusted(left, (rect.height() - 30) // 2, -6, -(rect.height() - 30) // 2))
