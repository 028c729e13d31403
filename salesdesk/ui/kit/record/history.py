"""The history of a record in plain words: "Anna changed Amount from €4,000 to €4,400"."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from salesdesk.answers.lists import FieldChange, HistoryEntry
from salesdesk.translation import tr
from salesdesk.ui.kit.format import moment, value_words
from salesdesk.ui.kit.widgets import column, label, row

AT_ONCE = 200


def change_words(change: FieldChange, who: str, today: date) -> str:
    """One change as a sentence."""
    person = who or tr("SalesDesk")
    old, new = _told(change.before, change, today), _told(change.after, change, today)
    if change.before is None:
        words = tr("{person} set {field} to {new}")
    elif change.after is None:
        words = tr("{person} emptied {field}; it was {old}")
    else:
        words = tr("{person} changed {field} from {old} to {new}")
    return words.format(person=person, field=change.field, old=old, new=new)


def _told(value: Any, change: FieldChange, today: date) -> str:
    if isinstance(value, datetime):
        return moment(value, today)
    if isinstance(value, str):
        return f"“{' '.join(value.split())}”"
    if value is None or isinstance(value, bool | date) or (isinstance(value, Decimal) and change.currency):
        return value_words(value, today, change.currency)
    return change.new if value is change.after else change.old


class HistoryList(QScrollArea):
    """All changes, the latest on top."""

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setAccessibleName(tr("History"))
        self.words: list[str] = []

    def show_history(self, entries: Sequence[HistoryEntry], today: date) -> None:
        """Show these entries."""
        inside = QWidget()
        inside.setObjectName("recordPart")
        layout = QVBoxLayout(inside)
        layout.setContentsMargins(20, 14, 20, 20)
        layout.setSpacing(0)
        self.words = []
        for entry in entries[:AT_ONCE]:
            layout.addWidget(self._entry(entry, today))
        if not entries:
            layout.addWidget(label(tr("Nothing was changed yet."), "note"))
        if len(entries) > AT_ONCE:
            layout.addWidget(label(tr("… and {n} older ones").format(n=len(entries) - AT_ONCE), "note"))
        layout.addStretch(1)
        self.setWidget(inside)

    def _entry(self, entry: HistoryEntry, today: date) -> QWidget:
        made = QFrame()
        made.setObjectName("historyRow")
        who = entry.person or tr("SalesDesk")
        lines = [entry.told] if entry.told else []
        if entry.made:
            lines.append(_made_words(who, entry.file))
        elif entry.file:
            lines.append(tr("By the import of {file}:").format(file=entry.file))
        lines += [change_words(change, entry.person, today) for change in entry.changes]
        self.words += lines
        texts = []
        for line in lines:
            words = label(line, wrap=True)
            words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            texts.append(words)
        at = moment(entry.at, today)
        clock = at if "," in at else f"{at}, {entry.at.astimezone():%H:%M}"
        when = label(clock, "quiet")
        when.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        when.setMinimumWidth(120)
        across = row(spacing=12, margins=(0, 9, 0, 9))
        across.addLayout(column(*texts, spacing=3), 1)
        across.addWidget(when)
        made.setLayout(across)
        return made


def _made_words(who: str, file: str) -> str:
    if file:
        return tr("{person} imported this from {file}").format(person=who, file=file)
    return tr("{person} wrote this down").format(person=who)
