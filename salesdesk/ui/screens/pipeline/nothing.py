"""What the Pipeline screen says where there is no deal to show, and what its one button does then."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from salesdesk.answers.choice import Choice
from salesdesk.translation import tr
from salesdesk.ui.kit.empty import EmptyState

if TYPE_CHECKING:
    from salesdesk.ui.screens.pipeline.screen import PipelineScreen


class NoDeals(QObject):
    """Fills the screen's empty state: nothing fits, deals elsewhere, none, no pipeline, or not readable."""

    def __init__(self, screen: "PipelineScreen") -> None:
        super().__init__(screen)
        self._screen = screen
        self.empty = EmptyState(screen.desk.theme)
        self.empty.say("square-kanban", tr("Reading the pipeline …"), "")
        self.empty.button.clicked.connect(self._clicked)

    @property
    def _elsewhere(self) -> tuple[Choice, ...]:
        board = self._screen.shown
        return board.elsewhere if board is not None else ()

    def say(self) -> None:
        """Say why there is no deal, and what to do."""
        board = self._screen.shown
        if self._screen.is_filtering:
            self.empty.say(
                "search",
                tr("No deal fits"),
                tr("No deal of this pipeline is as these filters and this search say."),
                tr("Show all deals"),
            )
        elif self._elsewhere:
            names = ", ".join(choice.name for choice in self._elsewhere)
            self.empty.say(
                "square-kanban",
                tr("No deals in {pipeline} yet").format(pipeline=board.pipeline if board else ""),
                tr("There are deals in another pipeline: {names}.").format(names=names),
                tr("Show {pipeline}").format(pipeline=self._elsewhere[0].name),
            )
        else:
            self.empty.say(
                "square-kanban",
                tr("No deals yet"),
                tr("Write the first one down, or drop your spreadsheet anywhere on this window."),
                "" if self._screen.desk.read_only else tr("New deal"),
            )

    def say_no_pipeline(self) -> None:
        """Say that deals need a pipeline, and lead whoever may make one to where that is done."""
        viewer, read_only = self._screen.desk.viewer, self._screen.desk.read_only
        may = not read_only and (viewer.is_administrator or "process" in viewer.rights)
        words = tr("Deals walk through the stages of a pipeline. Ask an administrator to make the first one.")
        if may:
            words = tr("Deals walk through the stages of a pipeline. Make the first one from a template.")
        action = tr("Make a pipeline") if may else ""
        self.empty.say("square-kanban", tr("There is no pipeline yet"), words, action)

    def say_unreadable(self, sentence: str) -> None:
        """Say why the pipeline cannot be shown."""
        self.empty.say("triangle-alert", tr("The pipeline cannot be shown"), sentence, tr("Try again"))

    def _clicked(self) -> None:
        screen = self._screen
        if screen.reading.is_missing:
            screen.desk.open("pipeline_setting", 0)
        elif screen.shown is None:
            screen.reading.read()
        elif screen.is_filtering:
            screen.page.ask(conditions=(), text="")
        elif self._elsewhere:
            screen.show_pipeline(self._elsewhere[0].id)
        else:
            screen.new_record()
