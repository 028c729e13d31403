"""Who sees whose deals and companies: chosen, with what it would change for whom, before it is saved."""

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QWidget

from salesdesk.answers.sight import PersonSight, SightSetting, Widened
from salesdesk.queries.sight import sight_setting
from salesdesk.services.settings import change_sight
from salesdesk.translation import tr, trn
from salesdesk.ui.kit.choice_card import ChoiceCard
from salesdesk.ui.kit.format import number
from salesdesk.ui.kit.rows import Cell, Row, RowColumn
from salesdesk.ui.kit.rows_table import RowsTable
from salesdesk.ui.kit.widgets import button, column, label, row
from salesdesk.ui.screens.settings.page import Page, card

if TYPE_CHECKING:
    from salesdesk.store import Session

ANSWERS: dict[Widened, tuple[str, tuple[str, str], tuple[str, str]]] = {
    "deals": (
        tr("Deals, with their activities, notes and files"),
        (tr("Everybody sees all"), tr("The whole team works on one board.")),
        (
            tr("By the organisation"),
            tr("Own deals, those of everybody below, those one is a member of, and those nobody owns."),
        ),
    ),
    "companies": (
        tr("Companies and contacts"),
        (tr("Everybody sees all"), tr("Nobody enters a company twice that somebody else has already.")),
        (
            tr("By the organisation"),
            tr("Own companies and contacts, those of everybody below, and those nobody owns."),
        ),
    ),
}
COLUMNS = (
    RowColumn("name", tr("Person"), strong=True),
    RowColumn("deals", tr("Deals"), 250),
    RowColumn("companies", tr("Companies and contacts"), 250),
)


class Question(QWidget):
    """The two answers for one kind of record beside each other; the kind stands in `kind`."""

    def __init__(self, page: "SightPage", kind: Widened) -> None:
        super().__init__()
        self.kind = kind
        self.name, *answers = ANSWERS[kind]
        across = QHBoxLayout(self)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(10)
        self._group = QButtonGroup(page)
        self.cards = [ChoiceCard(words, note, wrap=True) for words, note in answers]
        for made in self.cards:
            made.radio.setAccessibleName(f"{self.name}: {made.radio.accessibleName()}")
            made.radio.setEnabled(not page.locked)
            made.radio.toggled.connect(page.preview)
            self._group.addButton(made.radio)
            across.addWidget(made, 1)

    @property
    def to_all(self) -> bool:
        """Whether everybody is to see all."""
        return self.cards[0].radio.isChecked()

    def choose(self, to_all: bool) -> None:
        """Choose an answer."""
        self.cards[0 if to_all else 1].radio.setChecked(True)


class SightPage(Page):
    """Nothing changes before Save; until then each row says what is and what would be."""

    key = "sight"
    title = tr("Visibility")
    icon = "eye"
    right = "administrator"
    words = tr(
        "Who sees what, in lists, search, sums, reports, exports and on the command line. Administrators see"
        " everything. Who may change a record stays as it is: its owner, who is above the owner, and members"
        " who may edit it."
    )
    watches = frozenset({"setting", "person", "deal", "company", "contact", "deal_member"})

    def build(self) -> None:
        self.answer: SightSetting | None = None
        self.questions = {kind: Question(self, kind) for kind in ANSWERS}
        for question in self.questions.values():
            part = column(label(question.name, "title"), question, spacing=8, margins=(16, 12, 16, 14))
            self.body.addWidget(card(part))
        self.sentence = label("", wrap=True)
        self.save_button = button(tr("Save"), "primary")
        self.save_button.clicked.connect(self._save)
        foot = row(self.sentence, self.save_button, margins=(16, 12, 16, 12))
        foot.setStretch(0, 1)
        self.table = RowsTable(self.desk.theme, tr("Who sees how much"), COLUMNS, ends=True)
        self.table.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.effect = card(foot, self.table)
        self.body.addWidget(self.effect)
        # The numbers of somebody who does not see everything would not be true.
        self.effect.setVisible(not self.locked)

    def read(self, session: "Session") -> SightSetting:
        return sight_setting(session)

    def show_answer(self, answer: SightSetting) -> None:
        before, self.answer = self.answer, answer
        for kind, question in self.questions.items():
            # What somebody is about to choose stays chosen.
            if before is None or question.to_all == (kind in before.to_all):
                question.choose(kind in answer.to_all)
        self.preview()

    def preview(self, _: bool = False) -> None:
        """Say what the choices would change."""
        if self.answer is None:
            return
        self.save_button.setEnabled(bool(self._changed()))
        self.sentence.setText(self._sentence(self.answer))
        rows = [
            Row(each.person_id, each.name, (Cell(each.name), *(self._cell(each, kind) for kind in ANSWERS)))
            for each in self.answer.people
        ]
        self.table.show_rows(rows, editable=False)

    def _changed(self) -> dict[Widened, bool]:
        known = self.answer.to_all if self.answer else frozenset()
        chosen = {kind: question.to_all for kind, question in self.questions.items()}
        return {kind: to_all for kind, to_all in chosen.items() if to_all != (kind in known)}

    def _sentence(self, answer: SightSetting) -> str:
        said = []
        for kind, to_all in self._changed().items():
            n = answer.losing(kind)
            more = trn("{n} person will see more", "{n} people will see more", n)
            fewer = trn("{n} person will see fewer", "{n} people will see fewer", n)
            said.append(f"{more if to_all else fewer}: {ANSWERS[kind][0]}.")
        return " ".join(said) or tr("As it is now:")

    def _cell(self, person: PersonSight, kind: Widened) -> Cell:
        assert self.answer is not None
        now = self.answer.seen(person, kind, kind in self.answer.to_all)
        then = self.answer.seen(person, kind, self.questions[kind].to_all)
        if now == then:
            return Cell(number(now))
        return Cell(number(now), pill=f"→ {number(then)}", tint="green" if then > now else "amber")

    def _save(self) -> None:
        changed = self._changed()

        def change(session: Any) -> None:
            for kind, to_all in changed.items():
                change_sight(session, kind=kind, to_all=to_all)

        if changed:
            self.save(change, "change_sight", tr("Visibility changed"))
