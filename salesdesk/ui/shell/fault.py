"""When the program itself made a mistake: what is safe, where the account lies, and on with the work."""

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from salesdesk.errors import fault_account, keep_account
from salesdesk.translation import tr
from salesdesk.ui.kit.sheet import Sheet
from salesdesk.ui.kit.theme import Theme
from salesdesk.ui.kit.widgets import button, label


class FaultSheet(Sheet):
    """Lies over everything, forms with what was typed included; they are there again when it is closed."""

    def __init__(self, over: QWidget, theme: Theme, error: BaseException) -> None:
        super().__init__(
            over,
            theme,
            caps=tr("An error in SalesDesk"),
            title=tr("This did not work"),
            note=tr(
                "The last thing you did was not saved. Everything before it was, and you can go on working."
                " If it happens again, send the report below to whoever looks after SalesDesk here."
            ),
            accept=tr("Go on"),
        )
        self.cancel_button.hide()
        path = keep_account(error)
        self.account = QPlainTextEdit(fault_account(error))
        self.account.setReadOnly(True)
        self.account.setMinimumHeight(220)
        self.account.setTabChangesFocus(True)
        self.add(tr("Report"), self.account)
        if path is not None:
            self.body.addWidget(
                label(tr("The report is kept in {path}").format(path=path), "note", wrap=True)
            )
        copy = button(tr("Copy"))
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.account.toPlainText()))
        self.body.addWidget(copy)
        self.open(self.accept_button)
