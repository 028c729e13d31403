"""Connecting to a database on a server: where it is, who one is, and a test before it is opened."""

from collections.abc import Callable
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QIntValidator
from PySide6.QtWidgets import QCheckBox, QFileDialog, QLineEdit, QWidget

from salesdesk.errors import PasswordWanted, RuleBroken, why
from salesdesk.keychain import has_keychain, keep_password
from salesdesk.rules.invitations import PORT, Invitation, read_invitation
from salesdesk.translation import tr
from salesdesk.ui.kit.background import Background
from salesdesk.ui.kit.sheet import Sheet
from salesdesk.ui.kit.theme import Theme
from salesdesk.ui.kit.widgets import button, label, row

CERTIFICATE = tr("Only where the server signs for itself")
OPENLY = "prefer"
"""What an address says where no proof is asked for: encrypted if the server can, by whomever it is."""


def address_of(
    server: str, database: str, user: str, password: str, options: dict[str, str] | None = None
) -> str:
    """The address of a database: server may carry its port ("db.example:5433")."""
    who = quote(user, safe="") + (f":{quote(password, safe='')}" if password else "")
    asked = f"?{urlencode(options, quote_via=quote)}" if options else ""
    return f"postgresql://{who}@{server.strip()}/{quote(database.strip(), safe='')}{asked}"


def beside(field: QLineEdit, other: QWidget) -> QWidget:
    """A field that takes the room, and something behind it."""
    made = QWidget()
    made.setLayout(row(field, other))
    made.setFocusProxy(field)
    return made


class ConnectSheet(Sheet):
    """Asks for server, database, user and password. The password goes into this computer's keychain where
    one wishes so and there is one, and nowhere else.

    `opened` gets the address; `test` waits for the server and says whether a database of ours is there, or
    raises what to say; `make` gets the address of a server on which one is to be made.
    """

    keeps_draft = False

    def __init__(
        self,
        over: QWidget,
        theme: Theme,
        background: Background,
        *,
        known: str,
        test: Callable[[str], bool],
        opened: Callable[[str], None],
        make: Callable[[str], None],
    ) -> None:
        super().__init__(
            over,
            theme,
            caps=tr("Shared database"),
            title=tr("Connect to your team"),
            note=tr("A Postgres server holds the data; whoever set it up can tell you all this."),
            accept=tr("Connect"),
        )
        self._background, self._test, self._opened, self._make = background, test, opened, make
        self.server, self.port, self.database = QLineEdit(), QLineEdit(), QLineEdit()
        self.user, self.password, self.certificate = QLineEdit(), QLineEdit(), QLineEdit()
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.server.setPlaceholderText(tr("db.example.com"))
        self.port.setPlaceholderText(str(PORT))
        self.port.setAccessibleName(tr("Port"))
        self.port.setValidator(QIntValidator(1, 65_535, self.port))
        self.port.setFixedWidth(80)
        self.certificate.setPlaceholderText(CERTIFICATE)
        self.choose_button, self.paste_button = (
            button(tr("Choose…")),
            button(tr("Paste an invitation"), "link"),
        )
        self.keep = QCheckBox(tr("Keep the password in this computer's keychain"))
        self.keep.setEnabled(False)
        self.not_kept = label(
            tr("This computer has no keychain: the password is asked for each time and kept nowhere."),
            "quiet",
            wrap=True,
        )
        self.openly = QCheckBox(tr("Trust the server without proof (private network)"))
        self.test_button, self.make_button = (
            button(tr("Test connection")),
            button(tr("Make a database here …")),
        )
        self.told = label("", "note", wrap=True)
        self._show(known)
        self._lay_out_fields()
        self._ask_for_keychain()
        first = (self.server, self.database, self.user, self.password)
        self.open(next((field for field in first if not field.text()), self.password))

    def _show(self, known: str) -> None:
        """Fill in what is known of an address; what it asks for beside that stays as it is."""
        parts = urlsplit(known)
        self.server.setText(parts.hostname or "")
        self.port.setText("" if parts.port in (None, PORT) else str(parts.port))
        self.database.setText(unquote(parts.path.lstrip("/")))
        self.user.setText(unquote(parts.username or ""))
        self._options = dict(parse_qsl(parts.query))
        self.certificate.setText(self._options.pop("sslrootcert", ""))
        self.openly.setChecked(self._options.pop("sslmode", "") == OPENLY)

    def _lay_out_fields(self) -> None:
        self.head.addLayout(row(self.paste_button, None))
        self.add(tr("Server and port"), beside(self.server, self.port))
        self.server.setAccessibleName(tr("Server"))
        self.add(tr("Database"), self.database)
        self.add(tr("User"), self.user)
        self.add(tr("Password"), self.password)
        self.body.addWidget(self.keep)
        self.body.addWidget(self.not_kept)
        self.not_kept.hide()
        self.body.addSpacing(6)
        self.certificate.setAccessibleName(tr("Certificate"))
        self.add(tr("Certificate"), beside(self.certificate, self.choose_button))
        self.body.addWidget(self.openly)
        self.body.addLayout(row(self.test_button, self.make_button, None))
        self.make_button.hide()
        self.body.addWidget(self.told)
        self.choose_button.clicked.connect(self._choose_certificate)
        self.paste_button.clicked.connect(self._paste)
        self.test_button.clicked.connect(lambda: self._try(lambda: self._say(tr("The connection works."))))
        self.make_button.clicked.connect(self._make_one)
        self.server.editingFinished.connect(self._split_port)

    def _split_port(self) -> None:
        """A port that was typed behind the server's name goes where ports stand."""
        server, colon, port = self.server.text().strip().rpartition(":")
        if colon and port.isdigit() and ":" not in server:
            self.server.setText(server)
            self.port.setText(port)

    def _ask_for_keychain(self) -> None:
        """Offer to keep the password where this system has a place for it."""

        def found(there: bool) -> None:
            self.keep.setEnabled(there)
            self.keep.setChecked(there)
            if not there:
                self.keep.hide()
                self.not_kept.show()

        self._background.run(has_keychain, found, owner=self, key="keychain", failed=lambda _: None)

    def show_invitation(self, invitation: Invitation) -> None:
        """Fill in what an invitation says; what proves the server one chooses oneself."""
        self._show("")
        self.server.setText(invitation.server)
        self.port.setText("" if invitation.port == PORT else str(invitation.port))
        self.database.setText(invitation.database)
        self.user.setText(invitation.user)
        self.refuse("")
        self._say(tr("Filled in from the invitation. Type your password."))
        if invitation.certificate:
            self.certificate.setPlaceholderText(invitation.certificate)
            self._say(
                tr(
                    "Filled in from the invitation. Choose the certificate {name} that came with it, and type"
                    " your password."
                ).format(name=invitation.certificate)
            )
        self.password.setFocus(Qt.FocusReason.OtherFocusReason)

    def _paste(self) -> None:
        try:
            self.show_invitation(read_invitation(QGuiApplication.clipboard().text()))
        except RuleBroken as error:
            self.refuse(str(error))

    @property
    def address(self) -> str:
        """The address as typed, its password in it."""
        options = dict(self._options)
        if self.openly.isChecked():
            options["sslmode"] = OPENLY
        elif self.certificate.text().strip():
            options["sslrootcert"] = self.certificate.text().strip()
        who = self.user.text(), self.password.text()
        server = self.server.text().strip()
        if ":" in server and not server.startswith("["):
            server = f"[{server}]"
        port = self.port.text().strip()
        return address_of(f"{server}:{port}" if port else server, self.database.text(), *who, options)

    def _choose_certificate(self) -> None:
        kinds = tr("Certificates (*.crt *.pem *.cer);;All files (*)")
        chosen, _ = QFileDialog.getOpenFileName(self, tr("The server's certificate"), "", kinds)
        if chosen:
            self.certificate.setText(chosen)

    def accept(self) -> None:
        self._try(self._connect)

    def _connect(self) -> None:
        address, password, keeps = self.address, self.password.text(), self.keep.isChecked()
        # A field left empty means the password that is kept already.
        if self.keep.isEnabled() and (password or not keeps):
            kept = password if keeps else ""
            self._background.run(lambda: keep_password(address, kept), lambda _: None, failed=lambda _: None)
        self.leave(True)
        self._opened(address)

    def _make_one(self) -> None:
        address = self.address
        self.leave(True)
        self._make(address)

    def _try(self, then: Callable[[], None]) -> None:
        """Ask the server; what it refuses is told here, and all that was typed stays."""
        missing = [field for field in (self.server, self.database, self.user) if not field.text().strip()]
        if missing:
            self.refuse(tr("Fill in server, database and user."))
            missing[0].setFocus()
            return
        self._split_port()
        self.refuse("")
        self._say(tr("Asking the server …"))
        for each in (self.test_button, self.accept_button):
            each.setEnabled(False)
        address = self.address

        def answered(is_there: bool) -> None:
            self._ready()
            self.make_button.setVisible(not is_there)
            if is_there:
                then()
                return
            self._say(
                tr("The server lets you in, and this database is empty. Whoever owns it can make one here.")
            )

        def refused(sentence: str) -> None:
            self._ready()
            self._say("")
            self.refuse(sentence)
            if isinstance(why(sentence), PasswordWanted):
                self.password.selectAll()
                self.password.setFocus(Qt.FocusReason.OtherFocusReason)

        self._background.run(lambda: self._test(address), answered, owner=self, key="test", failed=refused)

    def _ready(self) -> None:
        for each in (self.test_button, self.accept_button):
            each.setEnabled(True)

    def _say(self, words: str) -> None:
        self.told.setText(words)
