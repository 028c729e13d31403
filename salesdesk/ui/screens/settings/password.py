"""Who one is here, and the password one signs in with."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLineEdit

from salesdesk.queries.passwords import has_own_password
from salesdesk.rules.passwords import SHORTEST
from salesdesk.services.passwords import change_own_password
from salesdesk.translation import tr
from salesdesk.ui.kit.widgets import Avatar, button, column, label, row
from salesdesk.ui.screens.settings.page import Page, card

if TYPE_CHECKING:
    from salesdesk.store import Session

NAMES = 190


class PasswordPage(Page):
    """On a file a password of one's own, or none; on a server the server has it."""

    key = "password"
    title = tr("Signing in")
    icon = "key-round"
    right = ""
    words = tr("Who you are in this database, on every computer.")
    watches = frozenset({"person"})

    def build(self) -> None:
        viewer = self.desk.viewer
        store = self.desk.background.store
        self.is_file = store is not None and store.dialect == "sqlite"
        avatar = Avatar(40)
        avatar.show_person(viewer.name, viewer.person_id)
        self.switch_button = button(tr("Sign in as somebody else …"))
        self.switch_button.clicked.connect(lambda: self.desk.run("sign_out"))
        who = column(label(viewer.name, "strong"), label(viewer.login, "quiet"), spacing=0)
        me = row(avatar, spacing=12)
        me.addLayout(who, 1)
        me.addWidget(self.switch_button)
        self.body.addWidget(card(me, margins=(16, 14, 16, 14)))
        self.state = label("", "note", wrap=True)
        self.refusal = label("", "error", wrap=True)
        self.refusal.hide()
        self.before, self.new, self.again = (self._field() for _ in range(3))
        self.save_button, self.remove_button = button("", "primary"), button(tr("Remove password"))
        self.save_button.clicked.connect(self._save)
        self.remove_button.clicked.connect(self._remove)
        for field in (self.before, self.new, self.again):
            field.returnPressed.connect(self._save)
        if self.is_file:
            self._lay_out_file()
        else:
            self.state.setText(
                tr(
                    "The server keeps your password. An administrator gives you another one under Team; it is"
                    " never written into this program's settings."
                )
            )
            self.body.addWidget(card(self.state, margins=(16, 14, 16, 14)))

    def _field(self) -> QLineEdit:
        field = QLineEdit()
        field.setEchoMode(QLineEdit.EchoMode.Password)
        field.setMaximumWidth(320)
        field.setReadOnly(bool(self.locked))
        return field

    def _lay_out_file(self) -> None:
        self._names = {}
        parts = column(self.state, 4, spacing=8)
        for words, field in (
            (tr("Password so far"), self.before),
            (tr("New password"), self.new),
            (tr("New password again"), self.again),
        ):
            name = label(words, "label")
            name.setFixedWidth(NAMES)
            name.setBuddy(field)
            field.setAccessibleName(words)
            self._names[field] = name
            line = row(name, field)
            line.setStretch(1, 1)
            line.addStretch(1)
            parts.addLayout(line)
        least = tr("A password has at least {n} letters or signs.").format(n=SHORTEST)
        parts.addLayout(row(NAMES + 8, label(least, "quiet"), None, spacing=0))
        parts.addSpacing(4)
        parts.addLayout(row(NAMES + 8, self.save_button, 8, self.remove_button, None, spacing=0))
        # Below the fields: what is said there pushes none of them away from under the pointer.
        parts.addLayout(row(NAMES + 8, self.refusal, spacing=0))
        parts.addSpacing(6)
        parts.addWidget(
            label(
                tr(
                    "Anyone who can open the file can read and change everything. Signing in tells colleagues"
                    " who did what; it keeps nothing secret. Keep the file where only your team gets at it."
                ),
                "quiet",
                wrap=True,
            )
        )
        self.body.addWidget(card(parts, margins=(16, 14, 16, 14)))

    def read(self, session: "Session") -> bool:
        return has_own_password(session)

    def show_answer(self, answer: bool) -> None:
        if not self.is_file:
            return
        self.state.setText(
            tr("You sign in with a password.") if answer else tr("You sign in by your name alone.")
        )
        self.before.setVisible(answer)
        self._names[self.before].setVisible(answer)
        self.remove_button.setVisible(answer and not self.locked)
        self.save_button.setVisible(not self.locked)
        self.save_button.setText(tr("Change password") if answer else tr("Set password"))

    def _refuse(self, sentence: str) -> None:
        self.refusal.setText(sentence)
        self.refusal.setVisible(bool(sentence))

    def _save(self) -> None:
        if self.new.text() != self.again.text():
            self._refuse(tr("The new password is not the same both times."))
            self.again.setFocus()
        elif not self.new.text():
            self._refuse(tr("Type the new password first."))
            self.new.setFocus()
        else:
            self._change(self.new.text(), tr("Password saved"))

    def _remove(self) -> None:
        self._change("", tr("Password removed"))

    def _change(self, new: str, words: str) -> None:
        before = self.before.text()
        self._refuse("")

        def done(_: object) -> None:
            for field in (self.before, self.new, self.again):
                field.clear()
            self.desk.toast(words)
            self.refresh()

        self.desk.background.do(
            lambda session: change_own_password(session, before=before, new=new),
            done,
            kind="change_password",
            owner=self,
            failed=self._refuse,
        )
