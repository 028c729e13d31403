"""The cards of one column as a list model; changes touch only the rows that changed."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import QAbstractListModel, QByteArray, QMimeData, QModelIndex, QPersistentModelIndex, Qt

from salesdesk.answers.board import Card
from salesdesk.rules.stage_age import is_long
from salesdesk.translation import tr
from salesdesk.ui.kit import company_day
from salesdesk.ui.kit.format import age_words, day, distance, money
from salesdesk.ui.screens.pipeline.picked import Picked

MIME = "application/x-salesdesk-deal"
CARD = Qt.ItemDataRole.UserRole + 1
Index = QModelIndex | QPersistentModelIndex


class CardModel(QAbstractListModel):
    """Cards in their order. `set_cards` turns one list into another row by row, so that scroll, selection
    and focus stay where they are."""

    def __init__(self, stage_id: int, picked: Picked, *, is_decided: bool = False) -> None:
        super().__init__()
        self.stage_id = stage_id
        self.picked = picked
        self.is_decided = is_decided
        self.today = company_day.today()
        self.median: int | None = None
        self._cards: list[Card] = []

    @property
    def cards(self) -> Sequence[Card]:
        """The cards as shown."""
        return self._cards

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._cards)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self._cards):
            return None
        card = self._cards[index.row()]
        if role == CARD:
            return card
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._words(card)
        if role == Qt.ItemDataRole.ToolTipRole:
            return "\n".join(self._hints(card))
        return None

    def _hints(self, card: Card) -> list[str]:
        """All that a card has no room for, line by line, for the mouse that rests on it."""
        lines = [" · ".join(part for part in (card.title, card.company) if part)]
        if not self.is_decided:
            lines.append(" · ".join(part for part in (self.outlook(card), card.owner) if part))
        if card.next_step:
            when = distance(card.next_step_on, self.today) if card.next_step_on else ""
            lines.append(tr("Next: {step}").format(step=card.next_step) + (f", {when}" if when else ""))
        if self.age(card) is not None:
            lines.append(self._age_words(card))
        return lines

    def outlook(self, card: Card) -> str:
        """How probable a deal is and when it is to close."""
        close = tr("closes {day}").format(day=day(card.close_on, self.today)) if card.close_on else ""
        return " · ".join(part for part in (f"{card.probability} %", close) if part)

    def _age_words(self, card: Card) -> str:
        return age_words(self.age(card) or 0, self.median)

    def age(self, card: Card) -> int | None:
        """Days in its stage; None where that says nothing."""
        if card.stage_entered_on is None or self.is_decided:
            return None
        return (self.today - card.stage_entered_on).days

    def is_late(self, card: Card) -> bool:
        """Whether it has been in its stage for long, measured by won deals, whatever else it warns of."""
        age = self.age(card)
        return age is not None and is_long(age, self.median)

    def set_median(self, median: int | None) -> None:
        """Compare days in this stage with those of won deals from now on."""
        if median != self.median:
            self.median = median
            if self._cards:
                self.dataChanged.emit(self.index(0), self.index(len(self._cards) - 1))

    def _words(self, card: Card) -> str:
        """The whole card in one sentence, for screen readers."""
        amount = money(card.amount, card.currency) if card.amount is not None else tr("no amount")
        picked = tr("selected") if card.deal_id in self.picked else ""
        parts = [card.title, card.company, amount, card.owner, self.foot_words(card), picked]
        return ", ".join(part for part in parts if part)

    def foot_words(self, card: Card) -> str:
        """The last line of a card: when it was decided, else its warning or next step."""
        if self.is_decided and card.stage_entered_on is not None:
            return distance(card.stage_entered_on, self.today)
        return warning_words(card, self.today)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.ItemIsDropEnabled
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsDragEnabled

    def mimeTypes(self) -> list[str]:
        return [MIME]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        ids = {self._cards[index.row()].deal_id for index in indexes}
        return mime_of(self.picked.ids | ids if ids & self.picked.ids else ids)

    def supportedDropActions(self) -> Qt.DropAction:
        return Qt.DropAction.MoveAction

    def row_of(self, deal_id: int) -> int:
        """The row of a deal, -1 if it is not here."""
        return next((row for row, card in enumerate(self._cards) if card.deal_id == deal_id), -1)

    def take(self, deal_id: int) -> Card | None:
        """Remove a card and give it."""
        row = self.row_of(deal_id)
        if row < 0:
            return None
        self.beginRemoveRows(QModelIndex(), row, row)
        card = self._cards.pop(row)
        self.endRemoveRows()
        return card

    def insert(self, row: int, card: Card) -> None:
        """Put a card at a row."""
        row = max(0, min(row, len(self._cards)))
        self.beginInsertRows(QModelIndex(), row, row)
        self._cards.insert(row, card)
        self.endInsertRows()

    def append(self, more: Sequence[Card]) -> None:
        """Show more cards below, but for those that are here already."""
        known = {card.deal_id for card in self._cards}
        fresh = [card for card in more if card.deal_id not in known]
        if fresh:
            begin = len(self._cards)
            self.beginInsertRows(QModelIndex(), begin, begin + len(fresh) - 1)
            self._cards += fresh
            self.endInsertRows()

    def set_cards(self, wanted: Sequence[Card], today: date) -> None:
        """Show exactly these cards in this order."""
        self.today = today
        if not self._cards and not wanted:
            return
        if not self._cards or not wanted:
            self.beginResetModel()
            self._cards = list(wanted)
            self.endResetModel()
            return
        keep = {card.deal_id for card in wanted}
        for row in range(len(self._cards) - 1, -1, -1):
            if self._cards[row].deal_id not in keep:
                self.take(self._cards[row].deal_id)
        for row, card in enumerate(wanted):
            self._settle(row, card)

    def _settle(self, row: int, card: Card) -> None:
        if row < len(self._cards) and self._cards[row].deal_id == card.deal_id:
            if self._cards[row] != card:
                self._cards[row] = card
                index = self.index(row)
                self.dataChanged.emit(index, index)
            return
        old = self.row_of(card.deal_id)
        if old < 0:
            self.insert(row, card)
            return
        self.beginMoveRows(QModelIndex(), old, old, QModelIndex(), row)
        self._cards.pop(old)
        self._cards.insert(row, card)
        self.endMoveRows()
        index = self.index(row)
        self.dataChanged.emit(index, index)


def mime_of(ids: Iterable[int]) -> QMimeData:
    """Deals on their way to a column."""
    mime = QMimeData()
    mime.setData(MIME, QByteArray(",".join(map(str, ids)).encode()))
    return mime


def dragged_deals(mime: QMimeData) -> tuple[int, ...]:
    """The deals that are being dragged, in no order."""
    return tuple(int(key) for key in bytes(mime.data(MIME).data()).decode().split(","))


def short_warning(card: Card, today: date) -> str:
    """The same where a card is narrow."""
    if card.warning == "overdue_step" and card.next_step_on is not None:
        return tr("{n} d late").format(n=(today - card.next_step_on).days)
    return {
        "close_date_past": tr("Date past"),
        "no_next_step": tr("No step"),
        "undated_step": tr("No date"),
    }.get(card.warning, warning_words(card, today))


def warning_words(card: Card, today: date) -> str:
    """The one thing a card says below: its warning, else its next step with the day."""
    if card.warning == "overdue_step" and card.next_step_on is not None:
        return tr("Overdue {n} d").format(n=(today - card.next_step_on).days)
    if card.warning == "close_date_past":
        return tr("Close date past")
    if card.warning == "very_cold":
        return tr("Cold")
    if card.warning == "cold":
        return tr("Going cold")
    if card.warning == "no_next_step":
        return tr("No next step")
    if card.warning == "undated_step":
        return tr("Step has no date")
    if card.next_step_on is not None:
        return distance(card.next_step_on, today)
    return day(card.close_on, today) if card.close_on else ""
