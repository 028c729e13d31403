"""How a person signs in: shown to all, given, renewed and ended by administrators."""

from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from salesdesk.answers.logins import LoginFacts
from salesdesk.answers.team import TeamMember
from salesdesk.queries.logins import login_facts
from salesdesk.services.passwords import clear_password
from salesdesk.translation import tr
from salesdesk.ui.kit.format import moment
from salesdesk.ui.kit.screen import Desk
from salesdesk.ui.kit.widgets import button, column, label, row
from salesdesk.ui.screens.team.login_sheet import InviteSheet, LoginSheet

if TYPE_CHECKING:
    from salesdesk.store import Session


class LoginBox(QWidget):
    """Asks for one person's facts when they are shown; what is done to a login cannot be undone by Ctrl+Z."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._member: TeamMember | None = None
        self._facts: LoginFacts | None = None
        self._locked = True
        self.words = label("", "note", wrap=True)
        self.give_button = button(tr("Give a login …"), "link")
        self.renew_button = button(tr("New password …"), "link")
        self.invite_button = button(tr("Invite …"), "link")
        self.end_button = button(
            tr("End login"), "link", tip=tr("They stay in the team and can no longer sign in")
        )
        self.clear_button = button(tr("Clear password"), "link", tip=tr("They sign in by their name"))
        self._buttons = (
            self.give_button, self.renew_button, self.invite_button, self.end_button, self.clear_button
        )  # fmt: skip
        whole = column(label(tr("Signing in").upper(), "caps"), self.words, spacing=4)
        whole.addLayout(row(*self._buttons, None, spacing=10))
        self.setLayout(whole)
        self.give_button.clicked.connect(self._give)
        self.renew_button.clicked.connect(self._give)
        self.invite_button.clicked.connect(self.invite)
        self.end_button.clicked.connect(self._end)
        self.clear_button.clicked.connect(self._clear)

    def show_member(self, member: TeamMember, locked: bool) -> None:
        """Show how somebody signs in; `locked` where nothing can be changed."""
        if self._member is None or self._member.id != member.id:
            self._facts = None
            self.words.setText(tr("Looking …"))
        self._member, self._locked = member, locked
        self._show_buttons()
        self._read()

    def _read(self) -> None:
        member = self._member
        if member is None or self._desk.background.store is None:
            return
        self._desk.background.ask(
            lambda session: login_facts(session, person_id=member.id),
            self._show,
            owner=self,
            key="login",
            failed=lambda _: None,
        )

    def _show(self, facts: LoginFacts) -> None:
        self._facts = facts
        self.words.setText("\n".join(login_words(facts)))
        self._show_buttons()

    def _show_buttons(self) -> None:
        facts, member = self._facts, self._member
        may = not self._locked and facts is not None and member is not None
        server = may and facts is not None and facts.on_server
        active = member is not None and member.active
        role = facts.role if facts is not None else ""
        mine = member is not None and member.id == self._desk.viewer.person_id
        self.give_button.setVisible(server and active and not role)
        self.renew_button.setVisible(server and active and bool(role) and not mine)
        self.invite_button.setVisible(server and active and bool(role))
        self.end_button.setVisible(server and bool(role) and not mine)
        self.clear_button.setVisible(may and facts is not None and facts.has_password)

    def _give(self) -> None:
        if self._member is not None and self._facts is not None:
            LoginSheet(self._desk, self._member, self._facts.login, self._given)

    def _given(self, role: str) -> None:
        self._read()
        if self._member is not None:
            InviteSheet(self._desk, self._member.name, role)

    def invite(self) -> None:
        """Show what is sent to the person."""
        if self._member is not None and self._facts is not None and self._facts.role:
            InviteSheet(self._desk, self._member.name, self._facts.role)

    def _end(self) -> None:
        def end(session: "Session", person_id: int) -> None:
            from salesdesk.store.postgres_make import end_login

            end_login(session.connection(), person_id=person_id)

        self._do(end, "end_login", tr("{name} can no longer sign in."))

    def _clear(self) -> None:
        def clear(session: "Session", person_id: int) -> None:
            clear_password(session, person_id=person_id)

        self._do(clear, "clear_password", tr("{name} signs in by their name again."))

    def _do(self, action: Any, kind: str, words: str) -> None:
        member = self._member
        assert member is not None

        def done(_: object) -> None:
            self._desk.toast(words.format(name=member.name))
            self._read()

        self._desk.background.do(
            lambda session: action(session, member.id), done, kind=kind, owner=self, failed=self._desk.toast
        )


def login_words(facts: LoginFacts) -> list[str]:
    """How somebody signs in and when they were here, in lines."""
    if facts.on_server:
        how = tr("As {role}").format(role=facts.role) if facts.role else tr("Has no login on the server")
    else:
        how = tr("By name, with a password") if facts.has_password else tr("By name, without a password")
    if facts.is_in:
        return [how, tr("Signed in now")]
    if facts.last_seen is None:
        return [how, tr("Was never here")]
    return [how, tr("Last seen {when}").format(when=moment(facts.last_seen, date.today()))]
