"""The Team screen: the organisation as a list and as a chart, and each person of it."""

from datetime import date
from functools import partial
from typing import ClassVar

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import QMenu, QStackedWidget, QVBoxLayout

from salesdesk.answers.changes import Changes
from salesdesk.answers.team import Team, TeamMember
from salesdesk.queries.portraits import portraits
from salesdesk.queries.team import team as read_team
from salesdesk.queries.territories import territories as read_territories
from salesdesk.translation import tr
from salesdesk.ui.kit.faces import Faces
from salesdesk.ui.kit.screen import Command, Desk, Screen
from salesdesk.ui.kit.sheet import Sheet
from salesdesk.ui.kit.top_bar import TopBar
from salesdesk.ui.kit.widgets import Icons, below, icon_button
from salesdesk.ui.screens.team.actions import TeamActions
from salesdesk.ui.screens.team.hierarchy import Hierarchy
from salesdesk.ui.screens.team.leave_sheet import LeaveSheet
from salesdesk.ui.screens.team.move_sheet import MoveSheet
from salesdesk.ui.screens.team.moving import Moving
from salesdesk.ui.screens.team.names_sheet import PositionsSheet
from salesdesk.ui.screens.team.panel import PersonPanel
from salesdesk.ui.screens.team.person_sheet import PersonSheet
from salesdesk.ui.screens.team.tabs import TeamTabs
from salesdesk.ui.screens.team.territories_page import TerritoriesPage
from salesdesk.ui.screens.team.territory_verbs import TerritoryVerbs
from salesdesk.ui.screens.team.words import move_ahead_words, team_words

_OF_PEOPLE = frozenset({"person", "portrait", "territory", "setting", "deal", "rate", "calendar"})
_OF_TERRITORIES = frozenset({"person", "territory", "assignment_rule", "company"})


class TeamScreen(Screen):
    """Everybody may look; administrators add, move and change people, on today's tree."""

    name: ClassVar[str] = "team"
    title: ClassVar[str] = tr("Team")
    icon: ClassVar[str] = "network"
    help_page: ClassVar[str] = "people"
    watches: ClassVar[frozenset[str]] = _OF_PEOPLE | _OF_TERRITORIES

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.team: Team | None = None
        self.sheet: Sheet | None = None
        self._wanted: int | None = None
        self._followed: int | None = None
        self._on: date | None = None
        self.verbs = TeamActions(self)
        self.moving = Moving(desk, lambda person_id, target: self.verbs.drop(person_id, target))
        self.faces = Faces()
        self.bar = TopBar(desk, self.title)
        self.more_button = icon_button(tr("More"))
        self._icons = Icons(desk.theme)
        self._icons.put(self.more_button, "ellipsis")
        if self.may_change_people:
            self.bar.add(self.more_button)
        self.bar.add_button(
            tr("Export"), "file-spreadsheet", self.verbs.export, tip=tr("The people, as a workbook")
        )
        if self.may_change_people:
            self.bar.add_primary(tr("Add person"), "user-plus", self.new_record, tip=tr("Add person (N)"))
        self.tabs = TeamTabs(desk, may_change=self.may_change_people)
        self.page = Hierarchy(desk, self.moving, self.faces, may_change=self.may_change_people)
        self.places = TerritoriesPage(
            desk, may_change=self.may_change_people, may_assign=self.may_change_people or self._may_import
        )
        self.territories = TerritoryVerbs(self)
        self.panel = PersonPanel(desk, self.faces)
        self.panel.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.bar)
        layout.addWidget(self.tabs)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.page)
        self.stack.addWidget(self.places)
        layout.addWidget(self.stack, 1)
        self._connect()

    def _connect(self) -> None:
        page, panel = self.page, self.panel
        self.tabs.chosen.connect(self.show_tab)
        page.opened.connect(lambda key: self.desk.open("person", key))
        page.chosen.connect(self._chose)
        page.menu_asked.connect(self._show_menu)
        page.day_chosen.connect(self._look_at)
        page.planned_button.clicked.connect(lambda: self.planned_menu().popup(below(page.planned_button)))
        self.more_button.clicked.connect(lambda: self.more_menu().popup(below(self.more_button)))
        page.alone.button.clicked.connect(self.new_record)
        panel.edited.connect(self.verbs.edit)
        panel.granted.connect(self.verbs.grant)
        panel.move_asked.connect(lambda: self.move_to())
        panel.leave_asked.connect(self.leave)
        panel.return_asked.connect(self.verbs.bring_back)
        panel.picture_asked.connect(self.verbs.choose_picture)
        panel.picture_dropped.connect(self.verbs.remove_picture)
        panel.closed.connect(self.close_panel)

    @property
    def may_change_people(self) -> bool:
        """Whether whoever looks may change the team at all."""
        return self.desk.viewer.is_administrator and not self.desk.read_only

    @property
    def _may_import(self) -> bool:
        return "import" in self.desk.viewer.rights and not self.desk.read_only

    @property
    def has_unsaved(self) -> bool:
        return self.panel.facts.has_unsaved

    @property
    def _why_not(self) -> str:
        """Why nothing can be changed now, or nothing."""
        if self.desk.read_only:
            return self.desk.read_only
        if not self.desk.viewer.is_administrator:
            return tr("Only an administrator changes the team.")
        if self.team is not None and self.team.on != self.team.today:
            return tr("This is how it was. Go back to today to change something.")
        return ""

    @property
    def member(self) -> TeamMember | None:
        """Who is chosen."""
        return self.team.member(self.page.current_id) if self.team is not None else None

    # Reading

    def refresh(self, changes: Changes) -> None:
        on = self._on
        if changes.touches(_OF_PEOPLE):
            self.desk.background.ask(
                lambda session: read_team(session, on=on),
                self._read,
                owner=self,
                key="team",
                failed=self.desk.toast,
            )
        if self.tab == "territories" and changes.touches(_OF_TERRITORIES):
            self.desk.background.ask(
                read_territories,
                self.places.show_territories,
                owner=self,
                key="territories",
                failed=self.desk.toast,
            )

    @property
    def tab(self) -> str:
        """The key of the tab that is shown."""
        return "territories" if self.stack.currentWidget() is self.places else "hierarchy"

    @property
    def guide_page(self) -> str:
        return "territories" if self.tab == "territories" else self.help_page

    def show_tab(self, key: str) -> None:
        """Show a tab, read anew."""
        self.tabs.show_chosen(key)
        if key == self.tab:
            return
        self.moving.cancel()
        if self._panel_shown:
            self.close_panel()
        self.stack.setCurrentWidget(self.places if key == "territories" else self.page)
        if key == "territories" and self._on is not None:
            self._on = None  # territories are those of today, and so are the people who work there
        self.refresh(Changes(everything=True))
        self.setFocus()

    def _read(self, team: Team) -> None:
        self.team = team
        self.moving.team = team
        self.moving.allowed = not self._why_not
        self._look_for_faces(team)
        self.bar.say(self.title, team_words(team))
        self.tabs.say(team)
        self.page.show_team(team)
        wanted, self._wanted = self._wanted, None
        if wanted is not None:
            self._show_person(wanted)
        elif self._panel_shown:
            self.show_chosen()
        followed, self._followed = self._followed, None
        if followed is not None and team.member(followed) is not None:
            # The rows get their places when the tree is laid out.
            QTimer.singleShot(0, self, lambda: self.page.choose(followed))

    def _look_for_faces(self, team: Team) -> None:
        """Read the pictures that are not there yet; each stays as it is."""
        known = {each.id: each.portrait_id for each in team.people if each.portrait_id is not None}
        missing = self.faces.expect(known)
        if missing:
            self.desk.background.ask(
                lambda session: portraits(session, missing), self.faces.put, owner=self, key="faces",
                failed=self.desk.toast,
            )  # fmt: skip

    def forget_wanted(self) -> None:
        """Choose nobody else after the next reading."""
        self._wanted = None

    def follow(self, person_id: int) -> None:
        """Choose somebody after the next reading, where they stand then."""
        self._followed = person_id

    def _look_at(self, on: object) -> None:
        assert on is None or isinstance(on, date)
        self._on = on
        self.refresh(Changes(everything=True))

    # A person beside the tree

    @property
    def _panel_shown(self) -> bool:
        return not self.panel.isHidden()

    def _chose(self, person_id: int) -> None:
        if self._panel_shown:
            self.show_chosen()

    def open_record(self, record: str, record_id: int) -> None:
        self._wanted = record_id
        if self.team is not None:
            self._wanted = None
            self._show_person(record_id)

    def _show_person(self, person_id: int) -> None:
        member = self.team.member(person_id) if self.team is not None else None
        if member is None:
            self.desk.toast(tr("This person is not there any more."))
            return
        self.show_tab("hierarchy")
        if not member.active:
            self.page.show_left(True)
        self.page.choose(person_id)
        self.show_chosen()

    def show_chosen(self) -> None:
        """Show the one chosen beside the tree."""
        member = self.member
        if member is None or self.team is None:
            self.close_panel()
            return
        self.panel.show_member(self.team, member, self._why_not)
        self.desk.show_detail(self.panel)
        self.panel.show()

    def close_panel(self) -> None:
        """Show the tree alone."""
        self.panel.hide()
        self.desk.show_detail(None)
        self.page.take_focus()

    # Changing

    def planned_menu(self) -> QMenu:
        """The moves on days to come: each can be made now, or forgotten."""
        made, icon = QMenu(self), self.desk.theme.icon
        for each in self.team.planned if self.team is not None else ():
            one = made.addMenu(move_ahead_words(each))
            one.addAction(icon("check"), tr("Move now"), partial(self.verbs.apply, each))
            one.addAction(icon("x"), tr("Forget it"), partial(self.verbs.forget, each))
            one.setEnabled(not self._why_not)
        return made

    def move_to(self, proposed: int | None = None) -> None:
        """Ask to whom the one chosen is to report."""
        member, team = self.member, self.team
        if member is None or team is None or self.refused():
            return
        person_id = member.id
        self.sheet = MoveSheet(
            self.desk,
            team,
            member,
            lambda target, later, sheet: self.verbs.move(person_id, target, sheet, later),
            proposed,
        )

    def refused(self) -> bool:
        """Say why nothing can be changed, if so."""
        if self._why_not:
            self.desk.toast(self._why_not)
        return bool(self._why_not)

    def new_record(self) -> None:
        if self.team is None or self.refused():
            return
        me = self.team.member(self.desk.viewer.person_id)
        active = [
            each for each in (self.member, me, self._head(self.team)) if each is not None and each.active
        ]
        chosen = next(iter(active), None)
        self.sheet = PersonSheet(self.desk, self.team, chosen.id if chosen is not None else None, self._added)

    def _head(self, team: Team) -> TeamMember | None:
        """The one with the most people below."""
        return max(team.people, key=lambda each: (each.active, each.below), default=None)

    def _added(self, person_id: int) -> None:
        self._wanted = person_id
        self.refresh(Changes(everything=True))

    def leave(self) -> None:
        """Ask who takes over what the one chosen has open."""
        if self.member is not None and self.member.active and self.team is not None and not self.refused():
            self.sheet = LeaveSheet(self.desk, self.team, self.member)

    # Menu, keys, the rest

    def menu(self) -> QMenu:
        """What can be done with the one chosen."""
        made, icon, member = QMenu(self), self.desk.theme.icon, self.member
        if member is None:
            return made
        made.addAction(icon("user"), tr("Open"), lambda: self.desk.open("person", member.id))
        if not self._why_not:
            made.addAction(icon("network"), tr("Move to …"), lambda: self.move_to())
            made.addAction(icon("user-plus"), tr("Add a person below …"), self.new_record)
            made.addSeparator()
            if member.active:
                made.addAction(icon("circle-minus", "red"), tr("Deactivate …"), self.leave)
            else:
                made.addAction(icon("undo-2"), tr("Activate again"), self.verbs.bring_back)
        return made

    def more_menu(self) -> QMenu:
        """What concerns the whole team."""
        made, icon = QMenu(self), self.desk.theme.icon
        made.addAction(icon("tag"), tr("What positions are called …"), self.name_positions)
        made.addAction(icon("upload"), tr("Import people …"), self.verbs.import_people)
        return made

    def name_positions(self) -> None:
        """Ask what positions are called here."""
        if self.team is not None and not self.refused():
            self.sheet = PositionsSheet(self.desk, self.team)

    def _show_menu(self, person_id: int, point: QPoint) -> None:
        self.page.choose(person_id)
        self.menu().popup(point)

    def focus_search(self) -> None:
        self.show_tab("hierarchy")
        self.page.search.setFocus()

    def setFocus(self) -> None:  # type: ignore[override]
        (self.places if self.tab == "territories" else self.page).take_focus()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.moving.cancel()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._panel_shown:
            self.close_panel()
        else:
            super().keyPressEvent(event)

    def commands(self) -> tuple[Command, ...]:
        looks = (
            Command(
                "team.hierarchy", tr("Show the hierarchy"), "network", "", lambda: self.show_tab("hierarchy")
            ),
            Command(
                "team.territories",
                tr("Show the territories"),
                "map-pin",
                "",
                lambda: self.show_tab("territories"),
            ),
            Command("team.export", tr("Export the team"), "file-spreadsheet", "", self.verbs.export),
            Command("team.fit", tr("Show the whole chart"), "maximize", "", self.page.chart.fit),
            Command("team.fold", tr("Fold who is below"), keys="Space"),
            Command("team.open", tr("Open the person"), keys="Return"),
        )
        if self._why_not:
            return looks
        return (
            Command("team.move", tr("Move to …"), "network", "M", self.move_to),
            Command("team.positions", tr("What positions are called …"), "tag", "", self.name_positions),
            Command("team.add_territory", tr("Add a territory …"), "map-pin", "", self.territories.add_place),
            Command("team.import", tr("Import people …"), "upload", "", self.verbs.import_people),
            Command("team.leave", tr("Deactivate …"), "circle-minus", "", self.leave),
            *looks,
        )
