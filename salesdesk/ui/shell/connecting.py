"""Connecting to a database on a server: where it is, who one is, and a test before it is opened."""

from collections.abc import Callable
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from PySide6.QtWidgets import QCheckBox, QFileDialog, QLineEdit, QWidget

from salesdesk.translation import tr
from salesdesk.ui.kit.background import Background
from salesdesk.ui.kit.sheet import Sheet
from salesdesk.ui.kit.theme import Theme
from salesdesk.ui.kit.widgets import button, label, row

PORT = 5432
OPENLY = "prefer"
"""What an address says where no proof is asked for: encrypted if the server can, by whomever it is."""


def address_of(
    server: str, database: str, user: str, password: str, options: dict[str, str] | None = None
) -> str:
    """The address of a database: server may carry its port ("db.example:5433")."""
    who = quote(user, safe="") + (f":{quote(password, safe='')}" if password else "")
    asked = f"?{urlencode(options, quote_via=quote)}" if options else ""
    return f"postgresql://{who}@{server.strip()}/{quote(database.strip(), safe='')}{asked}"


class ConnectSheet(Sheet):
    """Asks for server, database, user and password. The password is never written anywhere.

    `opened` gets the address; `test` waits for the server and gives nothing, or raises what to say.
    """

    def __init__(
        self,
        over: QWidget,
        theme: Theme,
        background: Background,
        *,
        known: str,
        test: Callable[[str], None],
        opened: Callable[[str], None],
    ) -> None:
        super().__init__(
            over,
            theme,
            caps=tr("Shared database"),
            title=tr("Connect to your team"),
            note=tr("A Postgres server holds the data; whoever set it up can tell you these four."),
            accept=tr("Connect"),
        )
        self._background, self._test, self._opened = background, test, opened
        parts = urlsplit(known)
        place = parts.hostname or ""
        self.server = QLineEdit(f"{place}:{parts.port}" if parts.port not in (None, PORT) else place)
        self.database = QLineEdit(unquote(parts.path.lstrip("/")))
        self.user = QLineEdit(unquote(parts.username or ""))
        self.password = QLineEdit()
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.server.setPlaceholderText(tr("db.example.com"))
        self._options = dict(parse_qsl(parts.query))
        self.certificate = QLineEdit(self._options.pop("sslrootcert", ""))
        self.certificate.setPlaceholderText(tr("Only where the server signs for itself"))
        self.choose_button = button(tr("Choose…"))
        self.openly = QCheckBox(tr("Trust the server without proof (private network)"))
        self.openly.setChecked(self._options.pop("sslmode", "") == OPENLY)
        self.test_button = button(tr("Test connection"))
        self.told = label("", "note", wrap=True)
        self.add(tr("Server"), self.server)
        self.add(tr("Database"), self.database)
        self.add(tr("User"), self.user)
        self.add(tr("Password"), self.password)
        proof = QWidget()
        proof.setLayout(row(self.certificate, self.choose_button, margins=(0, 0, 0, 0)))
        self.certificate.setAccessibleName(tr("Certificate"))
        self.add(tr("Certificate"), proof)
        self.body.addWidget(self.openly)
        self.choose_button.clicked.connect(self._choose_certificate)
        self.body.addWidget(self.test_button)
        self.body.addWidget(self.told)
        self.test_button.clicked.connect(lambda: self._try(lambda: self._say(tr("The connection works."))))
        first = (self.server, self.database, self.user, self.password)
        self.open(next((field for field in first if not field.text()), self.password))

    @property
    def address(self) -> str:
        """The address as typed, its password in it."""
        options = dict(self._options)
        if self.openly.isChecked():
            options["sslmode"] = OPENLY
        elif self.certificate.text().strip():
            options["sslrootcert"] = self.certificate.text().strip()
        who = self.user.text(), self.password.text()
        return address_of(self.server.text(), self.database.text(), *who, options)

    def _choose_certificate(self) -> None:
        kinds = tr("Certificates (*.crt *.pem *.cer);;All files (*)")
        chosen, _ = QFileDialog.getOpenFileName(self, tr("The server's certificate"), "", kinds)
        if chosen:
            self.certificate.setText(chosen)

    def accept(self) -> None:
        self._try(self._connect)

    def _connect(self) -> None:
        address = self.address
        self.leave(True)
        self._opened(address)

    def _try(self, then: Callable[[], None]) -> None:
        """Ask the server; what it refuses is told here, and all that was typed stays."""
        missing = [field for field in (self.server, self.database, self.user) if not field.text().strip()]
        if missing:
            self.refuse(tr("Fill in server, database and user."))
            missing[0].setFocus()
            return
        self.refuse("")
        self._say(tr("Asking the server …"))
        for each in (self.test_button, self.accept_button):
            each.setEnabled(False)
        address = self.address

        def answered(_: object) -> None:
            self._ready()
            then()

        def refused(sentence: str) -> None:
            self._ready()
            self._say("")
            self.refuse(sentence)

        self._background.run(lambda: self._test(address), answered, owner=self, key="test", failed=refused)

    def _ready(self) -> None:
        for each in (self.test_button, self.accept_button):
            each.setEnabled(True)

    def _say(self, words: str) -> None:
        self.told.setText(words)
