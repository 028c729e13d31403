"""Finishing an activity: what came of it in one line, and what comes next."""

from typing import Any

from PySide6.QtWidgets import QCheckBox, QLineEdit

from salesdesk.answers.activities import ActivityFacts
from salesdesk.queries.activities import activity_facts
from salesdesk.rules.activities import KIND_WORDS
from salesdesk.rules.agenda import next_proposed
from salesdesk.services.activities import complete_activity, plan_activity
from salesdesk.translation import tr
from salesdesk.ui.forms.activity import KIND_CHOICES, about_of
from salesdesk.ui.kit.fields import ChoiceBox, DayField
from salesdesk.ui.kit.screen import Desk
from salesdesk.ui.kit.sheet import Sheet
from salesdesk.ui.kit.widgets import column, label, line, row


class DoneSheet(Sheet):
    """Enter finishes it as it stands; the next step is planned in the same save where it is ticked."""

    keeps_draft = True

    def __init__(self, desk: Desk, facts: ActivityFacts, done: Any = None) -> None:
        super().__init__(
            desk.sheet_parent,
            desk.theme,
            caps=KIND_WORDS[facts.kind],
            title=facts.subject,
            note=" · ".join(filter(None, (facts.company, facts.deal))),
            accept=tr("Done"),
        )
        self._desk, self._facts, self._done = desk, facts, done
        self.outcome_field = QLineEdit(facts.outcome)
        self.outcome_field.setPlaceholderText(tr("In one line; may stay empty"))
        self.add(tr("What came of it?"), self.outcome_field)
        proposal = next_proposed(facts.kind, facts.subject, facts.today)
        self.next_box = QCheckBox(tr("Plan what comes next"))
        self.next_box.setChecked(facts.can_propose)
        self.subject_field = QLineEdit(proposal.subject)
        self.kind_field = ChoiceBox(tr("Kind"))
        self.kind_field.offer(KIND_CHOICES, list(KIND_WORDS).index(proposal.kind))
        self.day_field = DayField(tr("Day"))
        self.day_field.show_day(proposal.on)
        self._add_next()
        self.next_box.toggled.connect(self._show_next)
        self._show_next(self.next_box.isChecked())
        self.opens_as("done", **about_of(facts))
        self.open(self.outcome_field)

    def _add_next(self) -> None:
        self.body.addWidget(line())
        self.body.addSpacing(6)
        self.body.addWidget(self.next_box)
        self._names = [label(words, "label") for words in (tr("Next step"), tr("Kind"), tr("Day"))]
        self.subject_field.setAccessibleName(tr("Next step"))
        self.body.addWidget(self._names[0])
        self.body.addWidget(self.subject_field)
        self.body.addSpacing(4)
        beside = row(spacing=10)
        beside.addLayout(column(self._names[1], self.kind_field), 1)
        beside.addLayout(column(self._names[2], self.day_field), 1)
        self.body.addLayout(beside)

    def _show_next(self, wanted: bool) -> None:
        for each in (*self._names, self.subject_field, self.kind_field, self.day_field):
            each.setVisible(wanted)

    def accept(self) -> None:
        facts, wanted = self._facts, self.next_box.isChecked()
        subject, on = self.subject_field.text().strip(), self.day_field.day()
        if wanted and not subject:
            self.refuse(tr("Say what comes next, or take the tick away."))
            self.subject_field.setFocus()
            return
        outcome, kind = self.outcome_field.text().strip(), list(KIND_WORDS)[self.kind_field.choice() or 0]

        def act(session: Any) -> None:
            complete_activity(session, activity_id=facts.activity_id, outcome=outcome or None)
            if wanted:
                plan_activity(
                    session,
                    kind=kind,
                    subject=subject,
                    due_on=on,
                    deal_id=facts.deal_id,
                    company_id=facts.company_id,
                    contact_id=facts.contact_id,
                    person_id=facts.person_id or self._desk.viewer.person_id,
                )

        self.accept_button.setEnabled(False)
        self._desk.save(
            act,
            kind="complete_activity",
            words=tr("Done: {subject}").format(subject=facts.subject),
            then=self._done,
            sheet=self,
        )


def open_done_sheet(
    desk: Desk, owner: Any, activity_id: int, *, done: Any = None, shown: Any = None, failed: Any = None
) -> None:
    """Read the activity anew, then ask what came of it; `shown` gets the sheet."""

    def show(facts: ActivityFacts) -> None:
        if facts.state != "planned":
            (failed or desk.toast)(tr("This is done already, or was cancelled."))
            return
        sheet = DoneSheet(desk, facts, done)
        if shown is not None:
            shown(sheet)

    desk.background.ask(
        lambda session: activity_facts(session, activity_id=activity_id),
        show,
        owner=owner,
        key="done",
        failed=failed or desk.toast,
    )
