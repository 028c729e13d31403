"""The step "Values and duplicates": what unknown words mean, and when a row is a record that is there."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from salesdesk.exchange.trial import Trial
from salesdesk.exchange.words import Word, Words
from salesdesk.rules.names import name_key
from salesdesk.translation import tr, trn
from salesdesk.ui.kit.format import number
from salesdesk.ui.kit.screen import Desk
from salesdesk.ui.kit.widgets import ElidedLabel, IconLabel, button, label, line, row
from salesdesk.ui.screens.exchange.draft import Draft, Item
from salesdesk.ui.screens.exchange.names import ICONS, many, rows_words, target_words
from salesdesk.ui.screens.exchange.parts import card
from salesdesk.ui.screens.exchange.read_page import Choice

WORDS_SHOWN = 60
ASK, OUT, MAKE, BLANK, MEAN = "ask", "out", "make", "blank", "mean:"
MATCHES = (
    ("update", tr("Update it with what the file says")),
    ("fill", tr("Only fill what is blank")),
    ("skip", tr("Leave it as it is")),
    ("create", tr("Make another one all the same")),
)
KEYS: dict[str, tuple[tuple[tuple[str, ...], str], ...]] = {
    "companies": (
        ((), tr("Key elsewhere, number or name")),
        (("number",), tr("Number")),
        (("external_id",), tr("External ID")),
        (("website",), tr("Website")),
        (("name", "city"), tr("Name and city")),
    ),
    "contacts": (
        ((), tr("Key elsewhere, e-mail, or name at the company")),
        (("email",), tr("E-mail")),
        (("external_id",), tr("External ID")),
        (("name",), tr("Name")),
    ),
    "deals": (
        ((), tr("Key, number, or title, company and days")),
        (("external_id",), tr("External ID")),
        (("title",), tr("Title")),
        (("title", "company"), tr("Title and company")),
    ),
    "products": (
        ((), tr("Key elsewhere or name")),
        (("sku",), tr("SKU")),
        (("external_id",), tr("External ID")),
    ),
    "people": (
        ((), tr("Login or name")),
        (("email",), tr("E-mail")),
        (("external_id",), tr("External ID")),
    ),
}


class MeaningBox(Choice):
    """What an unknown word stands for."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class ValuesPage(QWidget):
    """All unknown words of all files, and the keys."""

    def __init__(self, desk: Desk, draft: Draft) -> None:
        super().__init__()
        self._desk, self._draft = desk, draft
        self.boxes: dict[tuple[str, str], MeaningBox] = {}
        self.key_boxes: dict[str, Choice] = {}
        self.match = Choice(tr("When a record is there already"), MATCHES)
        self.match.activated.connect(lambda _: draft.opt(on_match=self.match.key))
        self._body = QVBoxLayout()
        self._body.setContentsMargins(20, 0, 20, 20)
        self._body.setSpacing(14)
        self._key: Any = None
        inside = QWidget()
        inside.setObjectName("page")
        inside.setLayout(self._body)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(inside)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scroll)

    def show_trial(self, trial: Trial) -> None:
        """Show what is unknown now; rows that stand stay, so that the focus does."""
        key = tuple(
            (id(item.table), words.target, words.unknown, words.known)
            for item, each in zip(self._draft.items, trial.understood, strict=True)
            for words in each.words
        )
        records = tuple(dict.fromkeys(read.mapping.record for read in trial.tables))
        if (key, records) != self._key:
            self._key = key, records
            self._build(trial, records)
        self._show_answers()

    def _build(self, trial: Trial, records: tuple[str, ...]) -> None:
        while self._body.count():
            entry = self._body.takeAt(0)
            widget = entry.widget() if entry is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.boxes.clear()
        found = False
        for item, each in zip(self._draft.items, trial.understood, strict=True):
            for words in each.words:
                found = True
                self._body.addWidget(self._words_card(item, words, trial))
        if not found:
            self._body.addWidget(label(tr("Every value stands for something that is known."), "lead"))
        self._body.addWidget(self._duplicates(records))
        self._body.addStretch(1)

    def _words_card(self, item: Item, words: Words, trial: Trial) -> QWidget:
        made = card()
        columns = trial.understood[self._draft.items.index(item)].mapping.columns
        headers = [item.table.headers[place] for place, meant in columns.items() if meant == words.target]
        header = next(iter(headers), "")
        title = label(
            tr("{target}: {n} unknown").format(
                target=target_words(words.target, trial.own), n=number(len(words.unknown))
            ),
            "choice",
        )
        where = tr("Column “{column}” of {file}") if headers else tr("Set for every row of {file}")
        note = ElidedLabel(where.format(column=header, file=item.table.called), "note")
        head: list[QWidget | int | None] = [title, note]
        if words.can_make:
            every = button(self._all_words(words))
            every.setObjectName("small")
            every.clicked.connect(lambda: self._make_all(item, words))
            head.append(every)
        likes = [word for word in words.unknown if word.like]
        if likes:
            take = button(trn("Take the suggestion", "Take the {n} suggestions", len(likes)))
            take.setObjectName("small")
            take.clicked.connect(lambda: self._take_likes(item, words))
            head.append(take)
        top = row(*head)
        top.setStretch(1, 1)
        inside = QVBoxLayout(made)
        inside.setContentsMargins(16, 12, 16, 12)
        inside.setSpacing(8)
        inside.addLayout(top)
        inside.addWidget(line())
        for word in words.unknown[:WORDS_SHOWN]:
            inside.addLayout(self._word_row(item, words, word))
        if len(words.unknown) > WORDS_SHOWN:
            more = trn(
                "and {n} more value, treated by the button above",
                "and {n} more values, treated by the button above",
                len(words.unknown) - WORDS_SHOWN,
            )
            inside.addWidget(label(more, "note"))
        return made

    def _all_words(self, words: Words) -> str:
        if words.kind == "stages":
            return tr("Make a pipeline of them")
        return trn("Create it", "Create all {n}", len(words.unknown))

    def _word_row(self, item: Item, words: Words, word: Word) -> Any:
        name = ElidedLabel(word.text, "strong")
        count = label(rows_words(word.count), "note")
        count.setFixedWidth(90)
        box = MeaningBox(tr("{word} stands for").format(word=word.text), self._choices(words, word))
        box.setFixedWidth(280)
        target = ".".join(words.target)
        self.boxes[target, name_key(word.text)] = box
        box.activated.connect(lambda _: self._answer(item, words, word, box.key))
        layout = row(name, count, IconLabel(self._desk.theme, "arrow-right", "text_3"), box, spacing=12)
        layout.setStretch(0, 1)
        return layout

    def _choices(self, words: Words, word: Word) -> tuple[tuple[str, str], ...]:
        found = [(ASK, tr("Choose; else its rows stay out")), (OUT, tr("Leave its rows out"))]
        if words.can_make:
            found.append((MAKE, tr("Create it")))
        if words.target != ("deals", "stage"):
            found.append((BLANK, tr("Leave the field blank")))
        known = words.known
        if word.like:
            found.append((MEAN + word.like, tr("{name} (suggested)").format(name=word.like)))
            known = tuple(name for name in known if name != word.like)
        return (*found, *((MEAN + name, name) for name in known))

    def _answer(self, item: Item, words: Words, word: Word, answer: str) -> None:
        target = ".".join(words.target)
        if answer == MAKE:
            if words.kind == "stages":
                self._make_all(item, words)
                return
            self._settle(item, words)
            self._draft.forget_word(item, target, word.text)
            self._allow(words.kind)
        elif answer == ASK:
            self._draft.forget_word(item, target, word.text)
        elif answer == OUT:
            self._draft.mean(item, target, word.text, None)
        else:
            self._draft.mean(item, target, word.text, answer.removeprefix(MEAN) if answer != BLANK else "")

    def _settle(self, item: Item, words: Words) -> None:
        """Before one of them may be made, the others that nobody answered stay out."""
        if words.kind in self._draft.options.create_missing:
            return
        target = ".".join(words.target)
        known = item.reading.words.get(target, {})
        for word in words.unknown:
            if word.text not in known:
                self._draft.mean(item, target, word.text, None)

    def _allow(self, kind: str) -> None:
        self._draft.opt(create_missing=self._draft.options.create_missing | {kind})

    def _make_all(self, item: Item, words: Words) -> None:
        target = ".".join(words.target)
        for word in words.unknown:
            self._draft.forget_word(item, target, word.text)
        self._allow(words.kind)

    def _take_likes(self, item: Item, words: Words) -> None:
        for word in words.unknown:
            if word.like:
                self._draft.mean(item, ".".join(words.target), word.text, word.like)

    def _show_answers(self) -> None:
        trial = self._draft.trial
        if trial is None:
            return
        for item, each in zip(self._draft.items, trial.understood, strict=True):
            for words in each.words:
                for word in words.unknown[:WORDS_SHOWN]:
                    target = ".".join(words.target)
                    known = {name_key(k): v for k, v in item.reading.words.get(target, {}).items()}
                    key = name_key(word.text)
                    if key in known:
                        meaning = known[key]
                        shown = OUT if meaning is None else MEAN + meaning if meaning else BLANK
                    else:
                        shown = MAKE if words.kind in self._draft.options.create_missing else ASK
                    self.boxes[target, key].show_key(shown)
        self.match.show_key(self._draft.options.on_match)

    def _duplicates(self, records: tuple[str, ...]) -> QWidget:
        made = card()
        self.key_boxes = {}
        self.match = Choice(tr("When a record is there already"), MATCHES)
        self.match.setFixedWidth(330)
        self.match.activated.connect(lambda _: self._draft.opt(on_match=self.match.key))
        inside = QVBoxLayout(made)
        inside.setContentsMargins(16, 12, 16, 12)
        inside.setSpacing(10)
        inside.addWidget(label(tr("When is a row a record that is there already?"), "choice"))
        for record in records:
            if record not in KEYS:
                continue
            box = Choice(tr("Key of {records}").format(records=many(record)), KEYS[record])
            box.setFixedWidth(330)
            box.show_key(self._draft.options.keys.get(record, ()))
            box.activated.connect(lambda _, record=record, box=box: self._say_key(record, box.key))
            self.key_boxes[record] = box
            name = label(tr("{records} are the same by").format(records=many(record)))
            inside.addLayout(row(IconLabel(self._desk.theme, ICONS[record], "text_2"), name, None, box))
        inside.addWidget(line())
        inside.addLayout(row(label(tr("What to do with one that is there")), None, self.match))
        note = tr("Rows that are twice in the file are put together; the preview says which.")
        inside.addWidget(label(note, "note", wrap=True))
        return made

    def _say_key(self, record: str, fields: tuple[str, ...]) -> None:
        keys = {of: names for of, names in self._draft.options.keys.items() if of != record}
        self._draft.opt(keys={**keys, record: tuple(fields)} if fields else keys)
