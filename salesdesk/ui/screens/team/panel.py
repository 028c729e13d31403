"""One person beside the tree: who they are, what their line has to show, their fields edited in place."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent, Qt
from PySide6.QtWidgets import QCheckBox, QFrame, QScrollArea, QVBoxLayout, QWidget

from salesdesk.answers.lists import Offer
from salesdesk.answers.records import Fact
from salesdesk.answers.team import Team, TeamMember
from salesdesk.rules.fields import label_of
from salesdesk.rules.positions import FUNCTIONS
from salesdesk.rules.words import RIGHTS
from salesdesk.translation import tr
from salesdesk.ui.kit.faces import Faces
from salesdesk.ui.kit.format import day
from salesdesk.ui.kit.record.facts import FactsForm
from salesdesk.ui.kit.screen import Desk
from salesdesk.ui.kit.widgets import Avatar, Icons, button, column, icon_button, label, row
from salesdesk.ui.screens.team.login_box import LoginBox
from salesdesk.ui.screens.team.words import line_words, people_words

ALWAYS = (
    "name", "position", "reports_to_id", "territory_id", "email", "phone", "function", "started_on",
    "discount_percent",
)  # fmt: skip
LINK_INSET = 5
"""Pixels from the edge of a link to its words; the lines above one begin where its words do."""


class PersonPanel(QFrame):
    """`edited` carries person, key, new value and what was seen; `granted` the rights that are ticked now."""

    edited = Signal(int, str, object, object)
    granted = Signal(object)
    move_asked = Signal()
    leave_asked = Signal()
    return_asked = Signal()
    picture_asked = Signal()
    picture_dropped = Signal()
    closed = Signal()

    def __init__(self, desk: Desk, faces: Faces) -> None:
        super().__init__()
        self.setObjectName("detail")
        self._desk, self._faces = desk, faces
        self._icons = Icons(desk.theme)
        self._member: TeamMember | None = None
        self.avatar = Avatar(56)
        self.picture_button = button(tr("Choose a picture …"), "link")
        self.drop_button = button(tr("Take it away"), "link", tip=tr("Show the initials again"))
        self.name, self.note = label("", "heading", wrap=True), label("", "note", wrap=True)
        self.figures = label("", "note", wrap=True)
        self.facts = FactsForm(desk, tr("Person"), ALWAYS)
        self.facts.edited.connect(self.edited)
        self.facts.all_button.hide()
        self.close_button = icon_button(tr("Close panel"))
        self._icons.put(self.close_button, "x")
        self.close_button.clicked.connect(self.closed)
        self.rights = {key: QCheckBox(words) for key, words in RIGHTS.items()}
        self.move_button = button(tr("Move to …"), tip=tr("Let them report to somebody else (M)"))
        self.leave_button = button(tr("Deactivate …"), "danger", tip=tr("Hand over what is open, and leave"))
        self.return_button = button(tr("Activate again"))
        self.why_not = label("", "note", wrap=True)
        self.login = LoginBox(desk)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        top = row(label(tr("Person").upper(), "caps"), None, self.close_button, margins=(16, 12, 10, 0))
        who = row(self.avatar, spacing=12 - LINK_INSET)
        for line in (self.name, self.note):
            line.setContentsMargins(LINK_INSET, 0, 0, 0)
        pictures = row(self.picture_button, self.drop_button, None, spacing=12)
        told = column(self.name, self.note, spacing=0)
        told.addLayout(pictures)
        who.addLayout(told, 1)
        inside = QWidget()
        inside.setObjectName("sheetBody")
        body = QVBoxLayout(inside)
        body.setContentsMargins(16, 6, 16, 16)
        body.setSpacing(10)
        body.addLayout(who)
        body.addWidget(self.figures)
        body.addSpacing(2)
        body.addWidget(self.facts)
        body.addWidget(self.login)
        body.addWidget(label(tr("Rights").upper(), "caps"))
        body.addLayout(column(*self.rights.values(), spacing=0))
        body.addWidget(self.why_not)
        body.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inside)
        area.viewport().setAutoFillBackground(False)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addLayout(top)
        outer.addWidget(area, 1)
        foot = row(self.move_button, None, self.leave_button, self.return_button, margins=(16, 10, 16, 12))
        outer.addLayout(foot)

    def _connect(self) -> None:
        self.move_button.clicked.connect(self.move_asked)
        self.picture_button.clicked.connect(self.picture_asked)
        self.drop_button.clicked.connect(self.picture_dropped)
        self._faces.changed.connect(self._show_face)
        self.leave_button.clicked.connect(self.leave_asked)
        self.return_button.clicked.connect(self.return_asked)
        for each in self.rights.values():
            each.clicked.connect(self._grant)

    def _grant(self) -> None:
        self.granted.emit([key for key, box in self.rights.items() if box.isChecked()])

    def _show_face(self) -> None:
        member = self._member
        if member is not None:
            self.avatar.show_person(member.name, member.id, self._faces.of(member.id))

    def show_member(self, team: Team, member: TeamMember, why_not: str) -> None:
        """Show a person; `why_not` says why nothing can be changed, if so."""
        self._member = member
        locked = bool(why_not)
        self._show_face()
        mine = member.id == self._desk.viewer.person_id and not self._desk.read_only
        self.picture_button.setVisible(mine or not locked)
        self.drop_button.setVisible((mine or not locked) and member.portrait_id is not None)
        self.name.setText(member.name)
        words = [member.position_words, people_words(member.below)]
        if not member.active:
            words = [
                tr("Left on {day}").format(day=day(member.ended_on))
                if member.ended_on
                else tr("Not active any more")
            ]
        login = tr("Signs in as {login}").format(login=member.login) if member.login else tr("Has no login")
        self.note.setText("\n".join((" · ".join(word for word in words if word), login)))
        told = line_words(member.figures, team.currency) if member.figures is not None else ()
        head = [tr("With everybody below:")] if member.below and told else []
        seen = [] if team.sees_all or not told else [tr("Only of the deals that you see.")]
        self.figures.setText("\n".join([*head, *told, *seen]))
        self.figures.setVisible(bool(told))
        self.facts.show_facts(person_facts(team, member), read_only=locked, of=member.id)
        for key, box in self.rights.items():
            box.setChecked(key in member.rights)
            box.setEnabled(not locked)
        self.login.show_member(member, locked)
        self.why_not.setText(why_not)
        self.why_not.setVisible(locked)
        self.move_button.setVisible(not locked)
        self.leave_button.setVisible(not locked and member.active)
        self.return_button.setVisible(not locked and not member.active)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)


def person_facts(team: Team, member: TeamMember) -> tuple[Fact, ...]:
    """A person's fields with what can be chosen for them."""
    branch = team.branch(member.id)
    above = tuple(
        Offer(str(each.id), each.name) for each in team.people if each.active and each.id not in branch
    )
    leader = team.member(member.reports_to_id)
    percent = None if member.discount_limit is None else member.discount_limit * Decimal(100)
    places = tuple(Offer(str(key), name) for key, name in team.territories)
    return (
        Fact("name", label_of("name"), "text", member.name, needed=True),
        _one_of("position", member.position, {**team.labels, member.position: member.position_words}),
        Fact(
            "reports_to_id", label_of("reports_to_id"), "person", member.reports_to_id,
            leader.name if leader is not None else "", offers=above,
        ),
        Fact(
            "territory_id", label_of("territory_id"), "named", member.territory_id, member.territory,
            offers=places,
        ),
        Fact("email", label_of("email"), "text", member.email),
        Fact("phone", label_of("phone"), "text", member.phone),
        _one_of("function", member.function, FUNCTIONS),
        Fact("started_on", label_of("started_on"), "day", member.started_on),
        Fact("discount_percent", tr("Discount limit %"), "number", percent, instead=tr("No limit")),
    )  # fmt: skip


def _one_of(key: str, value: str, words: Mapping[str, str]) -> Fact:
    offers = tuple(Offer(each, shown) for each, shown in words.items())
    return Fact(key, label_of(key), "choice", value, words.get(value, value), offers=offers, needed=True)


def as_stored(key: str, value: Any) -> tuple[str, Any]:
    """The column and value of a field of the panel."""
    if key == "discount_percent":
        return "discount_limit", None if value is None else Decimal(value) / 100
    return key, value
