"""The deals of a company or contact: what is open, won and lost."""

from collections.abc import Callable

from PySide6.QtWidgets import QVBoxLayout

from salesdesk.answers.records import RecordPage
from salesdesk.translation import tr, trn
from salesdesk.ui.kit.record.figures import worth
from salesdesk.ui.kit.record.parts import empty_layout, link, section
from salesdesk.ui.kit.record.rows import DealButton, DecidedButton
from salesdesk.ui.kit.screen import Desk
from salesdesk.ui.kit.widgets import label


class DealsPart:
    """The first deals go `beside` the timeline, all of them into a `tab`."""

    def __init__(self, desk: Desk, beside: QVBoxLayout, show_tab: Callable[[str], None]) -> None:
        self._desk, self._show_tab = desk, show_tab
        self.beside, self.tab = beside, QVBoxLayout()

    def show_page(self, page: RecordPage) -> None:
        """Show the deals of a record."""
        for layout, most in ((self.beside, 8), (self.tab, 10_000)):
            empty_layout(layout)
            undecided = [deal for deal in page.deals if deal.stage_type in ("lead", "open")]
            won = [deal for deal in page.deals if deal.stage_type == "won"]
            lost = [deal for deal in page.deals if deal.stage_type == "lost"]
            total = worth(page.open_value, page.currency) if page.open_value.deals else ""
            layout.addLayout(section(tr("Open deals"), len(undecided), total))
            for deal in undecided[:most]:
                card = DealButton(self._desk.theme, deal, page.today)
                card.clicked.connect(lambda _=False, key=deal.id: self._desk.open("deal_page", key))
                card.setMaximumWidth(520)
                layout.addWidget(card)
            if len(undecided) > most:
                words = trn("{n} more deal", "{n} more deals", len(undecided) - most)
                layout.addWidget(link(words, lambda: self._show_tab("deals")))
            if not undecided:
                layout.addWidget(label(tr("No open deal."), "quiet"))
            sum_won = worth(page.won_value, page.currency) if won else ""
            for words, deals, total in ((tr("Won"), won, sum_won), (tr("Lost"), lost, "")):
                if not deals or (most < 100 and words == tr("Lost")):
                    continue
                layout.addSpacing(14)
                layout.addLayout(section(words, len(deals), total))
                for deal in deals[:most]:
                    made = DecidedButton(self._desk.theme, deal)
                    made.clicked.connect(lambda _=False, key=deal.id: self._desk.open("deal_page", key))
                    made.setMaximumWidth(520)
                    layout.addWidget(made)
            layout.addStretch(1)
