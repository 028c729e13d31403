"""The rules by which the house sells: their wording, and how many agreed to it."""

from typing import TYPE_CHECKING

from salesdesk.answers.conduct import Conduct
from salesdesk.queries.conduct import conduct
from salesdesk.services.conduct import agree_to_rules, reword_rules
from salesdesk.translation import tr
from salesdesk.ui.kit.long_text import LongText
from salesdesk.ui.kit.widgets import button, label, row
from salesdesk.ui.screens.settings.page import Page, card

if TYPE_CHECKING:
    from salesdesk.store import Session

TALL = 190


class ConductPage(Page):
    """One rule per line. Another wording is another version, which everybody is asked to agree to."""

    key = "conduct"
    title = tr("Rules we sell by")
    icon = "shield-check"
    right = "administrator"
    words = tr(
        "Everybody reads them and agrees when they sign in for the first time, and again when they are "
        "reworded. One rule per line."
    )
    watches = frozenset({"setting"})

    def build(self) -> None:
        self._read = ""
        self._version = 0
        self.rules = LongText()
        self.rules.setAccessibleName(tr("The rules, one per line"))
        self.rules.setTabChangesFocus(True)
        self.rules.setReadOnly(bool(self.locked))
        self.rules.setFixedHeight(TALL)
        self.count = label("", "note", wrap=True)
        self.save_button = button(tr("Save as a new version"), "primary")
        self.save_button.clicked.connect(self._save)
        if self.locked:
            self.save_button.hide()
        self.agree_button = button(tr("I agree"))
        self.agree_button.clicked.connect(self._agree)
        self.rules.textChanged.connect(self._typed)
        foot = row(self.count, self.agree_button, self.save_button)
        foot.setStretch(0, 1)
        self.body.addWidget(card(self.rules, foot, spacing=12, margins=(16, 14, 16, 14)))

    def read(self, session: "Session") -> Conduct:
        return conduct(session)

    def show_answer(self, answer: Conduct) -> None:
        words = "\n".join(answer.rules)
        # What somebody is typing stays typed.
        if self.rules.toPlainText() == self._read:
            self.rules.setPlainText(words)
        self._read, self._version = words, answer.version
        counted = tr("Version {version}: {n} of {people} people agreed.").format(
            version=answer.version, n=answer.agreed, people=answer.people
        )
        mine = "" if answer.is_agreed else " " + tr("You have not agreed yet.")
        self.count.setText(counted + mine)
        self.agree_button.setVisible(not answer.is_agreed and not self.desk.read_only)
        self._typed()

    def _typed(self) -> None:
        self.save_button.setEnabled(self.rules.toPlainText().strip() != self._read)

    def _save(self) -> None:
        rules = self.rules.toPlainText().splitlines()

        def saved(_: object) -> None:
            self._read = self.rules.toPlainText()
            self.refresh()

        self.save(
            lambda session: reword_rules(session, rules=rules),
            "reword_rules",
            tr("Rules saved; everybody is asked to agree anew"),
            then=saved,
        )

    def _agree(self) -> None:
        version = self._version
        self.desk.background.do(
            lambda session: agree_to_rules(session, version=version),
            lambda _: self.refresh(),
            kind="agree_to_rules",
            owner=self,
            failed=self.say_error,
        )
