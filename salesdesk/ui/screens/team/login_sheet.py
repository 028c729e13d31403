"""Giving somebody a login on the server, and the invitation that leads them there."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QLineEdit, QPlainTextEdit, QWidget

from salesdesk.answers.team import TeamMember
from salesdesk.errors import RuleBroken
from salesdesk.queries.settings_pages import setting
from salesdesk.rules.beginnings import COMPANY_NAME
from salesdesk.rules.invitations import ENDING, invitation_text
from salesdesk.rules.logins import check_login
from salesdesk.rules.names import name_key
from salesdesk.rules.passwords import check_new_password
from salesdesk.services.people import update_people
from salesdesk.settings import documents_folder
from salesdesk.store.inviting import first_password, invitation_to, leads_nowhere
from salesdesk.translation import tr
from salesdesk.ui.kit.background import Saved
from salesdesk.ui.kit.screen import Desk
from salesdesk.ui.kit.sheet import Sheet
from salesdesk.ui.kit.widgets import button, label, row

if TYPE_CHECKING:
    from salesdesk.store import Session

TALL = 320


def proposed_login(name: str) -> str:
    """A login made of a name: "Anna Keller" is anna.keller."""
    return ".".join(re.findall(r"[a-z0-9]+", name_key(name)))[:40]


class LoginSheet(Sheet):
    """`given` gets the role. Only what the server needs to check the password is sent to it; a draft of this
    form would keep the password itself."""

    keeps_draft = False

    def __init__(self, desk: Desk, member: TeamMember, login: str, given: Callable[[str], None]) -> None:
        super().__init__(
            desk.sheet_parent,
            desk.theme,
            caps=tr("Signing in"),
            title=tr("A login for {name}").format(name=member.name),
            note=tr("The password they have so far holds no longer.") if login else "",
            accept=tr("Save login"),
        )
        self._desk, self._member, self._given = desk, member, given
        self.login_field = QLineEdit(login or proposed_login(member.name))
        self.login_field.setReadOnly(bool(login))
        self.password_field = QLineEdit(first_password())
        self.another_button = button(tr("Another"))
        self.another_button.clicked.connect(lambda: self.password_field.setText(first_password()))
        both = QWidget()
        both.setLayout(row(self.password_field, self.another_button))
        both.setFocusProxy(self.password_field)
        self.password_field.setAccessibleName(tr("First password"))
        self.add(tr("Login"), self.login_field)
        self.add(tr("First password"), both)
        told = tr(
            "Note it now: it is shown nowhere again. Tell it in person or by telephone, not in the mail that"
            " brings the invitation."
        )
        self.body.addWidget(label(told, "note", wrap=True))
        self.open(self.password_field if login else self.login_field)

    def accept(self) -> None:
        login, password, member = self.login_field.text().strip(), self.password_field.text(), self._member
        try:
            check_new_password(password)
            check_login(login)
        except RuleBroken as error:
            self.refuse(str(error))
            return

        has_login = self.login_field.isReadOnly()

        def give(session: "Session") -> str:
            from salesdesk.store.postgres_make import make_login

            if not has_login:
                update_people(session, [{"id": member.id, "login": login}])
                session.flush()
            return make_login(session.connection(), person_id=member.id, login=login, password=password)

        def done(saved: Saved) -> None:
            self.leave(True)
            self._given(str(saved.result))

        self.accept_button.setEnabled(False)
        self._desk.background.do(give, done, kind="set_login", owner=self, failed=self.refuse)


class InviteSheet(Sheet):
    """The text that leads somebody to this database, to copy or to keep as a file; no secret is in it."""

    keeps_draft = False

    def __init__(self, desk: Desk, name: str, role: str) -> None:
        super().__init__(
            desk.sheet_parent,
            desk.theme,
            caps=tr("Signing in"),
            title=tr("Invite {name}").format(name=name),
            note=tr("Send this as it is, or as a file. There is no password in it."),
            accept=tr("Copy"),
        )
        self._desk, self._name = desk, name
        store = desk.background.store
        assert store is not None
        self._invitation = invitation_to(store, role)
        self.text = QPlainTextEdit()
        self.text.setAccessibleName(tr("Invitation"))
        self.text.setMaximumHeight(TALL)
        self.body.addWidget(self.text, 50)
        warned = tr(
            "You reach the server as {server}, which leads others to their own computer. Write the server's"
            " name or address there before you send it."
        ).format(server=self._invitation.server)
        if leads_nowhere(self._invitation):
            self.body.addWidget(label(warned, "error", wrap=True))
        if self._invitation.certificate:
            sent = tr("Send the file {name} along: it proves the server.")
            self.body.addWidget(label(sent.format(name=self._invitation.certificate), "note", wrap=True))
        self.file_button = button(tr("Save as a file …"))
        self.file_button.clicked.connect(self.save_file)
        self.foot.insertWidget(0, self.file_button)
        self.cancel_button.setText(tr("Close"))
        desk.background.ask(
            lambda session: str(setting(session, key=COMPANY_NAME) or ""), self._write, owner=self
        )
        self.open(self.accept_button)

    def _write(self, company: str) -> None:
        self.text.setPlainText(invitation_text(self._invitation, name=self._name, company=company))
        self.text.document().setModified(False)

    def accept(self) -> None:
        QGuiApplication.clipboard().setText(self.text.toPlainText())
        self._desk.toast(tr("The invitation is copied."))

    def save_file(self) -> None:
        """Ask where to, and keep the invitation as a file that opens by a double click."""
        proposed = documents_folder() / f"{self._name}{ENDING}"
        where, _ = QFileDialog.getSaveFileName(self, tr("Save the invitation"), str(proposed), f"*{ENDING}")
        if not where:
            return
        path = Path(where if where.endswith(ENDING) else where + ENDING)
        try:
            path.write_text(self.text.toPlainText(), encoding="utf-8")
        except OSError as error:
            self.refuse(tr("{path} cannot be written: {reason}.").format(path=path, reason=error.strerror))
            return
        self._desk.toast(tr("Saved as {name}").format(name=path.name))
