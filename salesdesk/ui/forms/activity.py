"""The sheet of an activity: what, about whom, who does it, when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from PySide6.QtWidgets import QLineEdit

from salesdesk.answers.activities import ActivityFacts, ActivityForm
from salesdesk.answers.choice import Choice
from salesdesk.answers.clash import Clash
from salesdesk.answers.lists import Hit
from salesdesk.queries.activities import activity_form
from salesdesk.rules.activities import KIND_WORDS
from salesdesk.rules.reminders import WAYS
from salesdesk.services.activities import (
    cancel_activity,
    delete_activity,
    edit_activity,
    plan_activity,
)
from salesdesk.translation import tr, trn
from salesdesk.ui.forms.repeat import RepeatField
from salesdesk.ui.kit.clash import ClashSheet, clashes_of, seen
from salesdesk.ui.kit.fields import ChoiceBox, DayField, TimeField
from salesdesk.ui.kit.long_text import LongText
from salesdesk.ui.kit.record.picker import RecordField
from salesdesk.ui.kit.screen import Desk
from salesdesk.ui.kit.segments import Segments
from salesdesk.ui.kit.sheet import Sheet
from salesdesk.ui.kit.widgets import button, column, label, row

KIND_CHOICES = tuple(Choice(place, words) for place, words in enumerate(KIND_WORDS.values()))
"""The kinds of activity by their place."""
_LENGTHS = (15, 30, 45, 60, 90, 120, 180, 240, 480)


@dataclass(frozen=True, slots=True)
class Draft:
    """What a new activity begins with: where it was made says what it is about and when."""

    kind: str = "task"
    subject: str = ""
    deal: tuple[int, str] | None = None
    company: tuple[int, str] | None = None
    contact: tuple[int, str] | None = None
    on: date | None = None
    at: time | None = None
    minutes: int | None = None
    person_id: int | None = None


class ActivitySheet(Sheet):
    """Plans an activity, or changes one; `saved` gets its key. Only the subject is needed."""

    keeps_draft = True

    def __init__(self, desk: Desk, form: ActivityForm, draft: Draft | None = None, saved: Any = None) -> None:
        facts = form.facts
        super().__init__(
            desk.sheet_parent,
            desk.theme,
            caps=tr("Activity") if facts else tr("New"),
            title=facts.subject if facts else tr("New activity"),
            note=_state_words(facts) if facts else tr("Only the subject is needed; the rest can follow."),
            accept=tr("Save") if facts else tr("Plan it"),
        )
        self._desk, self._form, self._saved = desk, form, saved
        self.kind_field = ChoiceBox(tr("Kind"))
        self.subject_field = QLineEdit()
        self.subject_field.setPlaceholderText(tr("What is to be done?"))
        self.deal_field = RecordField(desk, "deal", tr("Deal"), in_form=True)
        self.company_field = RecordField(desk, "company", tr("Company"), in_form=True)
        self.contact_field = RecordField(desk, "contact", tr("Contact"), in_form=True)
        self.person_field = ChoiceBox(tr("Who does it"), none=tr("Nobody yet"))
        self.day_field, self.time_field = DayField(tr("Day")), TimeField(tr("Time"))
        self.length_field = ChoiceBox(tr("How long"), none=tr("Not said"))
        self.reminder_field = ChoiceBox(tr("Reminder"), none=tr("None"))
        self.repeat_field = RepeatField()
        self.scope = Segments(((tr("Only this one"), "one"), (tr("This and all that follow"), "all")))
        self.outcome_field = QLineEdit()
        self.outcome_field.setPlaceholderText(tr("What came of it"))
        self.text_field = LongText()
        self.text_field.setFixedHeight(84)
        self.text_field.setTabChangesFocus(True)
        self._add_fields()
        self._fill(facts, draft or Draft(on=form.today))
        self._was = self._fields()
        if facts is not None:
            self._was["due_at"] = facts.due_at
        self._given_up: frozenset[str] = frozenset()
        self.deal_field.picked.connect(self._deal_picked)
        self.time_field.textEdited.connect(lambda _: self._want_day())
        self.day_field.dateChanged.connect(lambda _: self.repeat_field.begin_on(self.day_field.day()))
        self.repeat_field.changed.connect(self._repeats)
        self.reminder_field.chosen.connect(lambda _: self._reminder_chosen())
        self.opens_as("activity", **(about_of(facts) if facts is not None else {}))
        if desk.read_only:
            self.accept_button.setEnabled(False)
            self.refuse(desk.read_only)
            self.accept_button.setEnabled(False)
        self.open(self.subject_field)

    def _add_fields(self) -> None:
        self.add(tr("Subject"), self.subject_field)
        self.add(tr("Kind"), self.kind_field)
        self.add(tr("Deal"), self.deal_field)
        self.add(tr("Company"), self.company_field)
        self.add(tr("Contact"), self.contact_field)
        when = row(spacing=10)
        for words, field, share in (
            (tr("Day"), self.day_field, 3),
            (tr("Time"), self.time_field, 2),
            (tr("How long"), self.length_field, 3),
        ):
            name = label(words, "label")
            name.setBuddy(field)
            when.addLayout(column(name, field), share)
        self.body.addLayout(when)
        self.body.addSpacing(8)
        self.add(tr("Reminder"), self.reminder_field)
        self.add(tr("Repeats"), self.repeat_field)
        self._scope_name = self.add(tr("Change or delete"), self.scope)
        self.add(tr("Who does it"), self.person_field)
        self._outcome_name = self.add(tr("Outcome"), self.outcome_field)
        self.add(tr("Description"), self.text_field)
        if self._form.facts is not None and not self._desk.read_only:
            self.delete_button = button(tr("Delete"), "danger")
            self.delete_button.clicked.connect(self._delete)
            self.skip_button = button(tr("Skip this one"))
            self.skip_button.clicked.connect(self._skip)
            self.body.addLayout(row(self.delete_button, self.skip_button, None))
            self.skip_button.setVisible(self._is_series)

    def _fill(self, facts: ActivityFacts | None, draft: Draft) -> None:
        kind = facts.kind if facts else draft.kind
        self.kind_field.offer(KIND_CHOICES, list(KIND_WORDS).index(kind))
        self.subject_field.setText(facts.subject if facts else draft.subject)
        for field, name in (
            (self.deal_field, "deal"),
            (self.company_field, "company"),
            (self.contact_field, "contact"),
        ):
            if facts is not None:
                field.show_record(getattr(facts, f"{name}_id"), getattr(facts, name))
            else:
                field.show_record(*(getattr(draft, name) or (None, "")))
        me = self._desk.viewer.person_id
        person = facts.person_id if facts else draft.person_id or me
        self.person_field.offer(self._form.people, person)
        self.day_field.show_day(facts.due_on if facts else draft.on)
        at = facts.due_at.astimezone().time() if facts and facts.due_at else None if facts else draft.at
        self.time_field.show_time(at)
        minutes = facts.minutes if facts else draft.minutes
        lengths = sorted({*_LENGTHS, *((minutes,) if minutes else ())})
        self.length_field.offer(tuple(Choice(each, length_words(each)) for each in lengths), minutes)
        self._reminder_is_chosen = facts is not None
        self._offer_reminders(facts.remind_minutes if facts else self._form.remind_minutes if at else None)
        first = self.day_field.day() or self._form.today
        self.repeat_field.show_rule(facts.repeat if facts else None, first)
        done = facts is not None and facts.state == "done"
        self.repeat_field.setEnabled(facts is None or facts.state == "planned")
        self.scope.setVisible(self._is_series)
        self._scope_name.setVisible(self._is_series)
        self.outcome_field.setText(facts.outcome if facts else "")
        self.outcome_field.setVisible(done)
        self._outcome_name.setVisible(done)
        self.text_field.setPlainText(facts.description if facts else "")

    def _deal_picked(self, hit: Hit | None) -> None:
        """The deal's company is the activity's, unless one was chosen."""
        if hit is None or self.company_field.record_id is not None or not hit.detail:
            return

        def query(session: Any) -> Any:
            from salesdesk.queries.search import search

            return search(session, text=hit.detail, records=("company",), limit=1)

        def show(hits: tuple[Hit, ...]) -> None:
            if hits and self.company_field.record_id is None and not self.company_field.text():
                self.company_field.take(hits[0])

        self._desk.background.ask(query, show, owner=self, key="company", failed=lambda _: None)

    def _offer_reminders(self, minutes: int | None) -> None:
        ways = dict(WAYS)
        if minutes is not None and minutes not in ways:
            ways[minutes] = tr("{time} before").format(time=length_words(minutes))
        self.reminder_field.offer(tuple(Choice(key, words) for key, words in sorted(ways.items())), minutes)

    @property
    def _is_series(self) -> bool:
        facts = self._form.facts
        return facts is not None and facts.repeat is not None and facts.state == "planned"

    @property
    def _only_this(self) -> bool:
        return self._is_series and self.scope.current == "one"

    def _want_day(self) -> None:
        """A time needs a day, and has a reminder unless another one was chosen."""
        if self.day_field.day() is None:
            self.day_field.show_day(self._form.today)
        if not self._reminder_is_chosen:
            timed = self.time_field.time_of_day() is not None
            self._offer_reminders(self._form.remind_minutes if timed else None)

    def _reminder_chosen(self) -> None:
        self._reminder_is_chosen = True
        if self.reminder_field.choice() is not None and self.day_field.day() is None:
            self.day_field.show_day(self._form.today)

    def _repeats(self) -> None:
        """What repeats needs a day; another rule holds for all that follow."""
        if self.repeat_field.rule() is not None and self.day_field.day() is None:
            self.day_field.show_day(self._form.today)
        self.scope.show_chosen("all")

    def _fields(self) -> dict[str, Any]:
        on, at = self.day_field.day(), self.time_field.time_of_day()
        return {
            "kind": list(KIND_WORDS)[self.kind_field.choice() or 0],
            "subject": self.subject_field.text().strip(),
            "deal_id": self.deal_field.record_id,
            "company_id": self.company_field.record_id,
            "contact_id": self.contact_field.record_id,
            "person_id": self.person_field.choice(),
            "due_on": on,
            "due_at": datetime.combine(on, at).astimezone() if on and at else None,
            "minutes": self.length_field.choice(),
            "remind_minutes": self.reminder_field.choice(),
            "repeat": self.repeat_field.rule(),
            "outcome": self.outcome_field.text().strip() or None,
            "description": self.text_field.toPlainText().strip() or None,
        }

    def settle_base(self, keys: Sequence[str]) -> None:
        self._was = self._fields()

    def _problem(self) -> tuple[str, Any] | None:
        """What keeps the form from being saved, and where."""
        if not self.subject_field.text().strip():
            return tr("Say what is to be done."), self.subject_field
        for field, words in (
            (self.deal_field, tr("No deal is called that; choose one of those offered.")),
            (self.company_field, tr("No company is called that; choose one of those offered.")),
            (self.contact_field, tr("No contact is called that; choose one of those offered.")),
        ):
            if field.is_open:
                return words, field
        if not self.time_field.is_valid:
            return tr("Write the time as 14:30."), self.time_field
        return None

    def accept(self) -> None:
        problem = self._problem()
        if problem is not None:
            self.refuse(problem[0])
            problem[1].setFocus()
            return
        facts, fields = self._form.facts, self._fields()
        changed = {
            name: value
            for name, value in fields.items()
            if value != self._was[name] and name not in self._given_up
        }
        if facts is not None and not changed:
            self.leave(True)
            return
        self.accept_button.setEnabled(False)
        words = tr("Saved: {subject}") if facts else tr("Planned: {subject}")
        only_this, was = self._only_this, self._was

        def act(session: Any) -> int:
            if facts is None:
                return plan_activity(session, **fields)
            seen_then = {**was, "state": facts.state}
            key = facts.activity_id
            edit_activity(session, activity_id=key, was=seen_then, only_this=only_this, **changed)
            return facts.activity_id

        self._desk.save(
            act,
            kind="edit_activity" if facts else "plan_activity",
            words=words.format(subject=fields["subject"]),
            then=self._saved,
            failed=self._refused,
            sheet=self,
        )

    def _refused(self, sentence: str) -> None:
        if clashes_of(sentence):
            ClashSheet(self._desk, self.accessibleName(), clashes_of(sentence), self._decided)

    def _decided(self, kept: Sequence[Clash], taken: Sequence[Clash]) -> None:
        """Save again, knowing what somebody else wrote; without the fields in which theirs is to stay."""
        self._was = {**self._was, **seen((*kept, *taken))}
        self._given_up |= {field for clash in taken for field in clash.keys}
        self.accept()

    def _delete(self) -> None:
        facts = self._form.facts
        assert facts is not None
        following = not self._only_this
        self._desk.save(
            lambda session: delete_activity(session, activity_id=facts.activity_id, following=following),
            kind="delete_activity",
            words=tr("Deleted: {subject}").format(subject=facts.subject),
            then=self._saved,
            sheet=self,
        )

    def _skip(self) -> None:
        """Call this one off and plan the next."""
        facts = self._form.facts
        assert facts is not None
        self._desk.save(
            lambda session: cancel_activity(session, activity_id=facts.activity_id),
            kind="cancel_activity",
            words=tr("Skipped: {subject}").format(subject=facts.subject),
            then=self._saved,
            sheet=self,
        )


def length_words(minutes: int) -> str:
    """How long something takes: 45 minutes, 1 hour, 1.5 hours."""
    if minutes < 60 or minutes % 30:
        return trn("{n} minute", "{n} minutes", minutes)
    if minutes % 60:
        return tr("{n} hours").format(n=minutes / 60)
    return trn("{n} hour", "{n} hours", minutes // 60)


def about_of(facts: ActivityFacts) -> dict[str, Any]:
    """How a form of this activity says what it is about."""
    return {"id": facts.activity_id, "made": facts.created_at.isoformat()}


def _state_words(facts: ActivityFacts) -> str:
    if facts.state == "done" and facts.done_at is not None:
        from salesdesk.ui.kit.format import moment

        return tr("Done: {when}").format(when=moment(facts.done_at, facts.today))
    return tr("Cancelled") if facts.state == "cancelled" else tr("Planned")


def open_activity_sheet(
    desk: Desk,
    owner: Any,
    *,
    activity_id: int | None = None,
    draft: Draft | None = None,
    saved: Any = None,
    shown: Any = None,
    failed: Any = None,
) -> None:
    """Read what the sheet needs, then open it; `owner` is the screen, `shown` gets the sheet."""

    def show(form: ActivityForm) -> None:
        begun = draft
        if begun is not None and begun.on is None and not begun.subject:
            begun = Draft(**{**{name: getattr(begun, name) for name in Draft.__slots__}, "on": form.today})
        sheet = ActivitySheet(desk, form, begun, saved)
        if shown is not None:
            shown(sheet)

    desk.background.ask(
        lambda session: activity_form(session, activity_id=activity_id),
        show,
        owner=owner,
        key="activity form",
        failed=failed or desk.toast,
    )
