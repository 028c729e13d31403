"""The lists that deals and companies choose from, each on a page of its own, and the tags."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from salesdesk.answers.settings import ChoiceSetting
from salesdesk.queries.settings_pages import choice_settings
from salesdesk.services.choices import add_choice, edit_choice, place_lost_reason, retire_choice
from salesdesk.services.tags import delete_tag, rename_tag, tag_named
from salesdesk.translation import tr, trn
from salesdesk.ui.kit.rows import Cell, Row, RowColumn
from salesdesk.ui.kit.rows_table import MenuItem, RowsTable, menu_cell, menu_column
from salesdesk.ui.kit.widgets import label
from salesdesk.ui.screens.settings.page import AddLine, Page, Then, card

if TYPE_CHECKING:
    from salesdesk.store import Session

LOST_KINDS = (
    ("competitor", tr("Competitor")),
    ("no_decision", tr("No decision")),
    ("price", tr("Price")),
    ("timing", tr("Timing")),
    ("fit", tr("Not a fit")),
    ("unreachable", tr("Unreachable")),
    ("disqualified", tr("Disqualified")),
    ("duplicate", tr("Duplicate")),
)


class ChoicePage(Page):
    """Names to choose from: added, renamed, retired; with how many records have each."""

    record: ClassVar[str]
    add_words: ClassVar[str]
    none_words: ClassVar[str]
    columns: ClassVar[tuple[RowColumn, ...]]
    movable: ClassVar[bool] = False
    kinds: ClassVar[tuple[tuple[str, str], ...]] = ()
    retire_words: ClassVar[str] = tr("Retire")

    def __init__(self, desk: Any) -> None:
        self.choices: tuple[ChoiceSetting, ...] = ()
        super().__init__(desk)

    def build(self) -> None:
        self.table = RowsTable(self.desk.theme, self.title, self.columns, movable=self.movable)
        self.table.menu_of = self._menu
        self.table.edited.connect(self._edited)
        self.table.moved.connect(self.move_choice)
        self.table.retire_asked.connect(self.retire)
        self.none = label(self.none_words, "note", wrap=True)
        self.none.setContentsMargins(12, 12, 12, 4)
        self.add_line = AddLine(self.add_words, self._add, self.kinds, tr("Kind"))
        if self.locked:
            self.add_line.hide()
        self.body.addWidget(card(self.table, self.none, self.add_line))

    def read(self, session: "Session") -> tuple[ChoiceSetting, ...]:
        return choice_settings(session, record=self.record)

    def show_answer(self, answer: tuple[ChoiceSetting, ...]) -> None:
        self.choices = answer
        self.table.show_rows([self.row_of(each) for each in answer], editable=not self.locked)
        self.table.setVisible(bool(answer))
        self.none.setVisible(not answer)

    def row_of(self, choice: ChoiceSetting) -> Row:
        """How a choice stands in the list."""
        return Row(choice.id, choice.name, (Cell(choice.name), _uses(choice), menu_cell()))

    def choice(self, choice_id: int) -> ChoiceSetting:
        """One of those shown."""
        return next(each for each in self.choices if each.id == choice_id)

    def _add(self, name: str, kind: Any, then: Then) -> None:
        self.save(
            partial(self.do_add, name=name, kind=kind),
            f"add_{self.record}",
            tr("{name} added").format(name=name),
            then=then,
        )

    def do_add(self, session: "Session", *, name: str, kind: Any) -> Any:
        """The verb that adds one."""
        return add_choice(session, record=self.record, name=name, kind=kind)

    def _edited(self, choice_id: int, column: str, value: Any) -> None:
        self.save(
            partial(self.do_edit, choice_id=choice_id, column=column, value=value),
            f"edit_{self.record}",
            tr("{name} changed").format(name=self.choice(choice_id).name),
        )

    def do_edit(self, session: "Session", *, choice_id: int, column: str, value: Any) -> Any:
        """The verb that changes one."""
        edit_choice(session, record=self.record, choice_id=choice_id, **{column: value})

    def move_choice(self, choice_id: int, place: int) -> None:
        """Lists by name have no order of their own."""

    def retire(self, choice_id: int) -> None:
        """Take one out of use; Undo brings it back."""
        if self.locked:
            return
        name = self.choice(choice_id).name
        self.save(
            partial(self.do_retire, choice_id=choice_id),
            f"retire_{self.record}",
            tr("{name} retired").format(name=name),
        )

    def do_retire(self, session: "Session", *, choice_id: int) -> Any:
        """The verb that takes one out of use."""
        retire_choice(session, record=self.record, choice_id=choice_id)

    def _menu(self, shown: Row) -> list[MenuItem]:
        if self.locked:
            return []
        do: Callable[[], None] = partial(self.retire, shown.id)
        return [
            (tr("Rename"), "pencil", partial(self.table.rename_current, shown.id, "name")),
            (self.retire_words, "trash-2", do),
        ]


def _uses(choice: ChoiceSetting) -> Cell:
    return Cell(f"{choice.uses:,}" if choice.uses else "–")


class ReasonsPage(ChoicePage):
    """Why deals are lost, in the order in which one chooses."""

    key = "reasons"
    title = tr("Lost reasons")
    icon = "thumbs-down"
    words = tr(
        "One of these is asked for when a deal is lost. The kind decides how reports count it: duplicates"
        " leave every rate. Retired reasons stay on the deals that have them."
    )
    watches = frozenset({"lost_reason", "deal"})
    record = "lost_reason"
    add_words = tr("Add a reason")
    none_words = tr("No reason yet.")
    movable = True
    kinds = LOST_KINDS
    columns = (
        RowColumn("name", tr("Reason"), kind="text", strong=True),
        RowColumn("kind", tr("Kind"), 180, "choice", LOST_KINDS),
        RowColumn("uses", tr("Lost deals"), 110, right=True),
        menu_column(),
    )

    def row_of(self, choice: ChoiceSetting) -> Row:
        kind = Cell("", pill=dict(LOST_KINDS)[choice.kind], value=choice.kind)
        return Row(choice.id, choice.name, (Cell(choice.name), kind, _uses(choice), menu_cell()))

    def move_choice(self, choice_id: int, place: int) -> None:
        self.save(
            lambda session: place_lost_reason(session, reason_id=choice_id, position=place),
            "place_lost_reason",
            tr("{name} moved").format(name=self.choice(choice_id).name),
        )


class SourcesPage(ChoicePage):
    """Where business comes from."""

    key = "sources"
    title = tr("Sources")
    icon = "sprout"
    words = tr("Where business comes from: a fair, a referral, the web. Reports compare them.")
    watches = frozenset({"lead_source", "deal"})
    record = "lead_source"
    add_words = tr("Add a source")
    none_words = tr("No source yet. Type the first one below, such as “Trade fair”.")
    columns = (
        RowColumn("name", tr("Source"), kind="text", strong=True),
        RowColumn("uses", tr("Deals"), 110, right=True),
        menu_column(),
    )


class SegmentsPage(ChoicePage):
    """The kinds of customer."""

    key = "segments"
    title = tr("Segments")
    icon = "shapes"
    words = tr("The kinds of customer you look for. Companies and deals belong to at most one.")
    watches = frozenset({"segment", "company", "deal"})
    record = "segment"
    add_words = tr("Add a segment")
    none_words = tr("No segment yet. Type the first one below, such as “Manufacturing, over 200 people”.")
    columns = (
        RowColumn("name", tr("Segment"), kind="text", strong=True),
        RowColumn("uses", tr("Companies and deals"), 170, right=True),
        menu_column(),
    )


class CompetitorsPage(ChoicePage):
    """Who else wants the same business."""

    key = "competitors"
    title = tr("Competitors")
    icon = "swords"
    words = tr("Who else wants the same business. A lost deal can name one of them.")
    watches = frozenset({"competitor", "deal"})
    record = "competitor"
    add_words = tr("Add a competitor")
    none_words = tr("No competitor yet. Type the first one below.")
    columns = (
        RowColumn("name", tr("Competitor"), kind="text", strong=True),
        RowColumn("uses", tr("Deals"), 110, right=True),
        menu_column(),
    )


class TagsPage(ChoicePage):
    """The words that people put on records."""

    key = "tags"
    title = tr("Tags")
    icon = "tag"
    words = tr(
        "Words that anybody puts on companies, contacts and deals. Give a tag the name of another one, and"
        " the two become one."
    )
    watches = frozenset({"tag", "tagging"})
    record = "tag"
    add_words = tr("Add a tag")
    none_words = tr("No tag yet. Type the first one below, or put one on a company.")
    retire_words = tr("Delete")
    columns = (
        RowColumn("name", tr("Tag"), kind="text", strong=True),
        RowColumn("uses", tr("Records"), 110, right=True),
        menu_column(),
    )

    def do_add(self, session: "Session", *, name: str, kind: Any) -> Any:
        return tag_named(session, name)

    def do_edit(self, session: "Session", *, choice_id: int, column: str, value: Any) -> Any:
        rename_tag(session, tag_id=choice_id, name=value)

    def retire(self, choice_id: int) -> None:
        if self.locked:
            return
        tag = self.choice(choice_id)
        words = (
            trn("deleted, and taken off {n} record", "deleted, and taken off {n} records", tag.uses)
            if tag.uses
            else tr("deleted")
        )
        self.save(partial(self.do_retire, choice_id=choice_id), "delete_tag", f"{tag.name} {words}")

    def do_retire(self, session: "Session", *, choice_id: int) -> Any:
        return delete_tag(session, tag_id=choice_id)
