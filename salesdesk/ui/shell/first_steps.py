"""The first steps of a company of one's own: four short questions, each of which can be skipped."""

from zoneinfo import available_timezones

from babel.dates import get_day_names, get_month_names
from PySide6.QtCore import Qt, QTimeZone, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from salesdesk.errors import RuleBroken
from salesdesk.rules.beginnings import CURRENCIES, NewCompany, names_typed
from salesdesk.rules.logins import check_login
from salesdesk.rules.passwords import check_new_password
from salesdesk.rules.pipelines import NEW_BUSINESS
from salesdesk.settings import without_password
from salesdesk.translation import tr, trn
from salesdesk.ui.kit.format import locale
from salesdesk.ui.kit.long_text import LongText
from salesdesk.ui.kit.theme import Theme
from salesdesk.ui.kit.widgets import button, column, label, row
from salesdesk.ui.shell.opening import is_server

WIDTH = 620
"""What a server takes as a login."""
PROCESSES = (
    (5, tr("Short, five steps"), tr("For up to five people, or when a sale takes days or a few weeks.")),
    (7, tr("Usual, seven steps"), tr("For teams whose offers several people at the customer decide about.")),
    (
        9,
        tr("Long, nine steps"),
        tr("For large sales that take many months, with demonstration and handover."),
    ),
)


class ProcessChoice(QPushButton):
    """One sales process: its name, when it fits, and its stages."""

    def __init__(self, steps: int, title: str, words: str) -> None:
        super().__init__()
        self.steps = steps
        self.setObjectName("process")
        self.setCheckable(True)
        stages = [stage.name for stage in NEW_BUSINESS[steps] if stage.type in ("lead", "open")]
        self.setAccessibleName(f"{title}. {words} {', '.join(stages)}")
        preview = label("  →  ".join(stages), "quiet", wrap=True)
        layout = column(label(title, "choice"), label(words, "note", wrap=True), preview, spacing=4)
        layout.setContentsMargins(16, 12, 16, 12)
        self.setLayout(layout)


class FirstSteps(QWidget):
    """Asks and tells `finished` what was answered; nothing is made before that. Esc goes back."""

    finished = Signal(object)
    left = Signal()

    def __init__(self, theme: Theme, name: str, where: str) -> None:
        super().__init__()
        self.setObjectName("page")
        self._theme, self._where = theme, where
        self._pages = QStackedWidget()
        self._count = label("", "caps")
        self.error = label("", "error", wrap=True)
        self.next_button = button(tr("Continue"), "primary")
        self.skip_button = button(tr("Skip"), "quiet")
        self.back_button = button(tr("Back"))
        self.name_field = QLineEdit(name)
        self.own_field = QLineEdit()
        self.is_server = is_server(where)
        self.login_field, self.password_field = QLineEdit("admin"), QLineEdit()
        self.password_field.setEchoMode(QLineEdit.EchoMode.Password)
        self.currency = QComboBox()
        self.year = QComboBox()
        self.week = QComboBox()
        self.people = LongText()
        self._processes = QButtonGroup(self)
        self._summary = label("", wrap=True)
        for page in (self._company(), self._process(), self._team(), self._ready()):
            self._pages.addWidget(page)
        self._lay_out()
        self.next_button.clicked.connect(self._go_on)
        self.skip_button.clicked.connect(self._skip)
        self.back_button.clicked.connect(self._go_back)
        self._show(0)

    def _lay_out(self) -> None:
        card = QFrame()
        card.setObjectName("cardBox")
        card.setFixedWidth(WIDTH)
        inside = QVBoxLayout(card)
        inside.setContentsMargins(28, 24, 28, 20)
        inside.setSpacing(12)
        inside.addWidget(self._count)
        inside.addWidget(self._pages, 1)
        inside.addWidget(self.error)
        inside.addSpacing(6)
        inside.addLayout(row(self.back_button, None, self.skip_button, self.next_button))
        outer = QVBoxLayout(self)
        outer.addStretch(2)
        across = QHBoxLayout()
        across.addStretch(1)
        across.addWidget(card)
        across.addStretch(1)
        outer.addLayout(across)
        outer.addStretch(3)

    def _page(self, title: str, words: str) -> tuple[QWidget, QVBoxLayout]:
        page = QWidget()
        layout = column(label(title, "heading"), label(words, "note", wrap=True), 8, spacing=6)
        page.setLayout(layout)
        return page, layout

    def _field(self, layout: QVBoxLayout, words: str, field: QWidget) -> None:
        name = label(words, "label")
        name.setBuddy(field)
        field.setAccessibleName(words)
        layout.addWidget(name)
        layout.addWidget(field)
        layout.addSpacing(6)

    def _company(self) -> QWidget:
        page, layout = self._page(
            tr("You and your company"),
            tr("All can be changed later, the currency only until there are deals."),
        )
        months = get_month_names("wide", context="stand-alone", locale=locale())
        days = get_day_names("wide", context="stand-alone", locale=locale())
        self.currency.addItems(CURRENCIES)
        self.year.addItems([months[month] for month in range(1, 13)])
        self.week.addItems([days[day] for day in range(7)])
        self._field(layout, tr("Your name"), self.own_field)
        if self.is_server:
            self._field(layout, tr("Your login, and a password for it"), self._login())
        self._field(layout, tr("Name of the company"), self.name_field)
        self._field(layout, tr("Currency of your sums"), self.currency)
        self._field(layout, tr("The fiscal year begins in"), self.year)
        self._field(layout, tr("The week begins on"), self.week)
        layout.addStretch(1)
        return page

    def _login(self) -> QWidget:
        """What the first administrator signs in with; whoever owns the server's database only makes it."""
        self.login_field.setAccessibleName(tr("Login"))
        self.password_field.setAccessibleName(tr("Password"))
        self.password_field.setPlaceholderText(tr("Password"))
        made = QWidget()
        made.setLayout(row(self.login_field, self.password_field))
        made.setFocusProxy(self.login_field)
        return made

    def _why_no_login(self) -> str:
        """What is wrong with the login typed, or nothing."""
        if not self.is_server:
            return ""
        try:
            check_login(self.login_field.text().strip())
            check_new_password(self.password_field.text())
        except RuleBroken as error:
            return str(error)
        return ""

    def _process(self) -> QWidget:
        page, layout = self._page(
            tr("How you sell"),
            tr("Deals move through these stages; rename, add and remove them later."),
        )
        for steps, title, words in PROCESSES:
            made = ProcessChoice(steps, title, words)
            made.setChecked(steps == 5)
            self._processes.addButton(made, steps)
            layout.addWidget(made)
        layout.addStretch(1)
        return page

    def _team(self) -> QWidget:
        page, layout = self._page(
            tr("Who sells with you"),
            tr("One name per line. They can own deals at once; a spreadsheet can bring them later as well."),
        )
        self.people.setAccessibleName(tr("Names"))
        self.people.setPlaceholderText(tr("Anna Keller\nMarc Roth"))
        self.people.setTabChangesFocus(True)
        layout.addWidget(self.people, 1)
        return page

    def _ready(self) -> QWidget:
        page, layout = self._page(tr("Ready"), tr("This is what will be made."))
        layout.addWidget(self._summary)
        layout.addStretch(1)
        return page

    @property
    def place(self) -> int:
        """Which step is shown, 0 the first."""
        return self._pages.currentIndex()

    def company(self) -> NewCompany:
        """What was answered so far, the usual where nothing was."""
        zone = bytes(QTimeZone.systemTimeZoneId().data()).decode()
        return NewCompany(
            name=self.name_field.text().strip(),
            administrator=self.own_field.text().strip(),
            currency=self.currency.currentText(),
            fiscal_year_start=self.year.currentIndex() + 1,
            week_start=self.week.currentIndex(),
            time_zone=zone if zone in available_timezones() else "UTC",
            steps=self._processes.checkedId(),
            people=names_typed(self.people.toPlainText()),
            login=self.login_field.text().strip() if self.is_server else "",
            password=self.password_field.text() if self.is_server else "",
        )

    def focus_first(self) -> None:
        """Put the cursor where one begins."""
        self._show(self.place)

    def refuse(self, sentence: str) -> None:
        """Say why it could not be made; all answers stay."""
        self.error.setText(sentence)
        self.error.setVisible(bool(sentence))
        self.next_button.setEnabled(True)

    def _show(self, place: int) -> None:
        self._pages.setCurrentIndex(place)
        last = place == self._pages.count() - 1
        steps = tr("Step {n} of {all}").format(n=place + 1, all=self._pages.count())
        self._count.setText(steps.upper())
        self.next_button.setText(tr("Make it") if last else tr("Continue"))
        self.skip_button.setVisible(not last and not (self.is_server and place == 0))
        if last:
            self._say_summary()
        self.refuse("")
        process = self._processes.button(self._processes.checkedId())
        firsts: tuple[QWidget, ...] = (self.own_field, process, self.people, self.next_button)
        firsts[place].setFocus(Qt.FocusReason.OtherFocusReason)

    def _say_summary(self) -> None:
        company = self.company()
        lines = [
            company.name or tr("A company without a name yet"),
            tr("Sums in {currency}; the fiscal year begins in {month}, the week on {day}").format(
                currency=company.currency, month=self.year.currentText(), day=self.week.currentText()
            ),
            trn("A process of {n} step", "A process of {n} steps", company.steps),
            self._who(company),
            tr("On the server, in {where}").format(where=without_password(self._where))
            if self.is_server
            else tr("In the file {where}").format(where=self._where),
        ]
        self._summary.setText("\n\n".join(lines))

    def _who(self, company: NewCompany) -> str:
        name, more = company.administrator or tr("You"), len(company.people)
        if not more:
            return tr("{name}, for now").format(name=name)
        others = trn("{n} more person", "{n} more people", more)
        return tr("{name} and {others}").format(name=name, others=others)

    def _go_on(self) -> None:
        wrong = self._why_no_login()
        if wrong:
            self._show(0)
            self.refuse(wrong)
        elif self.place < self._pages.count() - 1:
            self._show(self.place + 1)
        else:
            self.next_button.setEnabled(False)
            self.finished.emit(self.company())

    def _skip(self) -> None:
        """Go on with what is usual, whatever was typed here."""
        usual = NewCompany()
        if self.place == 0:
            self.own_field.clear()
            self.currency.setCurrentText(usual.currency)
            self.year.setCurrentIndex(usual.fiscal_year_start - 1)
            self.week.setCurrentIndex(usual.week_start)
        elif self.place == 1:
            self._processes.button(usual.steps).setChecked(True)
        else:
            self.people.clear()
        self._show(self.place + 1)

    def _go_back(self) -> None:
        if self.place:
            self._show(self.place - 1)
        else:
            self.left.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._go_back()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.next_button.isEnabled():
            self._go_on()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), self._theme.colour("bg"))
