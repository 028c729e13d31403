"""The Today screen: what is due, which deals are quiet, how the pipeline stands, what is new."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, ClassVar

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QMenu, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from salesdesk.answers.changes import Changes
from salesdesk.answers.news import News
from salesdesk.answers.today import MyDay, TeamDay
from salesdesk.queries.team_day import team_day
from salesdesk.queries.today import VISIT, my_day
from salesdesk.rules.agenda import Later, later_ways
from salesdesk.services.activities import postpone_activity
from salesdesk.services.settings import change_own_setting
from salesdesk.translation import tr
from salesdesk.ui.forms.activity import Draft, open_activity_sheet
from salesdesk.ui.forms.activity_done import open_done_sheet
from salesdesk.ui.kit import company_day
from salesdesk.ui.kit.empty import EmptyState
from salesdesk.ui.kit.format import distance, whole_day
from salesdesk.ui.kit.screen import Command, Desk, Screen
from salesdesk.ui.kit.segments import Segments
from salesdesk.ui.kit.sheet import Sheet
from salesdesk.ui.kit.top_bar import TopBar
from salesdesk.ui.kit.widgets import label, row
from salesdesk.ui.screens.today.agenda import More, Task, next_due
from salesdesk.ui.screens.today.mine import MyPage
from salesdesk.ui.screens.today.quiet import DealLine
from salesdesk.ui.screens.today.starting import WATCHED, Starting
from salesdesk.ui.screens.today.team import TeamPage
from salesdesk.ui.screens.today.words import due_of, greeting, sentence

LOOKING_MS = 10 * 60_000
"""How often the end of a visit is written down while somebody looks."""
_INSET, _WIDEST = 20, 1680
DAY = frozenset(
    {
        "activity",
        "calendar",
        "company",
        "contact",
        "deal",
        "import_batch",
        "note",
        "person",
        "pipeline",
        "setting",
        "stage",
    }
)
"""What the day itself is made of; the first steps follow other tables as well."""


class TodayScreen(Screen):
    """One page that scrolls as a whole; `my` is the person's own day, `team` that of the people below."""

    name: ClassVar[str] = "today"
    title: ClassVar[str] = tr("Today")
    icon: ClassVar[str] = "house"
    watches: ClassVar[frozenset[str]] = DAY | WATCHED

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._shown: MyDay | None = None
        self._to_plan: list[DealLine] = []
        self.sheet: Sheet | None = None
        self.menu: QMenu | None = None
        self.bar = TopBar(desk, self.title)
        self.greeting, self.sentence = label("", "heading"), label("", "lead", wrap=True)
        self.tabs = Segments(((tr("My day"), "mine"), (tr("My team"), "team")))
        self.tabs.hide()
        self.my, self.team = MyPage(desk.theme), TeamPage(desk.theme)
        self.starting = Starting(desk, self.my.first_steps)
        self.empty = EmptyState(desk.theme)
        self._pages = QStackedWidget()
        self._scroll = QScrollArea()
        self._lay_out()
        if not desk.read_only:
            tip = tr("New activity (N)")
            self.bar.add_primary(tr("New activity"), "plus", self.new_record, tip=tip)
        self._connect()
        self._next_over = QTimer(self, singleShot=True)
        self._next_over.timeout.connect(lambda: self.refresh(Changes(everything=True)))
        self._looking = QTimer(self)
        self._looking.setInterval(LOOKING_MS)
        self._looking.timeout.connect(self._keep_visit)
        self._looking.start()

    def _lay_out(self) -> None:
        inside = QWidget()
        inside.setObjectName("page")
        self._page = QVBoxLayout(inside)
        self._page.setContentsMargins(_INSET, 16, _INSET, _INSET)
        self._page.setSpacing(12)
        words = QVBoxLayout()
        words.setSpacing(1)
        words.addWidget(self.greeting)
        words.addWidget(self.sentence)
        head = row(spacing=12)
        head.addLayout(words, 1)
        head.addWidget(self.tabs, 0, Qt.AlignmentFlag.AlignBottom)
        self._page.addLayout(head)
        self._page.addWidget(self.my)
        self._page.addWidget(self.team)
        self._page.addStretch(1)
        self.team.hide()
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(inside)
        self._pages.addWidget(self._scroll)
        self._pages.addWidget(self.empty)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.bar)
        layout.addWidget(self._pages, 1)
        self.empty.say("house", tr("Reading your day …"), "")
        self._pages.setCurrentWidget(self.empty)

    def _connect(self) -> None:
        open_deal: Callable[[DealLine], None] = lambda line: self.desk.open("deal", line.deal_id)  # noqa: E731
        agenda = self.my.agenda
        agenda.opened.connect(self._open_line)
        agenda.done_asked.connect(self.finish)
        agenda.later_asked.connect(self.put_off)
        self.my.new_asked.connect(self.new_record)
        for card in (self.my.no_step, self.my.cold):
            card.list.opened.connect(open_deal)
            card.list.plan_asked.connect(lambda line: self.plan([line]))
        self.my.no_step.link.clicked.connect(self._plan_all)
        self.my.pipeline.opened.connect(lambda: self.desk.open("pipeline"))
        self.my.changes.opened.connect(self._open_news)
        self.team.task_opened.connect(self._open_line)
        self.team.deal_opened.connect(open_deal)
        self.team.plan_asked.connect(lambda line: self.plan([line]))
        self.tabs.chosen.connect(self._show_tab)
        self.empty.button.clicked.connect(lambda: self.refresh(Changes(everything=True)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # Lines wider than this are hard to follow; the page stands in the middle then.
        side = max(_INSET, (self.width() - _WIDEST) // 2)
        self._page.setContentsMargins(side, 16, side, _INSET)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        # What is one's own alone, such as that one made a backup, comes with no change.
        self.starting.read()

    def refresh(self, changes: Changes) -> None:
        if changes.touches(WATCHED):
            self.starting.read()
        if not changes.touches(DAY):
            return
        self.desk.background.ask(my_day, self._show, owner=self, key="day", failed=self._unreadable)
        if self.team.isVisible():
            self._read_team()

    def _read_team(self) -> None:
        def show(shown: TeamDay) -> None:
            self.team.show_team(shown)
            if not self.my.isVisible() and not self.tabs.hasFocus():
                self.team.setFocus()

        self.desk.background.ask(team_day, show, owner=self, key="team", failed=self.desk.toast)

    def _show(self, shown: MyDay) -> None:
        first, self._shown = self._shown is None, shown
        self.bar.say(self.title, whole_day(shown.today))
        self.greeting.setText(greeting(shown.name, datetime.now().time()))
        self.sentence.setText(sentence(shown, datetime.now(UTC)))
        self._wait_for_next(shown)
        self.my.show_day(shown, bool(self.desk.read_only))
        self.tabs.setVisible(shown.has_team)
        self.desk.set_count(self.name, shown.overdue_count + shown.due_count)
        self._pages.setCurrentWidget(self._scroll)
        if first:
            place = next_due(self.my.agenda.model_.lines, datetime.now(UTC))
            if place is not None:
                self.my.agenda.choose(place)
                if self.isVisible():
                    self.my.agenda.setFocus()
            self._keep_visit()

    def _wait_for_next(self, shown: MyDay) -> None:
        """Read again when the first of what is for an hour of today is over: it is overdue then."""
        now = datetime.now(UTC)
        timed = ((item.due_at, timedelta(minutes=item.minutes or 0)) for item in shown.due)
        ends = [begins + takes for begins, takes in timed if begins is not None]
        ahead = [(end - now).total_seconds() for end in ends if end >= now]
        self._next_over.stop()
        if ahead:
            self._next_over.start(int(min(ahead) * 1000) + 1000)

    def _unreadable(self, words: str) -> None:
        if self._shown is None:
            self.empty.say("triangle-alert", tr("Your day cannot be shown"), words, tr("Try again"))
        else:
            self.desk.toast(words)

    def _keep_visit(self) -> None:
        """Write down that somebody looks, so that the next visit knows where this one ended."""
        if self._shown is None or self.desk.read_only or not self.isVisible():
            return
        if self.desk.viewer.person_id is None:
            return
        value = {"since": self._shown.since.isoformat(), "seen": datetime.now(UTC).isoformat()}
        self.desk.background.do(
            lambda session: change_own_setting(session, key=VISIT, value=value),
            kind="visit",
            owner=self.desk.life,
            failed=lambda _: None,
        )

    def _show_tab(self, key: str) -> None:
        self.my.setVisible(key == "mine")
        self.team.setVisible(key == "team")
        if key == "team":
            self._read_team()
        else:
            self.my.agenda.setFocus()

    def _open_line(self, line: Any) -> None:
        if isinstance(line, More):
            self.desk.open("activities")
        elif isinstance(line, Task):
            open_activity_sheet(
                self.desk, self, activity_id=line.item.activity_id, saved=self._again, shown=self._keep
            )

    def _keep(self, sheet: Sheet) -> None:
        self.sheet = sheet

    def _again(self, _: Any = None) -> None:
        self.refresh(Changes(everything=True))

    def finish(self, line: Task) -> None:
        """Ask what came of a task, and do it."""
        if self.desk.read_only:
            self.desk.toast(self.desk.read_only)
            return
        open_done_sheet(self.desk, self, line.item.activity_id, done=self._again, shown=self._keep)

    def put_off(self, line: Task) -> None:
        """Ask when a task shall come back."""
        if self.desk.read_only or self._shown is None:
            return
        item, now = line.item, datetime.now()
        at = item.due_at.astimezone().time().replace(tzinfo=None) if item.due_at else None
        self.menu = QMenu(self)
        for way in later_ways(self._shown.today, now.time(), at):
            words = f"{way.words}\t{_way_words(way, self._shown.today)}"
            act = self.menu.addAction(words)
            act.triggered.connect(lambda _=False, way=way: self._later(line, way))
        self.menu.setActiveAction(self.menu.actions()[0])
        lines = self.my.agenda.model_.lines
        place = (
            self.my.agenda.rect_of(lines.index(line)).bottomRight().toPoint() if line in lines else QPoint()
        )
        where = self.my.agenda.viewport().mapToGlobal(place)
        self.menu.popup(where - QPoint(self.menu.sizeHint().width() + 10, 0))

    def _later(self, line: Task, way: Later) -> None:
        due_on, due_at = due_of(way, datetime.now().astimezone())
        words = tr("{subject}: {when}").format(
            subject=line.item.subject, when=_way_words(way, self._shown.today if self._shown else way.on)
        )
        self.desk.save(
            lambda session: postpone_activity(
                session, activity_id=line.item.activity_id, due_on=due_on, due_at=due_at
            ),
            kind="postpone_activity",
            words=words,
            then=self._again,
            owner=self,
        )

    def _plan_all(self) -> None:
        self.plan(list(self.my.no_step.deals))

    def plan(self, lines: list[DealLine]) -> None:
        """Plan a next step for these deals, one after the other."""
        if self.desk.read_only or not lines:
            return
        self._to_plan = lines[1:]
        line = lines[0]
        draft = Draft(
            kind="call", deal=(line.deal_id, line.title), on=self._shown.today if self._shown else None
        )
        open_activity_sheet(self.desk, self, draft=draft, saved=self._planned, shown=self._keep)

    def _planned(self, _: Any = None) -> None:
        self._again()
        if self._to_plan:
            QTimer.singleShot(0, self, lambda: self.plan(self._to_plan))

    def _open_news(self, news: News) -> None:
        if news.record == "activity":
            open_activity_sheet(
                self.desk, self, activity_id=news.record_id, saved=self._again, shown=self._keep
            )
        elif news.record != "import":
            self.desk.open(news.record, news.record_id)

    def new_record(self) -> None:
        if not self.desk.read_only:
            draft = Draft(on=self._shown.today if self._shown else company_day.today())
            open_activity_sheet(self.desk, self, draft=draft, saved=self._again, shown=self._keep)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.text().lower() == "m" and not event.modifiers() and self.tabs.isVisible():
            self.tabs.choose("team" if self.tabs.current == "mine" else "mine")
        else:
            super().keyPressEvent(event)

    def commands(self) -> tuple[Command, ...]:
        return (
            Command("today.done", tr("Done: say what came of it"), keys="Space"),
            Command("today.later", tr("Put it off"), keys="L"),
            Command("today.open", tr("Open the activity"), keys="Return"),
            Command("today.plan", tr("Plan a next step for the deal"), keys="S"),
            Command("today.team", tr("My day or my team"), keys="M"),
        )


def _way_words(way: Later, today: date) -> str:
    when = distance(way.on, today)
    return f"{when}, {_clock(way.at)}" if way.at else when


def _clock(at: time) -> str:
    return f"{at:%H:%M}"
