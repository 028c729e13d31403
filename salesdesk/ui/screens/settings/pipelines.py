"""Pipelines and their stages: names, order, types, probabilities, when deals go cold, retirement."""

from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from salesdesk.answers.choice import Choice
from salesdesk.answers.settings import PipelineSetting, StageSetting
from salesdesk.queries.settings_pages import pipeline_settings
from salesdesk.rules.own_rate import ENOUGH_EXITS
from salesdesk.rules.pipelines import NEW_BUSINESS
from salesdesk.rules.warmth import DEFAULT_COLD_DAYS
from salesdesk.services.pipelines import (
    add_pipeline,
    add_stage,
    edit_stage,
    place_pipeline,
    place_stage,
    rename_pipeline,
)
from salesdesk.services.retiring import retire_pipeline, retire_stage
from salesdesk.translation import tr, trn
from salesdesk.ui.kit.fields import ChoiceBox
from salesdesk.ui.kit.rows import Cell, Row, RowColumn
from salesdesk.ui.kit.rows_table import MenuItem, RowsTable, menu_cell, menu_column
from salesdesk.ui.kit.screen import Desk
from salesdesk.ui.kit.sheet import Sheet
from salesdesk.ui.kit.widgets import button, icon_button, label, row
from salesdesk.ui.screens.settings.page import AddLine, Page, Then, card

if TYPE_CHECKING:
    from salesdesk.store import Session

TYPES = (("lead", tr("Lead")), ("open", tr("Open")), ("won", tr("Won")), ("lost", tr("Lost")))
_TINTS = {"lead": "chip", "open": "accent", "won": "green", "lost": "red"}
COLUMNS = (
    RowColumn("name", tr("Stage"), kind="text", strong=True),
    RowColumn("type", tr("Type"), 84, "choice", TYPES),
    RowColumn("probability", tr("Probability"), 128, "number"),
    RowColumn("own", tr("Your own rate"), 156, spare=True),
    RowColumn("cold", tr("Cold after"), 132, "number", most=3650, nothing=tr("as usual")),
    RowColumn("deals", tr("Deals"), 64, right=True),
    menu_column(),
)


class PipelinesPage(Page):
    """One pipeline at a time, its stages from left to right."""

    key = "pipelines"
    title = tr("Pipelines & stages")
    icon = "square-kanban"
    words = tr(
        "Deals walk from the first stage to the last. Drag a stage to another place, or move it with"
        " Alt+Up and Alt+Down; double-click or press Enter to change what stands there."
    )
    watches = frozenset({"pipeline", "stage", "deal"})

    def __init__(self, desk: Desk) -> None:
        self.pipelines: tuple[PipelineSetting, ...] = ()
        self._shown_id: int | None = None
        super().__init__(desk)

    def build(self) -> None:
        self.choice = QComboBox()
        self.choice.setAccessibleName(tr("Pipeline"))
        self.choice.setMinimumWidth(220)
        self.choice.activated.connect(lambda _: self._choose(self.choice.currentData()))
        self.rename_button = button(tr("Rename"))
        self.earlier_button = icon_button(tr("Show this pipeline earlier"))
        self.later_button = icon_button(tr("Show this pipeline later"))
        self.retire_button = button(tr("Retire …"), "danger")
        self.add_button = button(tr("New pipeline"))
        for on, icon in ((self.earlier_button, "arrow-left"), (self.later_button, "arrow-right")):
            self.icons.put(on, icon)
        self.icons.put(self.add_button, "plus")
        self.rename_button.clicked.connect(self.rename)
        self.earlier_button.clicked.connect(lambda: self.step(-1))
        self.later_button.clicked.connect(lambda: self.step(1))
        self.retire_button.clicked.connect(self.retire)
        self.add_button.clicked.connect(lambda: NewPipelineSheet(self))
        self._actions: tuple[QWidget, ...] = (
            self.rename_button, self.earlier_button, self.later_button, self.retire_button, self.add_button,
        )  # fmt: skip
        self.body.addLayout(
            row(self.choice, self.rename_button, self.earlier_button, self.later_button, self.retire_button,
                None, self.add_button)
        )  # fmt: skip
        self.table = RowsTable(self.desk.theme, tr("Stages"), COLUMNS, movable=True)
        self.table.menu_of = self._menu
        self.table.edited.connect(self._edited)
        self.table.moved.connect(self._moved)
        self.table.retire_asked.connect(self.retire_stage)
        self.add_line = AddLine(tr("Add a stage"), self._add, TYPES, tr("Type"))
        self.add_line.box.setCurrentIndex(1)
        self._stages = card(self.table, self.add_line)
        self.body.addWidget(self._stages)
        self.note = label("", "note", wrap=True)
        self.body.addWidget(self.note)
        if self.locked:
            self.add_line.hide()

    def read(self, session: "Session") -> tuple[PipelineSetting, ...]:
        return pipeline_settings(session)

    def show_answer(self, answer: tuple[PipelineSetting, ...]) -> None:
        self.pipelines = answer
        shown = self.pipeline
        self.choice.clear()
        for each in answer:
            self.choice.addItem(each.name, each.id)
        self._allow(shown is not None)
        if shown is None:
            self.note.setText(tr("There is no pipeline yet. A new one begins with the stages of a template."))
            self.add_button.setFocus()
            return
        place = answer.index(shown)
        self.choice.setCurrentIndex(place)
        self._shown_id = shown.id
        self.table.show_rows([_row(stage) for stage in shown.stages], editable=not self.locked)
        self.earlier_button.setEnabled(not self.locked and place > 0)
        self.later_button.setEnabled(not self.locked and place < len(answer) - 1)
        self.note.setText(
            tr(
                "Probabilities marked “default” came with SalesDesk, or lie between those of the stages"
                " around a new one. Your own rate is the share won of the deals that were in a stage and are"
                " decided; it is shown from {n} of them on."
            ).format(n=ENOUGH_EXITS)
        )

    def _allow(self, has_one: bool) -> None:
        """Let be done what can be: without a pipeline only a new one is made."""
        for part in self._actions:
            part.setEnabled(not self.locked and (has_one or part is self.add_button))
        for part in (self.choice, self._stages):
            part.setVisible(has_one)

    @property
    def pipeline(self) -> PipelineSetting | None:
        """The one shown: the chosen one, else the first."""
        chosen = (each for each in self.pipelines if each.id == self._shown_id)
        return next(chosen, self.pipelines[0] if self.pipelines else None)

    def stage(self, stage_id: int) -> StageSetting:
        """A stage of the pipeline shown."""
        assert self.pipeline is not None
        return next(stage for stage in self.pipeline.stages if stage.id == stage_id)

    def choose_made(self, pipeline_id: int) -> None:
        """Show a pipeline as soon as it is read."""
        self._shown_id = pipeline_id

    def _choose(self, pipeline_id: int) -> None:
        self._shown_id = pipeline_id
        self.show_answer(self.pipelines)

    def _add(self, name: str, kind: str, then: Then) -> None:
        pipeline = self.pipeline
        assert pipeline is not None
        self.save(
            lambda session: add_stage(session, pipeline_id=pipeline.id, name=name, type=kind),  # type: ignore[arg-type]
            "add_stage",
            tr("{name} added").format(name=name),
            then=then,
        )

    def _edited(self, stage_id: int, column: str, value: Any) -> None:
        field = {"cold": "cold_after_days"}.get(column, column)
        given = None if column == "cold" and value == 0 else value
        self.save(
            lambda session: edit_stage(session, stage_id=stage_id, **{field: given}),
            "edit_stage",
            tr("{name} changed").format(name=self.stage(stage_id).name),
        )

    def _moved(self, stage_id: int, place: int) -> None:
        self.save(
            lambda session: place_stage(session, stage_id=stage_id, position=place),
            "place_stage",
            tr("{name} moved").format(name=self.stage(stage_id).name),
        )

    def _menu(self, shown: Row) -> list[MenuItem]:
        if self.locked:
            return []
        stage = self.stage(shown.id)
        items: list[MenuItem] = [
            (tr("Rename"), "pencil", partial(self.table.rename_current, stage.id, "name")),
        ]
        if shown.placed:
            items += [
                (tr("Move up"), "arrow-up-down", lambda: self.table.step(-1)),
                (tr("Move down"), "arrow-up-down", lambda: self.table.step(1)),
            ]
        if stage.own_rate is not None:
            chance = _per_cent(stage.own_rate)
            words = tr("Use your own rate, {n} %").format(n=chance)
            items.append((words, "trending-up", partial(self._edited, stage.id, "probability", chance)))
        return [*items, (tr("Retire …"), "trash-2", partial(self.retire_stage, stage.id))]

    def retire_stage(self, stage_id: int) -> None:
        """Ask where the deals of a stage go, then retire it; at once where there are none."""
        if self.locked or self.pipeline is None:
            return
        stage = self.stage(stage_id)
        if stage.deals:
            RetireSheet(
                self, stage.name, stage.deals, self._targets(stage), partial(retire_stage, stage_id=stage_id)
            )
            return
        self.save(
            lambda session: retire_stage(session, stage_id=stage_id),
            "retire_stage",
            tr("{name} retired").format(name=stage.name),
        )

    def _targets(self, stage: StageSetting) -> tuple[Choice, ...]:
        """The stages to which the deals of a stage may go: this pipeline's first."""
        undecided = stage.type in ("lead", "open")
        ordered = sorted(self.pipelines, key=lambda each: each.id != self._shown_id)
        return tuple(
            Choice(
                other.id, other.name if pipeline.id == self._shown_id else f"{pipeline.name}: {other.name}"
            )
            for pipeline in ordered
            for other in pipeline.stages
            if other.id != stage.id
            and (other.type in ("lead", "open") if undecided else other.type == stage.type)
        )

    def rename(self) -> None:
        """Give the pipeline shown another name."""
        if self.pipeline is not None:
            RenameSheet(self, self.pipeline)

    def step(self, by: int) -> None:
        """Show the pipeline earlier or later than the others."""
        pipeline = self.pipeline
        if pipeline is None:
            return
        place = self.pipelines.index(pipeline) + by
        self.save(
            lambda session: place_pipeline(session, pipeline_id=pipeline.id, position=place),
            "place_pipeline",
            tr("{name} moved").format(name=pipeline.name),
        )

    def retire(self) -> None:
        """Retire the pipeline shown with its stages."""
        pipeline = self.pipeline
        if pipeline is None:
            return
        targets = tuple(
            Choice(stage.id, f"{other.name}: {stage.name}")
            for other in self.pipelines
            if other.id != pipeline.id
            for stage in other.stages
            if stage.type in ("lead", "open")
        )
        RetireSheet(
            self, pipeline.name, pipeline.deals, targets, partial(retire_pipeline, pipeline_id=pipeline.id)
        )


def _per_cent(share: Decimal) -> int:
    return int((share * 100).to_integral_value())


def _row(stage: StageSetting) -> Row:
    undecided = stage.type in ("lead", "open")
    usual = DEFAULT_COLD_DAYS.get(stage.type, 0)
    days = stage.cold_after_days
    words = dict(TYPES)[stage.type]
    cold = Cell("", fixed=True)
    if undecided:
        said = trn("{n} day", "{n} days", days or usual)
        cold = Cell(said, note="" if days else tr("as usual"), value=days or 0)
    return Row(
        stage.id,
        stage.name,
        (
            Cell(stage.name),
            Cell("", pill=words, tint=_TINTS[stage.type], value=stage.type),
            Cell(
                f"{stage.probability} %",
                pill=tr("default") if stage.is_default and undecided else "",
                value=stage.probability,
                fixed=not undecided,
            ),
            _own(stage),
            cold,
            Cell(f"{stage.deals:,}" if stage.deals else "–"),
            menu_cell(),
        ),
    )


def _own(stage: StageSetting) -> Cell:
    if stage.type in ("won", "lost"):
        return Cell("")
    if stage.own_rate is None:
        return Cell("", note=tr("{n} of {enough} decided").format(n=stage.exits, enough=ENOUGH_EXITS))
    words = trn("of {n} deal", "of {n} deals", stage.exits)
    return Cell(f"{_per_cent(stage.own_rate)} %", note=words)


class RetireSheet(Sheet):
    """Where the deals go of what is retired."""

    def __init__(self, page: Page, name: str, deals: int, targets: tuple[Choice, ...], do: Any) -> None:
        note = (
            trn("{n} deal is in it.", "{n} deals are in it.", deals) if deals else tr("No deals are in it.")
        )
        accept = (
            trn("Retire and move {n} deal", "Retire and move {n} deals", deals) if deals else tr("Retire")
        )
        super().__init__(
            page.desk.sheet_parent, page.desk.theme, caps=tr("Retire"), title=name, note=note, accept=accept
        )
        self._page, self._name, self._deals, self._do = page, name, deals, do
        self.box = ChoiceBox(tr("Its deals go to"), none=tr("Choose a stage"))
        self.box.offer(targets, None)
        if deals:
            self.add(tr("Its deals go to"), self.box)
        text = tr(
            "The deals move in one save, to the end of that stage. Their history still tells when they were"
            " here, what is won or lost stays so, and Undo brings everything back."
        )
        self.body.addWidget(label(text, "note", wrap=True))
        self.open(self.box if deals else self.accept_button)

    def accept(self) -> None:
        target = self.box.choice()
        if self._deals and target is None:
            self.refuse(tr("Choose the stage to which the deals go."))
            return
        self.accept_button.setEnabled(False)
        self._page.save(
            lambda session: self._do(session, target_id=target),
            "retire_stage",
            tr("{name} retired").format(name=self._name),
            sheet=self,
        )


class NewPipelineSheet(Sheet):
    """A pipeline begins with the stages of a shipped one."""

    keeps_draft = True

    def __init__(self, page: PipelinesPage) -> None:
        super().__init__(
            page.desk.sheet_parent,
            page.desk.theme,
            caps=tr("New pipeline"),
            title=tr("A way that deals go"),
            note=tr("It begins with the stages you choose here; all of them can be changed afterwards."),
            accept=tr("Make the pipeline"),
        )
        self._page = page
        self.name_field = QLineEdit()
        self.add(tr("Name"), self.name_field)
        self.steps = QComboBox()
        for count, stages in NEW_BUSINESS.items():
            words = " · ".join(tr(stage.name) for stage in stages[:-2])
            self.steps.addItem(tr("{n} steps: {names}").format(n=count, names=words), count)
        self.steps.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.steps.setMinimumContentsLength(20)
        self.add(tr("Begin with"), self.steps)
        self.open(self.name_field)

    def accept(self) -> None:
        name, steps = self.name_field.text(), self.steps.currentData()
        if not name.strip():
            self.refuse(tr("A pipeline needs a name."))
            return
        self._page.save(
            lambda session: add_pipeline(session, name=name, stages=NEW_BUSINESS[steps]),
            "add_pipeline",
            tr("{name} made").format(name=name.strip()),
            sheet=self,
            then=self._page.choose_made,
        )


class RenameSheet(Sheet):
    """Another name for a pipeline."""

    keeps_draft = True

    def __init__(self, page: PipelinesPage, pipeline: PipelineSetting) -> None:
        super().__init__(
            page.desk.sheet_parent,
            page.desk.theme,
            caps=tr("Rename"),
            title=pipeline.name,
            note=tr("Its deals and its stages stay as they are."),
            accept=tr("Rename"),
        )
        self._page, self._pipeline = page, pipeline
        self.name_field = QLineEdit(pipeline.name)
        self.add(tr("Name"), self.name_field)
        self.open(self.name_field)
        self.name_field.selectAll()

    def accept(self) -> None:
        name, pipeline = self.name_field.text(), self._pipeline
        self._page.save(
            lambda session: rename_pipeline(session, pipeline_id=pipeline.id, name=name),
            "rename_pipeline",
            tr("{name} renamed").format(name=pipeline.name),
            sheet=self,
        )
