"""The panel at the right: one deal, its main fields edited in place, what happened, the next stage."""

from collections.abc import Collection, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import (
    QFormLayout,
    QFrame,
    QLabel,
    QLineEdit,
    QMenu,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from salesdesk.answers.board import DealSheet
from salesdesk.drafts import DraftField
from salesdesk.rules.agenda import working_days_after
from salesdesk.rules.fields import label_of, unit_of
from salesdesk.translation import tr
from salesdesk.ui.kit.dropping import FileDrop
from salesdesk.ui.kit.fields import ChoiceBox, DayField, plain_amount
from salesdesk.ui.kit.format import day, money, parse_amount
from salesdesk.ui.kit.long_text import LongText
from salesdesk.ui.kit.offered_day import OfferedDay
from salesdesk.ui.kit.scroll import OverlayBar
from salesdesk.ui.kit.theme import Theme
from salesdesk.ui.kit.timeline import Timeline
from salesdesk.ui.kit.typed import as_json, from_json
from salesdesk.ui.kit.widgets import (
    ElidedLabel,
    Icons,
    below,
    button,
    column,
    icon_button,
    label,
    row,
)
from salesdesk.ui.screens.pipeline.stage_bar import StageBar, stage_menu

LONGEST_STAGE, ROW = 18, 28
_UNKNOWN = {"unknown": True}
"""In the place of what stood in a field where nobody can say it any more."""
_NOT_SAVED = tr("Not saved yet: leaving the field saves it, Esc takes it back.")


class _Description(LongText):
    """Long text that says when it is left."""

    left = Signal()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()


def short(stage: str) -> str:
    """A stage's name as far as it fits into a pill beside the amount."""
    return stage if len(stage) <= LONGEST_STAGE else stage[: LONGEST_STAGE - 1].rstrip() + "…"


def _draft_field(key: str, was: Any, now: Any) -> DraftField:
    words = day(now) if isinstance(now, date) else "" if now is None else str(now)
    return DraftField(key, label_of(key), as_json(was), as_json(now), words)


def _amount_or_none(words: str, currency: str) -> Decimal | None:
    try:
        return parse_amount(words, currency)
    except ValueError:
        return None


class DealPanel(QFrame):
    """Shows a deal and says what was edited: `edited` carries fields with their new values, and with those
    that stood there when the user began. What was typed stays until it is saved (`saved`)."""

    edited = Signal(int, dict, dict)
    step_edited = Signal(int, str, object, object)
    move_asked = Signal(int, int)
    closed = Signal()
    page_asked = Signal(int)
    attach_asked = Signal(int)
    files_dropped = Signal(int, list)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("detail")
        self._theme = theme
        self._icons = Icons(theme)
        self._sheet: DealSheet | None = None
        self._keep = False
        self._began_with: dict[str, Any] = {}
        self._ordered: dict[str, Any] = {}
        self._drafts: dict[int, tuple[DraftField, ...]] = {}
        self._refusals: dict[int, str] = {}
        self._caption = label("", "caps")
        self._title = self._line("dealTitle", tr("Title"))
        self._company = ElidedLabel("", "note")
        self._amount = self._line("dealAmount", tr("Amount"))
        self._stage = button("", tip=tr("Move to another stage"))
        self._stage.setObjectName("stagePill")
        self._bar = StageBar(theme)
        self._owner = ChoiceBox(tr("Owner"), none=tr("Nobody"), kind="inline")
        self._close = DayField(tr("Expected close"), kind="inline")
        self._step = self._line("", tr("Next step"))
        self._step.setPlaceholderText(tr("What happens next?"))
        self._step_day = DayField(tr("Next step on"), kind="inline")
        self._offered = OfferedDay(self._step, self._step_day)
        self._description = _Description()
        self._description.setAccessibleName(tr("Description"))
        self._description.setPlaceholderText(tr("What is this deal about?"))
        self._description.setTabChangesFocus(True)
        self._description.setProperty("kind", "inline")
        self._description.setFixedHeight(72)
        self._form = QFormLayout()
        self._facts: dict[str, QLabel] = {}
        self._timeline = Timeline(theme)
        self.next_button = button(tr("Next stage"), "primary")
        self.won_button, self.lost_button = button(tr("Won")), button(tr("Lost"))
        self.close_button = icon_button(tr("Close panel"))
        self.page_button = icon_button(tr("Open the page (Enter)"))
        self.attach_button = icon_button(tr("Attach files"))
        self._error = label("", "error", wrap=True)
        self.drop = FileDrop(theme, self, self._drop_words)
        self._lay_out()
        self._connect()

    def _line(self, name: str, words: str) -> QLineEdit:
        field = QLineEdit()
        field.setObjectName(name)
        field.setProperty("kind", "inline")
        field.setAccessibleName(words)
        return field

    def _lay_out(self) -> None:
        self._icons.put(self.close_button, "x")
        self._icons.put(self.page_button, "arrow-up-right")
        self._icons.put(self.attach_button, "paperclip")
        inside = QWidget()
        inside.setObjectName("dealBody")
        body = QVBoxLayout(inside)
        body.setContentsMargins(14, 12, 14, 14)
        body.setSpacing(4)
        body.addLayout(
            row(6, self._caption, None, self.attach_button, self.page_button, self.close_button, spacing=0)
        )
        body.addWidget(self._title)
        self._beside_company = row(6, self._company, 6, spacing=8)
        body.addLayout(self._beside_company)
        body.addLayout(row(self._amount, self._stage, 6, spacing=6))
        body.addSpacing(4)
        body.addLayout(row(6, self._bar, 6, spacing=0))
        body.addLayout(row(6, self._error, spacing=0))
        self._section(body, tr("Next step"))
        body.addWidget(self._step)
        body.addWidget(self._step_day)
        self._section(body, tr("Details"))
        self._lay_out_details(body)
        self._section(body, tr("Description"))
        body.addWidget(self._description)
        self._section(body, tr("Activity"))
        body.addWidget(self._timeline)
        body.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inside)
        OverlayBar(scroll)
        foot = QFrame()
        foot.setObjectName("detailFoot")
        self._ends = QWidget()
        self._ends.setLayout(row(self.won_button, self.lost_button))
        foot.setLayout(column(self.next_button, self._ends, spacing=8, margins=(20, 12, 20, 12)))
        whole = column(scroll, foot, spacing=0)
        self.setLayout(whole)

    def _lay_out_details(self, body: QVBoxLayout) -> None:
        self._form.setContentsMargins(6, 0, 0, 0)
        self._form.setHorizontalSpacing(8)
        self._form.setVerticalSpacing(2)
        self._form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self._form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self._add_row(tr("Owner"), self._owner)
        self._add_row(tr("Expected close"), self._close)
        for name, words in (
            ("contact", tr("Contact")),
            ("probability", tr("Probability")),
            ("source", tr("Source")),
            ("decided", tr("Decided")),
            ("reason", tr("Reason")),
        ):
            fact = label("")
            fact.setContentsMargins(6, 0, 0, 0)
            fact.setFixedHeight(ROW)
            self._facts[name] = fact
            self._add_row(words, fact)
        body.addLayout(self._form)

    def _add_row(self, words: str, field: QWidget) -> None:
        name = label(words, "label")
        name.setFixedSize(98, ROW)
        self._form.addRow(name, field)

    def _section(self, body: QVBoxLayout, words: str) -> None:
        body.addSpacing(12)
        body.addLayout(row(6, label(words.upper(), "caps"), None, spacing=0))

    def _connect(self) -> None:
        self.close_button.clicked.connect(self.closed)
        self.page_button.clicked.connect(self._open_page)
        self.attach_button.clicked.connect(lambda: self.attach_asked.emit(self.deal_id or 0))
        self.drop.dropped.connect(lambda paths: self.files_dropped.emit(self.deal_id or 0, paths))
        self._title.editingFinished.connect(self._title_edited)
        self._amount.editingFinished.connect(self._amount_edited)
        self._owner.chosen.connect(lambda owner_id: self._edit(owner_id=owner_id))
        self._close.editingFinished.connect(self._close_edited)
        self._close.calendarWidget().clicked.connect(lambda _: self._close_edited())
        self._step.editingFinished.connect(self._step_changed)
        self._step_day.editingFinished.connect(self._step_changed)
        self._step_day.calendarWidget().clicked.connect(lambda _: self._step_changed())
        self.next_button.clicked.connect(self._next)
        self.won_button.clicked.connect(lambda: self._move_to(-2))
        self.lost_button.clicked.connect(lambda: self._move_to(-1))
        self._description.left.connect(self._left_description)
        self._stage.clicked.connect(lambda: self.stages().popup(below(self._stage)))
        self._bar.chosen.connect(self._move)

    def stages(self) -> QMenu:
        """The stages to which the deal can be moved."""
        assert self._sheet is not None
        return stage_menu(self, self._sheet.stages, self._sheet.card.stage_id, self._move)

    def _move(self, stage_id: int) -> None:
        if self._sheet is not None:
            self.move_asked.emit(self._sheet.card.deal_id, stage_id)

    @property
    def deal_id(self) -> int | None:
        """The deal that is shown."""
        return self._sheet.card.deal_id if self._sheet else None

    def tell_beside_company(self, note: QWidget) -> None:
        """Keep a place beside the company's name for what is told of the deal that is shown."""
        self._beside_company.insertWidget(2, note)

    def forget(self) -> None:
        """Show no deal any more; what is asked for it later is not answered, what is typed waits."""
        self._stash()
        self._sheet = None

    def _stash(self) -> None:
        """Keep what is typed about the deal that is shown until it is saved, or shown again."""
        if self.deal_id is None:
            return
        typed = self._typed()
        if typed:
            self._drafts[self.deal_id] = typed
            if self._error.text():
                self._refusals[self.deal_id] = self._error.text()

    def show_deal(self, sheet: DealSheet, today: date, read_only: bool) -> None:
        """Show a deal; of the same deal, a field somebody typed in keeps what is typed."""
        self._keep = self.deal_id == sheet.card.deal_id
        if not self._keep:
            self._stash()
        self._sheet = sheet
        card = sheet.card
        if not self._keep:
            self._ordered = {}
            self.refuse("")
        self._caption.setText(tr("Deal · {number}").format(number=card.number).upper())
        self._show_text(self._title, card.title, "title", card.title)
        self._company.say(card.company or tr("No company"))
        self._show_text(self._amount, self._amount_words(), "amount", card.amount)
        if not self._amount.isModified():
            self._began_with["currency"] = card.currency
        self._amount.setPlaceholderText(tr("No amount"))
        self._stage.setText(short(sheet.stage).replace("&", "&&"))
        self._stage.setAccessibleName(tr("Stage: {stage}").format(stage=sheet.stage))
        self._show_place(sheet)
        self._owner.offer(sheet.owners, card.owner_id)
        self._show_day(self._close, card.close_on, "close_on")
        self._show_text(self._step, card.next_step, "next_step", card.next_step)
        self._show_day(self._step_day, card.next_step_on, "next_step_on")
        self._offered.begin(None if card.next_step else working_days_after(today, 1))
        if not (self._keep and self._description.document().isModified()):
            self._began_with["description"] = sheet.description or None
            if self._description.toPlainText() != sheet.description:
                self._description.setPlainText(sheet.description)
        self._put_drafts(card.deal_id)
        self._show_facts(sheet, today)
        self._timeline.show_entries(sheet.timeline, today)
        for field in (self._title, self._amount, self._step):
            field.setReadOnly(read_only)
        fields = (
            self._owner,
            self._close,
            self._step_day,
            self._description,
            self._stage,
            self._bar,
            self.attach_button,
        )
        for widget in (*fields, self.next_button, self.won_button, self.lost_button):
            widget.setDisabled(read_only)

    def _show_place(self, sheet: DealSheet) -> None:
        ids = [stage.id for stage in sheet.stages]
        self._place = ids.index(sheet.card.stage_id)
        undecided = len(ids) - 2
        self._bar.show_place(sheet.stages[:undecided], min(self._place, undecided - 1))
        is_open = sheet.stage_type in ("lead", "open")
        following = sheet.stages[self._place + 1] if is_open else None
        self.next_button.setVisible(is_open)
        self._ends.setVisible(is_open)
        # The last stage before the end has Won as its next already.
        self.won_button.setVisible(self._place < undecided - 1)
        if following is not None:
            self.next_button.setText(tr("Move to {stage}").format(stage=following.name.replace("&", "&&")))

    def _show_facts(self, sheet: DealSheet, today: date) -> None:
        decided = sheet.won_on or sheet.lost_on
        values = {
            "contact": sheet.contact,
            "probability": f"{sheet.card.probability} %" if sheet.stage_type in ("lead", "open") else "",
            "source": sheet.source,
            "decided": day(decided, today) if decided else "",
            "reason": sheet.lost_reason,
        }
        for name, value in values.items():
            self._facts[name].setText(value)
            self._form.setRowVisible(self._facts[name], bool(value))

    def _amount_words(self) -> str:
        card = self._sheet.card if self._sheet else None
        return money(card.amount, card.currency) if card is not None and card.amount is not None else ""

    def _show_text(self, field: QLineEdit, words: str, key: str = "", value: Any = None) -> None:
        if self._keep and field.isModified():
            return
        self._began_with[key] = value
        if field.text() != words:
            field.setText(words)
            field.setCursorPosition(0)

    def _show_day(self, field: DayField, value: date | None, key: str = "") -> None:
        if not (self._keep and field.is_changed):
            self._began_with[key] = value
            field.show_day(value)

    def refuse(self, sentence: str) -> None:
        """Say why an edit was not taken; the field keeps what was typed."""
        self._ordered = {}
        self._error.setText(sentence)
        self._error.setVisible(bool(sentence))

    def refuse_edit(self, deal_id: int, fields: dict[str, Any], sentence: str) -> bool:
        """An edit of a deal was not taken; False where another one is shown, and what was typed waits."""
        if deal_id == self.deal_id:
            self.refuse(sentence)
            return True
        kept = self._drafts.get(deal_id, ())
        known = {each.key for each in kept}
        more = (_draft_field(key, _UNKNOWN, value) for key, value in fields.items() if key not in known)
        self._drafts[deal_id] = (*kept, *more)
        self._refusals[deal_id] = sentence
        return False

    @property
    def has_unsaved(self) -> bool:
        """Whether an edit was refused, of whichever deal, and still stands in its field."""
        return bool(self._refusals) or (self.deal_id is not None and bool(self._error.text()))

    def _put_back(self, fields: dict[str, Any], sentence: str) -> None:
        for key, field in self._lines.items():
            if key in fields:
                typed = fields[key]
                field.setText(plain_amount(typed) if isinstance(typed, Decimal | None) else typed)
                field.setModified(True)
        for key, chosen in self._days.items():
            if key in fields:
                chosen.put_day(fields[key])
        if "description" in fields:
            self._description.setPlainText(fields["description"] or "")
            self._description.document().setModified(True)
        self.refuse(sentence)

    def saved(self, deal_id: int, fields: dict[str, Any]) -> None:
        """Take these fields of a deal as they are in the database now, if nobody typed on meanwhile."""
        if deal_id != self.deal_id:
            self._drop(deal_id, fields)
            return
        if "title" in fields and self._title.text().strip() == fields["title"]:
            self._title.setModified(False)
        currency = self._sheet.card.currency if self._sheet is not None else ""
        if "amount" in fields and _amount_or_none(self._amount.text(), currency) == fields["amount"]:
            self._amount.setModified(False)
        if "close_on" in fields and self._close.day() == fields["close_on"]:
            self._close.show_day(fields["close_on"])
        document = self._description.document()
        if "description" in fields and document.toPlainText().strip() == fields["description"]:
            document.setModified(False)
        if "next_step" in fields:
            # What is typed next changes this step, also before it is read again.
            self._began_with |= fields
            self._offered.begin(None)
            if self._step.text().strip() == fields["next_step"]:
                self._step.setModified(False)
            self._step_day.settle(fields["next_step_on"])
        self.refuse("")

    def drafts(self) -> dict[int, list[DraftField]]:
        """What is typed and not saved, by the deal."""
        found = {deal_id: list(fields) for deal_id, fields in self._drafts.items()}
        typed = self._typed() if self.deal_id is not None else ()
        return found | {self.deal_id: list(typed)} if self.deal_id is not None and typed else found

    def _typed(self) -> tuple[DraftField, ...]:
        """What is typed about the deal that is shown."""
        typed: dict[str, Any] = {key: line.text() for key, line in self._lines.items() if line.isModified()}
        typed |= {key: field.day() for key, field in self._days.items() if field.is_changed}
        if self._description.document().isModified():
            typed["description"] = self._description.toPlainText()
        return tuple(_draft_field(key, self._began_with.get(key), value) for key, value in typed.items())

    def _drop(self, deal_id: int, keys: Collection[str]) -> None:
        """Let go of what waits in some fields of a deal that is not shown."""
        left = tuple(each for each in self._drafts.pop(deal_id, ()) if each.key not in keys)
        if left:
            self._drafts[deal_id] = left
        else:
            self._refusals.pop(deal_id, None)

    def put_draft(self, deal_id: int, fields: Sequence[DraftField]) -> None:
        """Show what was typed about a deal, as soon as that is shown."""
        self._drafts[deal_id] = tuple(fields)
        if deal_id == self.deal_id:
            self._put_drafts(deal_id)

    def _put_drafts(self, deal_id: int) -> None:
        fields, sentence = self._drafts.pop(deal_id, ()), self._refusals.pop(deal_id, _NOT_SAVED)
        if not fields:
            return
        self._began_with |= {each.key: from_json(each.was) for each in fields if each.was != _UNKNOWN}
        self._put_back({each.key: from_json(each.now) for each in fields}, sentence)
        if sentence == _NOT_SAVED:
            QTimer.singleShot(0, self, lambda: self._go_on_with(fields[0].key))

    def _go_on_with(self, key: str) -> None:
        """Put the cursor where somebody was typing."""
        field = self._lines.get(key) or self._days.get(key) or self._description
        field.setFocus()

    def forget_edits(self, deal_id: int) -> None:
        """Let go of what is typed about a deal that is not shown any more."""
        self._drafts.pop(deal_id, None)
        self._refusals.pop(deal_id, None)

    def let_go(self, deal_id: int, keys: Collection[str]) -> None:
        """Take back what was typed in some fields of a deal: what others wrote stays."""
        self._drop(deal_id, keys)
        if deal_id != self.deal_id or self._sheet is None:
            return
        for key, line in self._lines.items():
            if key in keys:
                line.setModified(False)
        for key, chosen in self._days.items():
            if key in keys:
                chosen.settle(chosen.day())
        if "description" in keys:
            self._description.document().setModified(False)
        self.refuse("")

    @property
    def _lines(self) -> dict[str, QLineEdit]:
        return {"title": self._title, "amount": self._amount, "next_step": self._step}

    @property
    def _days(self) -> dict[str, DayField]:
        return {"close_on": self._close, "next_step_on": self._step_day}

    def _edit(self, **fields: Any) -> None:
        """Order what is not ordered already: a field is left more than once while its save is under way."""
        if self._sheet is not None and not fields.items() <= self._ordered.items():
            self._ordered |= fields
            units = {key for field in fields for key in unit_of("deal", field)}
            was = {key: self._began_with[key] for key in units if key in self._began_with}
            self.edited.emit(self._sheet.card.deal_id, fields, was)

    def _title_edited(self) -> None:
        words = self._title.text().strip()
        if self._sheet is None or not self._title.isModified() or words == self._sheet.card.title:
            return
        if not words:
            self.refuse(tr("A deal needs a title."))
            return
        self._edit(title=words)

    def _amount_edited(self) -> None:
        if self._sheet is None or not self._amount.isModified():
            return
        try:
            amount = parse_amount(self._amount.text(), self._sheet.card.currency)
        except ValueError:
            self.refuse(tr("“{text}” is not an amount.").format(text=self._amount.text()))
            return
        if amount != self._sheet.card.amount:
            self._edit(amount=amount)
        else:
            self._keep = False
            self._show_text(self._amount, self._amount_words(), "amount", amount)

    def _close_edited(self) -> None:
        if self._sheet is not None and self._close.is_changed:
            self._edit(close_on=self._close.day())

    def _step_changed(self) -> None:
        if self._sheet is None:
            return
        words, on = self._step.text().strip(), self._step_day.day()
        known = self._sheet.card.next_step
        if (self._step.isModified() or self._step_day.is_changed) and (words or known):
            step = {"next_step": words, "next_step_on": on}
            if not step.items() <= self._ordered.items():
                self._ordered |= step
                was = self._began_with["next_step"], self._began_with["next_step_on"]
                self.step_edited.emit(self._sheet.card.deal_id, words, on, was)

    def _left_description(self) -> None:
        document = self._description.document()
        if self._sheet is None or not document.isModified():
            return
        words = document.toPlainText().strip()
        if words != self._sheet.description:
            self._edit(description=words)
        else:
            document.setModified(False)

    def _drop_words(self) -> str:
        """What happens to files that are dropped here."""
        if self._sheet is None or not self.attach_button.isEnabled():
            return ""
        return tr("Drop to keep with {name}").format(name=self._sheet.card.title)

    def _open_page(self) -> None:
        if self._sheet is not None:
            self.page_asked.emit(self._sheet.card.deal_id)

    def _next(self) -> None:
        self._move_to(self._place + 1)

    def _move_to(self, place: int) -> None:
        """Ask for the move to a stage by its place in the pipeline, which Won and Lost end."""
        if self._sheet is not None:
            self._move(self._sheet.stages[place].id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            if not self._take_back():
                self.closed.emit()
        else:
            super().keyPressEvent(event)

    def _take_back(self) -> bool:
        """Put the saved value back into the field with the focus; False if nothing was typed there."""
        if self._sheet is None:
            return False
        card = self._sheet.card
        for field, words, key, value in (
            (self._title, card.title, "title", card.title),
            (self._amount, self._amount_words(), "amount", card.amount),
            (self._step, card.next_step, "next_step", card.next_step),
        ):
            if field.hasFocus() and field.isModified():
                field.setText(words)
                self._began_with[key] = value
                self.refuse("")
                return True
        if self._description.hasFocus() and self._description.document().isModified():
            self._description.setPlainText(self._sheet.description)
            self._began_with["description"] = self._sheet.description or None
            self.refuse("")
            return True
        return False
