"""While an import runs: how far it is, and the way to stop it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QProgressBar, QVBoxLayout, QWidget

from salesdesk.translation import tr
from salesdesk.ui.kit.screen import Desk
from salesdesk.ui.kit.widgets import IconLabel, button, label, row


class Running(QWidget):
    """A bar, and Stop: what is in stays and can be undone."""

    stop_asked = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.title = label("", "heading")
        self.note = label(
            tr("You can go on working meanwhile. If you stop, what is in stays and can be undone."),
            "lead",
            wrap=True,
        )
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedSize(420, 8)
        self.bar.setAccessibleName(tr("How far the import is"))
        self.stop_button = button(tr("Stop"))
        self.stop_button.clicked.connect(self._stop)
        picture = IconLabel(desk.theme, "upload", "accent_text", 36)
        outer = QVBoxLayout(self)
        outer.addStretch(2)
        for part in (picture, self.title, self.note):
            part.setAlignment(Qt.AlignmentFlag.AlignCenter)
            outer.addWidget(part)
        outer.addSpacing(10)
        outer.addLayout(row(None, self.bar, None))
        outer.addSpacing(10)
        outer.addLayout(row(None, self.stop_button, None))
        outer.addStretch(3)

    def begin(self, names: str) -> None:
        """Start at nothing."""
        self.title.setText(tr("Importing {files} …").format(files=names))
        self.bar.setRange(0, 0)
        self.stop_button.setEnabled(True)
        self.stop_button.setFocus()

    def show_progress(self, done: int, steps: int) -> None:
        """So many saves of so many."""
        self.bar.setRange(0, steps)
        self.bar.setValue(done)

    def _stop(self) -> None:
        self.stop_button.setEnabled(False)
        self.title.setText(tr("Stopping after this save …"))
        self.stop_asked.emit()
