"""When what somebody plans reminds them, where nothing else is said."""

from typing import TYPE_CHECKING

from salesdesk.answers.choice import Choice
from salesdesk.queries.reminders import usual_reminder
from salesdesk.rules.reminders import WAYS
from salesdesk.services.reminders import choose_usual_reminder
from salesdesk.translation import tr
from salesdesk.ui.kit.fields import ChoiceBox
from salesdesk.ui.kit.widgets import label, row
from salesdesk.ui.screens.settings.page import Page, card

if TYPE_CHECKING:
    from salesdesk.store import Session


class RemindersPage(Page):
    """One choice, saved as it is made."""

    key = "reminders"
    title = tr("Reminders")
    icon = "bell"
    right = ""
    words = tr(
        "This is yours on every computer. A reminder comes back until the activity is done or the reminder is"
        " dismissed; each activity can have another one, or none."
    )
    watches = frozenset({"person_setting"})

    def build(self) -> None:
        self.field = ChoiceBox(tr("Remind me of what has a time"), none=tr("Never"))
        self.field.offer(tuple(Choice(minutes, words) for minutes, words in WAYS.items()), None)
        self.field.setFixedWidth(220)
        self.field.setEnabled(not self.locked)
        self.field.chosen.connect(self._chosen)
        name = label(self.field.accessibleName(), "label")
        name.setBuddy(self.field)
        self.body.addWidget(card(row(name, self.field, None, spacing=16), margins=(16, 14, 16, 14)))

    def read(self, session: "Session") -> int | None:
        return usual_reminder(session)

    def show_answer(self, answer: int | None) -> None:
        self.field.offer(tuple(Choice(minutes, words) for minutes, words in WAYS.items()), answer)

    def _chosen(self, minutes: int | None) -> None:
        self.desk.background.do(
            lambda session: choose_usual_reminder(session, minutes=minutes),
            lambda _: self.desk.toast(tr("Saved")),
            kind="choose_usual_reminder",
            owner=self.desk.life,
            failed=self.desk.toast,
        )
