"""A rule of assignment: which companies, to which territory, to whom; with what it would do told at once."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from salesdesk.answers.choice import Choice
from salesdesk.answers.team import Team
from salesdesk.answers.territories import Assigning, RuleLine, Territories
from salesdesk.queries.territories import preview_rule
from salesdesk.services.assigning import add_rule, edit_rule
from salesdesk.translation import tr, trn
from salesdesk.ui.kit.fields import ChoiceBox, findable
from salesdesk.ui.kit.format import number
from salesdesk.ui.kit.screen import Desk
from salesdesk.ui.kit.sheet import Sheet
from salesdesk.ui.kit.widgets import label, row
from salesdesk.ui.screens.team.rule_words import share_words

PAUSE = 250
"""Milliseconds after a key before the preview is read."""


class RuleSheet(Sheet):
    """A new rule for `territory_id`, or `rule` to change."""

    keeps_draft = True

    def __init__(
        self,
        desk: Desk,
        known: Territories,
        team: Team,
        *,
        rule: RuleLine | None = None,
        territory_id: int | None = None,
        saved: Callable[[Any], None],
    ) -> None:
        super().__init__(
            desk.sheet_parent, desk.theme, caps=tr("Territories"),
            title=tr("Change the rule") if rule is not None else tr("Add a rule"),
            note=tr(
                "All that is told must be so. A company that somebody owns keeps its owner, and gets a"
                " territory if it has none."
            ),
            accept=tr("Save") if rule is not None else tr("Add rule"),
        )  # fmt: skip
        self._desk, self._rule, self._saved = desk, rule, saved
        self._make_fields(known, team, rule, territory_id)
        self.preview = label("", "note", wrap=True)
        self.preview.setAccessibleName(tr("What the rule would do"))
        self._arrange()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE)
        self._timer.timeout.connect(self._look)
        self._connect()
        self.open(self.country_box)
        self._look()

    def _make_fields(
        self, known: Territories, team: Team, rule: RuleLine | None, territory_id: int | None
    ) -> None:
        place = rule.territory_id if rule is not None else territory_id or known.places[0].id
        self.territory_field = ChoiceBox(tr("Territory"))
        self.territory_field.offer(tuple(Choice(each.id, each.name) for each in known.places), place)
        self.country_box = _words_box(known.countries, rule.country if rule is not None else None)
        self.industry_box = _words_box(known.industries, rule.industry if rule is not None else None)
        self.first_code, self.last_code = QLineEdit(), QLineEdit()
        self.least_field, self.most_field = QLineEdit(), QLineEdit()
        told = (
            (rule.postcode_from, rule.postcode_to, rule.employees_from, rule.employees_to)
            if rule is not None
            else (None,) * 4
        )
        fields = (self.first_code, self.last_code, self.least_field, self.most_field)
        names = (tr("Postcodes from"), tr("Postcodes to"), tr("Employees from"), tr("Employees to"))
        for field, value, name in zip(fields, told, names, strict=True):
            field.setText("" if value is None else str(value))
            field.setAccessibleName(name)
            field.setPlaceholderText(tr("Any"))
        self.gives_field = QComboBox()
        self.gives_field.addItem(tr("The people of the territory, in turn"), "turn")
        self.gives_field.addItem(tr("Nobody: only the territory is set"), "nobody")
        for member in (each for each in team.people if each.active):
            self.gives_field.addItem(f"{member.name} · {member.position_words}", member.id)
        wanted: Any = "turn" if rule is None else rule.person_id or rule.gives
        if rule is not None and self.gives_field.findData(wanted) < 0:
            # Who left stays chosen: another one, or turns, are for a person to choose and not for the box.
            self.gives_field.addItem(tr("{name} · has left").format(name=rule.person), wanted)
        self.gives_field.setCurrentIndex(self.gives_field.findData(wanted))

    def _arrange(self) -> None:
        self.add(tr("Goes to"), self.territory_field)
        self.add(tr("Owner"), self.gives_field)
        self.add(tr("Country"), self.country_box)
        self.add(tr("Postcodes"), _between(self.first_code, self.last_code))
        told = tr("20 to 25 holds 20095 and 25999. One end alone holds all that begin so.")
        self.body.addWidget(label(told, "note", wrap=True))
        self.body.addSpacing(8)
        self.add(tr("Industry"), self.industry_box)
        self.add(tr("Employees"), _between(self.least_field, self.most_field))
        self.body.addWidget(self.preview)

    def _connect(self) -> None:
        for field in (self.first_code, self.last_code, self.least_field, self.most_field):
            field.textChanged.connect(self._later)
        for box in (self.country_box, self.industry_box):
            box.editTextChanged.connect(self._later)
        self.gives_field.currentIndexChanged.connect(self._later)
        self.territory_field.currentIndexChanged.connect(self._later)

    def _later(self, *_: object) -> None:
        self.refuse("")
        self._timer.start()

    def fields(self) -> dict[str, Any] | None:
        """What is typed; None, with a sentence at the foot, where it can be nothing."""
        counts = []
        for field in (self.least_field, self.most_field):
            words = field.text().strip().replace(",", "").replace(".", "")
            if words and not (words.isascii() and words.isdigit()):
                self.refuse(tr("{words} is no number of employees.").format(words=field.text().strip()))
                return None
            counts.append(int(words) if words else None)
        gives = self.gives_field.currentData()
        return {
            "territory_id": self.territory_field.choice(),
            "country": self.country_box.currentText().strip() or None,
            "postcode_from": self.first_code.text().strip() or None,
            "postcode_to": self.last_code.text().strip() or None,
            "industry": self.industry_box.currentText().strip() or None,
            "employees_from": counts[0],
            "employees_to": counts[1],
            "gives": gives if isinstance(gives, str) else "person",
            "person_id": gives if isinstance(gives, int) else None,
        }

    def _look(self) -> None:
        fields = self.fields()
        if fields is None:
            self.preview.setText("")
            return
        key = self._rule.id if self._rule is not None else 0
        self._desk.background.ask(
            lambda session: preview_rule(session, rule_id=key, **fields),
            self._show,
            owner=self,
            key="rule",
            failed=self._cannot,
        )

    def _cannot(self, sentence: str) -> None:
        self.preview.setText("")
        self.refuse(sentence)

    def _show(self, told: Assigning) -> None:
        taken = told.by_rule.get(self._rule.id if self._rule is not None else 0, 0)
        head = trn(
            "Of {all} companies without an owner this rule would take {n}.",
            "Of {all} companies without an owner this rule would take {n}.",
            taken, number(taken), all=number(told.waiting),
        )  # fmt: skip
        rest = share_words(told)
        self.preview.setText(f"{head}\n{tr('With all rules:')} {rest}" if rest else head)

    def accept(self) -> None:
        fields = self.fields()
        if fields is None:
            return
        self.accept_button.setEnabled(False)
        rule = self._rule

        def save(session: Any) -> None:
            if rule is None:
                add_rule(session, **fields)
            else:
                edit_rule(session, rule_id=rule.id, version=rule.version, **fields)

        words = tr("Rule added") if rule is None else tr("Rule changed")
        self._desk.save(save, kind="assignment_rule", words=words, sheet=self, then=self._saved)


def _words_box(words: tuple[str, ...], current: str | None) -> QComboBox:
    """A box of words that are known; others can be typed."""
    box = QComboBox()
    findable(box)
    box.addItem("", None)
    box.addItems(list(words))
    line = box.lineEdit()
    if line is not None:
        line.setPlaceholderText(tr("Any"))
    box.setEditText(current or "")
    return box


def _between(first: QLineEdit, last: QLineEdit) -> QWidget:
    holder = QWidget()
    holder.setLayout(row(first, label(tr("to"), "note"), last, spacing=8))
    return holder
