"""The tree at the left, the chart beside it, and above both: of which day, and which figures."""

from datetime import date

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QComboBox, QFrame, QPushButton, QVBoxLayout, QWidget

from salesdesk.answers.team import Team, TeamMember
from salesdesk.rules.names import name_key
from salesdesk.translation import tr, trn
from salesdesk.ui.kit.faces import Faces
from salesdesk.ui.kit.fields import DayField, SearchField
from salesdesk.ui.kit.screen import Desk
from salesdesk.ui.kit.widgets import ElidedLabel, Icons, button, column, label, row
from salesdesk.ui.screens.team.chart import OrgChart
from salesdesk.ui.screens.team.moving import Moving
from salesdesk.ui.screens.team.strip import EDGE, HIGH, Alone, PreviewStrip, ZoomBar
from salesdesk.ui.screens.team.tabs import strip
from salesdesk.ui.screens.team.tree import TeamTree
from salesdesk.ui.screens.team.words import FIGURES, day_words, move_ahead_words, total_words, unowned_words

TREE, NARROW, NARROW_STAGE = 300, 264, 640
FOOT, FOOT_OF_TWO = 40, 56


class Hierarchy(QWidget):
    """List and chart show the same choice. `day_chosen` carries another day, None for today."""

    chosen = Signal(int)
    opened = Signal(int)
    menu_asked = Signal(int, QPoint)
    day_chosen = Signal(object)

    def __init__(self, desk: Desk, moving: Moving, faces: Faces, *, may_change: bool) -> None:
        super().__init__()
        self._desk, self.moving = desk, moving
        self._team: Team | None = None
        self._icons = Icons(desk.theme)
        self.tree, self.chart = TeamTree(desk.theme, moving, faces), OrgChart(desk.theme, moving, faces)
        self.search = SearchField(desk.theme, tr("Find a person"))
        self.day_field = DayField(tr("As of"))
        self.today_button = button(tr("Today"))
        self.figure_box = QComboBox()
        self.left_button = QPushButton(tr("Who left"))
        self.planned_button = button("")
        self.caption, self.legend = label("", "note"), ElidedLabel("", "note")
        self.total_name, self.total = label(tr("Company"), "strong"), ElidedLabel("", "note")
        self.unowned = ElidedLabel("", "note")
        self._prepare()
        self._lay_out()
        self.strip = PreviewStrip(self.stage, desk.theme)
        self.alone = Alone(self.stage, may_change)
        self.zoom_bar = ZoomBar(self.stage, desk.theme)
        self.stage.installEventFilter(self)
        self._connect()

    def _prepare(self) -> None:
        self.left_button.setCheckable(True)
        self.left_button.setToolTip(tr("Show people who are not active any more, too"))
        self.left_button.setAutoDefault(False)
        self.figure_box.setAccessibleName(tr("Figures"))
        for key, words in FIGURES:
            self.figure_box.addItem(words, key)
        self.day_field.setFixedWidth(132)
        self.today_button.hide()
        self.legend.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        for told in (self.total, self.unowned):
            told.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)

    def _lay_out(self) -> None:
        self.side = QFrame()
        self.side.setObjectName("teamSide")
        self.side.setFixedWidth(TREE)
        head = strip(
            "teamHead", label(tr("People").upper(), "caps"), None, self.caption, margins=(14, 0, 16, 0)
        )
        head.setFixedHeight(38)
        find = row(self.search, margins=(10, 8, 10, 6))
        self.foot = QFrame()
        self.foot.setObjectName("teamFoot")
        self.foot.setFixedHeight(FOOT)
        upper = row(self.total_name, spacing=8)
        upper.addWidget(self.total, 1)
        below = column(None, self.unowned, None, spacing=1, margins=(14, 0, 16, 0))
        below.insertLayout(1, upper)
        self.foot.setLayout(below)
        left = QVBoxLayout(self.side)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(0)
        left.addWidget(head)
        left.addLayout(find)
        left.addWidget(self.tree, 1)
        left.addWidget(self.foot)
        tools = row(
            label(tr("As of"), "label"), self.day_field, self.today_button, 6, label(tr("Figures"), "label"),
            self.figure_box, self.left_button, self.planned_button, spacing=8, margins=(20, 8, 20, 8),
        )  # fmt: skip
        tools.addWidget(self.legend, 1)
        self._tools = tools
        self.stage = QWidget()
        stage = QVBoxLayout(self.stage)
        stage.setContentsMargins(0, 0, 0, 0)
        stage.setSpacing(0)
        stage.addLayout(tools)
        stage.addWidget(self.chart, 1)
        across = row(self.side, spacing=0)
        across.addWidget(self.stage, 1)
        self.setLayout(across)

    def _connect(self) -> None:
        for view, other in ((self.tree, self.chart), (self.chart, self.tree)):
            view.chosen.connect(lambda key, other=other: self._both(key, other))
            view.opened.connect(self.opened)
            view.menu_asked.connect(self.menu_asked)
        self.moving.changed.connect(self._moved)
        self.search.textChanged.connect(self._find)
        self.search.left.connect(self.tree.setFocus)
        self.day_field.editingFinished.connect(self._chose_day)
        self.day_field.calendarWidget().clicked.connect(lambda _: self._chose_day())
        self.today_button.clicked.connect(lambda: self.day_chosen.emit(None))
        self.figure_box.currentIndexChanged.connect(lambda _: self._show())
        self.left_button.toggled.connect(lambda _: self._show())
        self.chart.zoomed.connect(lambda: self.zoom_bar.show_scale(self.chart.scale_))
        self.zoom_bar.out_button.clicked.connect(lambda: self.chart.zoom(-1))
        self.zoom_bar.in_button.clicked.connect(lambda: self.chart.zoom(1))
        self.zoom_bar.fit_button.clicked.connect(self.chart.fit)

    def _both(self, person_id: int, other: TeamTree | OrgChart) -> None:
        other.choose(person_id, tell=False)
        self.chosen.emit(person_id)

    @property
    def which(self) -> str:
        """The figure chosen."""
        return str(self.figure_box.currentData())

    @property
    def current_id(self) -> int | None:
        """Who is chosen."""
        return self.chart.current_id or self.tree.current_id

    def is_shown(self, member: TeamMember) -> bool:
        """Whether somebody has a place: active people, and whoever still stands between two of them."""
        return member.active or member.below > 0 or self.left_button.isChecked()

    def show_left(self, shown: bool) -> None:
        """Show people who left too, or not."""
        self.left_button.setChecked(shown)

    def show_team(self, team: Team) -> None:
        """Show the tree of a day."""
        self._team = team
        self._show()

    def _show(self) -> None:
        team = self._team
        if team is None:
            return
        self.tree.show_team(team, self.which, self.is_shown)
        self.chart.show_team(team, self.which, self.is_shown)
        if not self.day_field.hasFocus():
            self.day_field.show_day(team.on)
        is_today = team.on == team.today
        self.today_button.setVisible(not is_today)
        self.figure_box.setEnabled(is_today)
        self.caption.setText(self.figure_box.currentText() if is_today else "")
        bar = tr("The bar is the part of the whole company") if self._has_figures(team) else ""
        self.legend.say(bar if is_today else day_words(team), "" if is_today else tr("to look at"))
        self._show_planned(team)
        self._show_total(team)
        alone = sum(1 for each in team.people if each.active) <= 1 and is_today
        self.alone.setVisible(alone)
        self._place()

    def _has_figures(self, team: Team) -> bool:
        """Whether anybody has a bar."""
        told = [each.figures for each in team.people if each.figures is not None]
        return any(each.open_value if self.which == "open" else each.won_value for each in told)

    def _show_planned(self, team: Team) -> None:
        """How many moves wait for their day, or whose day has come."""
        due = sum(1 for each in team.planned if each.due_on <= team.today)
        words = trn("{n} planned move", "{n} planned moves", len(team.planned))
        if due:
            words = trn("{n} move is due", "{n} moves are due", due)
        self.planned_button.setText(words)
        self.planned_button.setProperty("kind", "due" if due else "")
        self.planned_button.style().polish(self.planned_button)
        self.planned_button.setToolTip("\n".join(move_ahead_words(each) for each in team.planned))
        self.planned_button.setVisible(bool(team.planned))

    def _show_total(self, team: Team) -> None:
        """The company's figures as far as whoever looks sees them, and below what nobody owns."""
        figures, unowned = team.company, team.unowned
        self.total.setVisible(figures is not None)
        beside = unowned_words(unowned, self.which, team.currency) if unowned is not None else ""
        self.unowned.say(beside)
        self.unowned.setVisible(bool(beside))
        self.foot.setFixedHeight(FOOT_OF_TWO if beside else FOOT)
        self.total_name.setText(tr("Company") if team.sees_all else tr("What you see"))
        if figures is None:
            return
        words, missing = total_words(figures, self.which, team.currency)
        self.total.say(words + (" +" if missing else ""), whole=" ".join(filter(None, (words, missing))))

    def choose(self, person_id: int) -> None:
        """Choose somebody in list and chart."""
        self.chart.choose(person_id, tell=False)
        self.tree.choose(person_id, tell=False)
        self.chosen.emit(person_id)

    def take_focus(self) -> None:
        """Put the focus where it was: into the chart, else into the list."""
        if not self.chart.hasFocus():
            self.tree.setFocus()

    def _find(self, words: str) -> None:
        """Choose the first person that bears these words."""
        parts = name_key(words).split()
        for each in self._team.people if parts and self._team is not None else ():
            named = name_key(f"{each.name} {each.position_words} {each.territory}")
            if self.is_shown(each) and all(part in named for part in parts):
                self.choose(each.id)
                return

    def _chose_day(self) -> None:
        chosen: date | None = self.day_field.day()
        if self._team is None or chosen == self._team.on:
            return
        self.day_chosen.emit(None if chosen is None or chosen >= self._team.today else chosen)

    def _moved(self) -> None:
        moving = self.moving
        if moving.person_id is None:
            self.strip.hide()
        else:
            self.strip.show_preview(moving.preview, aimed=moving.target_id is not None)
            self._place()

    def _place(self) -> None:
        room = self.stage.rect()
        for floating in (self.strip, self.alone):
            width = max(0, room.width() - 2 * EDGE)
            high = HIGH if width > 860 else HIGH + 18
            floating.place(EDGE, room.height() - high - EDGE, width, high)
        self.zoom_bar.adjustSize()
        # Beside the other tools, where no card lies; where these need all the room, at the foot.
        foot = room.height() - self.zoom_bar.height() - EDGE
        is_wide = room.width() > NARROW_STAGE
        top = max(0, (self.chart.y() - self.zoom_bar.height()) // 2) if is_wide else foot
        right = EDGE + self.zoom_bar.width() + 12 if is_wide else EDGE
        self._tools.setContentsMargins(20, 8, right, 8)
        self.zoom_bar.move(room.width() - self.zoom_bar.width() - EDGE, top)
        self.zoom_bar.raise_()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.side.setFixedWidth(NARROW if self.width() < 900 else TREE)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.stage and event.type() == QEvent.Type.Resize:
            QTimer.singleShot(0, self, self._place)  # when the chart has its place too
        return False
