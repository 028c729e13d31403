"""The page of a deal: every field in place, its timeline, who decides, who works on it, its lines."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from PySide6.QtWidgets import QMenu, QWidget

from salesdesk.answers.choice import Choice
from salesdesk.answers.files import FileRow
from salesdesk.answers.lists import HistoryEntry
from salesdesk.answers.records import DealPage
from salesdesk.answers.timeline import Timeline
from salesdesk.queries.board import owner_choices
from salesdesk.queries.deal_page import deal_page
from salesdesk.queries.files import files_with
from salesdesk.queries.history import record_history
from salesdesk.queries.timeline import timeline
from salesdesk.rules.stage_age import is_long
from salesdesk.services.deals import move_deal
from salesdesk.translation import tr
from salesdesk.ui.kit.format import age_words, day, distance, money
from salesdesk.ui.kit.record.around import Around
from salesdesk.ui.kit.record.drafts import PageDrafts
from salesdesk.ui.kit.record.header import Figure
from salesdesk.ui.kit.record.page import RecordView
from salesdesk.ui.kit.record.parts import empty_layout
from salesdesk.ui.kit.record.rows import WARNINGS, CompanyButton
from salesdesk.ui.kit.screen import Desk
from salesdesk.ui.kit.widgets import ElidedLabel, below, button, label, row
from salesdesk.ui.screens.pipeline.deal_lines import LinesPart
from salesdesk.ui.screens.pipeline.deal_members import MembersPart
from salesdesk.ui.screens.pipeline.deal_stakeholders import StakeholdersPart
from salesdesk.ui.screens.pipeline.stage_bar import StageBar, stage_menu


@dataclass(frozen=True, slots=True)
class _Read:
    page: DealPage
    timeline: Timeline
    people: tuple[str, ...]
    history: tuple[HistoryEntry, ...]
    files: tuple[FileRow, ...]


class DealView(RecordView):
    """Shows one deal. `decide` asks, as the board does, what must be known of one that is won or lost."""

    def __init__(self, desk: Desk, around: Around, decide: Callable[[int, int], None]) -> None:
        self._decide = decide
        super().__init__(desk, around)
        self.bar_of_stages = StageBar(desk.theme)
        self.bar_of_stages.chosen.connect(self.move_to)
        self._stage = ElidedLabel("", "strong")
        self._age = label("", "note", wrap=True)
        self.stage_button = button(tr("Change"), "link", tip=tr("Move to another stage"))
        self.stage_button.clicked.connect(lambda: self.stages().popup(below(self.stage_button)))
        self.next_button = button("", "primary")
        self.next_button.clicked.connect(self._move_on)
        self.won_button, self.lost_button = button(tr("Won")), button(tr("Lost"))
        self.won_button.clicked.connect(lambda: self._end(-2))
        self.lost_button.clicked.connect(lambda: self._end(-1))
        self._ends = QWidget()
        self._ends.setLayout(row(self.won_button, self.lost_button))
        self.stakeholders = StakeholdersPart(desk, self.save)
        self.lines = LinesPart(desk, self.save, lambda total: self.edit("amount", total, self._amount))
        self.members = MembersPart(desk, self.save)
        self.drafts = PageDrafts(self, (self.stakeholders, self.lines, self.members))
        self.right.setSpacing(6)
        self.right.addWidget(label(tr("Stage").upper(), "caps"))
        across = row(self._stage, self.stage_button)
        across.setStretch(0, 1)
        self.right.addLayout(across)
        self.right.addWidget(self.bar_of_stages)
        self.right.addWidget(self._age)
        self.right.addSpacing(2)
        self.right.addWidget(self.next_button)
        self.right.addWidget(self._ends)
        for part in (self.stakeholders, self.lines, self.members):
            self.right.addSpacing(16)
            self.right.addWidget(part)
        self.right.addStretch(1)

    def tab_words(self) -> tuple[tuple[str, str], ...]:
        return (("overview", tr("Overview")), ("files", tr("Files")), ("history", tr("History")))

    def read(self, session: Any, record: str, record_id: int) -> _Read:
        return _Read(
            deal_page(session, deal_id=record_id),
            timeline(session, record="deal", record_id=record_id),
            tuple(choice.name for choice in owner_choices(session)),
            record_history(session, table="deal", row_id=record_id),
            files_with(session, record="deal", record_id=record_id, deal_ids=[record_id]),
        )

    @property
    def shown_name(self) -> str:
        return self.answer.title if self.answer is not None else ""

    @property
    def _amount(self) -> Decimal | None:
        return self.answer.card.amount if self.answer is not None else None

    def show_read(self, read: Any) -> None:
        page: DealPage = read.page
        if page.id != self.record_id:
            return
        anew = self.answer is None or self.answer.id != page.id
        before, self.answer = self.answer, page
        self.whole.setCurrentIndex(0)
        read_only = bool(self.desk.read_only)
        if anew:
            self.bar.show_path((self.around.title, self.around.back))
        self.bar.say(page.title)
        self.show_place()
        self.header.show_record(
            record="deal",
            key=page.id,
            name=page.title,
            detail=" · ".join(filter(None, (page.number, page.company.name if page.company else ""))),
            pills=_pills(page),
            figures=_figures(page),
            read_only=read_only,
        )
        self.facts.show_facts(page.facts, read_only, of=page.id)
        self.tags.show_tags(page.tags, page.known_tags, read_only)
        if before is None or before.company != page.company:
            self._show_company(page)
        self._show_stage(page, read_only)
        self.stakeholders.show_rows(page, read_only)
        self.members.show_rows(page, read_only)
        self.lines.show_rows(page, read_only)
        self.composer.offer(read.people, ())
        self.composer.setVisible(not read_only)
        self.timeline.show_timeline(read.timeline, deal_shown=False, anew=anew)
        self.history.show_history(read.history, page.today)
        self.header.show_counts({"files": len(read.files)})
        self.files_tab.show_files(read.files, page.today, read_only, deal_shown=False)
        if anew:
            self.show_tab("overview")
            self.timeline.view.setFocus()
        self.shown.emit()

    def _show_company(self, page: DealPage) -> None:
        empty_layout(self.companies)
        if page.company is None:
            return
        company = page.company
        self.companies.addLayout(row(label(tr("Company").upper(), "caps"), None))
        made = CompanyButton(self.desk.theme, company)
        made.clicked.connect(lambda: self.desk.open("company", company.id))
        self.companies.addWidget(made)
        self.companies.addSpacing(12)

    def _show_stage(self, page: DealPage, read_only: bool) -> None:
        card = page.card
        undecided = card.stage_type in ("lead", "open")
        self._stage.say(card.stage)
        self._age.setText(age_words(card.days, card.usual_days))
        self._age.setVisible(undecided)
        self._age.setProperty("kind", "late" if is_long(card.days, card.usual_days) else "note")
        self._age.style().unpolish(self._age)
        self._age.style().polish(self._age)
        self.bar_of_stages.show_place(page.stages[: card.steps], min(card.place, card.steps - 1))
        following = self._following(page) if undecided else None
        self.next_button.setVisible(following is not None)
        self._ends.setVisible(undecided)
        # The last stage before the end has Won as its next already.
        self.won_button.setVisible(following is not None and following.id != page.stages[-2].id)
        for part in (self.next_button, self.stage_button, self._ends, self.bar_of_stages):
            part.setDisabled(read_only)
        if following is not None:
            self.next_button.setText(tr("Move to {stage}").format(stage=following.name.replace("&", "&&")))

    def _following(self, page: DealPage) -> Choice | None:
        place = [stage.id for stage in page.stages].index(page.stage_id) + 1
        return page.stages[place] if place < len(page.stages) else None

    def stages(self) -> QMenu:
        """The stages to which the deal can be moved."""
        page: DealPage = self.answer
        return stage_menu(self, page.stages, page.stage_id, self.move_to)

    def _move_on(self) -> None:
        following = self._following(self.answer) if self.answer is not None else None
        if following is not None:
            self.move_to(following.id)

    def _end(self, place: int) -> None:
        if self.answer is not None:
            self.move_to(self.answer.stages[place].id)

    def move_to(self, stage_id: int) -> None:
        """Move the deal to a stage of its pipeline, whose last two, Won and Lost, ask first."""
        page: DealPage | None = self.answer
        if page is None or stage_id == page.stage_id:
            return
        if stage_id in {stage.id for stage in page.stages[-2:]}:
            self._decide(page.id, stage_id)
            return
        name = next(stage.name for stage in page.stages if stage.id == stage_id)
        self.save(
            lambda session: move_deal(
                session, deal_id=page.id, stage_id=stage_id, from_stage_id=page.stage_id
            ),
            "move_deal",
            tr("{title} moved to {stage}").format(title=page.title, stage=name),
        )

    def rename(self, name: str) -> None:
        self.edit("title", name, self.answer.title if self.answer else None)

    def save(
        self,
        action: Callable[[Any], Any],
        kind: str,
        words: str,
        then: Callable[[Any], None] | None = None,
        failed: Callable[[str], None] | None = None,
    ) -> None:
        """One save about this deal, after which it is read again."""

        def saved(result: Any) -> None:
            if then is not None:
                then(result)
            self.refresh()

        def refused(sentence: str) -> None:
            (failed or self.desk.toast)(sentence)
            self.refresh()

        self.desk.save(action, kind=kind, words=words, then=saved, failed=refused, owner=self)

    @property
    def has_unsaved(self) -> bool:
        parts = (self.stakeholders, self.lines, self.members)
        return super().has_unsaved or any(part.has_typed for part in parts)


def _pills(page: DealPage) -> tuple[tuple[str, str], ...]:
    card = page.card
    if card.stage_type == "won":
        return ((tr("Won"), "green"),)
    if card.stage_type == "lost":
        return ((tr("Lost"), "red"),)
    words, _, colour = WARNINGS[card.warning]
    return ((card.stage, "accent"), (words, colour))


def _figures(page: DealPage) -> tuple[Figure, ...]:
    card = page.card
    amount = money(card.amount, card.currency) if card.amount is not None else tr("None yet")
    figures = [Figure(tr("Amount"), amount, colour="text" if card.amount is not None else "text_3")]
    if card.stage_type in ("lead", "open"):
        close = day(card.close_on, page.today) if card.close_on else tr("No date")
        late = card.close_on is not None and card.close_on < page.today
        figures.append(Figure(tr("Expected close"), close, colour="red" if late else "text"))
        figures.append(Figure(tr("Probability"), f"{page.probability} %"))
        step = page.next_step
        if step is None:
            figures.append(Figure(tr("Next step"), tr("None"), colour="amber"))
        else:
            when = distance(step.on, page.today) if step.on else tr("no date")
            past = step.on is not None and step.on < page.today
            figures.append(
                Figure(tr("Next step"), when[:1].upper() + when[1:], colour="red" if past else "text")
            )
    elif card.decided_on is not None:
        figures.append(Figure(tr("Decided"), day(card.decided_on, page.today)))
    return tuple(figures)
