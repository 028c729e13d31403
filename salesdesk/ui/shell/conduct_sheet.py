"""The rules by which the house sells, shown to whoever has not agreed to this wording yet."""

from typing import Any

from salesdesk.answers.conduct import Conduct
from salesdesk.translation import tr
from salesdesk.ui.kit.screen import Desk
from salesdesk.ui.kit.sheet import Sheet
from salesdesk.ui.kit.widgets import label, row


class ConductSheet(Sheet):
    """Agreeing is noted with its day; whoever does not is asked again when they sign in next."""

    keeps_draft = False

    def __init__(self, desk: Desk, shown: Conduct) -> None:
        super().__init__(
            desk.sheet_parent,
            desk.theme,
            caps=tr("Before you begin"),
            title=tr("The rules we sell by"),
            note=tr("Read them once. You find them again under Settings, Rules we sell by."),
            accept=tr("I agree"),
        )
        self._desk, self._version = desk, shown.version
        self.cancel_button.setText(tr("Not now"))
        for number, rule in enumerate(shown.rules, start=1):
            mark = label(str(number), "strong")
            mark.setFixedWidth(20)
            line = row(mark, label(rule, wrap=True), spacing=8)
            line.setStretch(1, 1)
            self.body.addLayout(line)
            self.body.addSpacing(10)
        self.open(self.accept_button)

    def accept(self) -> None:
        def agree(session: Any) -> None:
            from salesdesk.services.conduct import agree_to_rules

            agree_to_rules(session, version=self._version)

        self.accept_button.setEnabled(False)
        self._desk.background.do(
            agree, lambda _: self.leave(True), kind="agree_to_rules", owner=self, failed=self.refuse
        )


def ask_to_agree(desk: Desk) -> None:
    """Show the rules where the person who signed in has not agreed to them as they are worded now."""

    def query(session: Any) -> Conduct:
        from salesdesk.queries.conduct import conduct

        return conduct(session)

    def show(found: Conduct) -> None:
        if not found.is_agreed:
            ConductSheet(desk, found)

    desk.background.ask(query, show, owner=desk.life, key="conduct", failed=lambda _: None)
