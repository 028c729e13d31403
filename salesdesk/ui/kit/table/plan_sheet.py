"""The sheet that plans the same activity for several records."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from PySide6.QtWidgets import QLineEdit, QWidget

from salesdesk.answers.choice import Choice
from salesdesk.rules.activities import KIND_WORDS
from salesdesk.translation import tr
from salesdesk.ui.kit.fields import ChoiceBox, DayField
from salesdesk.ui.kit.sheet import Sheet
from salesdesk.ui.kit.theme import Theme

_KINDS = tuple(kind for kind in KIND_WORDS if kind != "note")


class PlanSheet(Sheet):
    """Asks what, when and who; `plan` holds the answers once it is accepted."""

    keeps_draft = True

    def __init__(
        self,
        over: QWidget,
        theme: Theme,
        *,
        title: str,
        note: str,
        owner: str,
        people: tuple[Choice, ...],
        today: date,
        submit: Callable[["PlanSheet"], None],
    ) -> None:
        super().__init__(
            over,
            theme,
            caps=tr("Plan activity"),
            title=title,
            note=note,
            accept=tr("Plan them"),
        )
        self._submit = submit
        self.subject_field = QLineEdit()
        self.subject_field.setPlaceholderText(tr("What is to be done?"))
        self.kind_field = ChoiceBox(tr("Kind"))
        kinds = tuple(Choice(place, KIND_WORDS[kind]) for place, kind in enumerate(_KINDS))
        self.kind_field.offer(kinds, _KINDS.index("call"))
        self.day_field = DayField(tr("Day"))
        self.day_field.show_day(today + timedelta(days=1))
        self.person_field = ChoiceBox(tr("Who does it"), none=owner)
        self.person_field.offer(people, None)
        self.add(tr("Subject"), self.subject_field)
        self.add(tr("Kind"), self.kind_field)
        self.add(tr("Day"), self.day_field)
        self.add(tr("Who does it"), self.person_field)
        self.open(self.subject_field)

    @property
    def plan(self) -> dict[str, Any]:
        """What was answered, as the service takes it."""
        return {
            "kind": _KINDS[self.kind_field.choice() or 0],
            "subject": self.subject_field.text().strip(),
            "due_on": self.day_field.day(),
            "person_id": self.person_field.choice(),
        }

    def accept(self) -> None:
        if not self.plan["subject"]:
            self.refuse(tr("Say what is to be done."))
            self.subject_field.setFocus()
            return
        self.accept_button.setEnabled(False)
        self._submit(self)
