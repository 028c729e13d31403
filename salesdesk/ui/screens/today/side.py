"""The right column of Today: how my pipeline stands, and what happened since I last looked."""

from decimal import Decimal
from typing import Any

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QFrame

from salesdesk.answers.news import News
from salesdesk.answers.today import MyDay, OpenPipeline, StageLine
from salesdesk.translation import tr, trn
from salesdesk.ui.kit import paint
from salesdesk.ui.kit.format import (
    clock,
    left_out,
    moment,
    money,
    number,
    short_money,
    weekday,
    with_left_out,
)
from salesdesk.ui.kit.lines import LineDelegate, Lines, ground
from salesdesk.ui.kit.notice import NEWS_ICONS
from salesdesk.ui.kit.theme import MEDIUM, SEMIBOLD, Theme, font, stage_dot
from salesdesk.ui.kit.widgets import ElidedLabel, button, column, label, line, row

STAGE_ROW, NEWS_ROW, FEW = 28, 44, 6
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
Stage = tuple[int, StageLine, float, str]
"""Place of a stage in its pipeline, its figures, how long its bar is (0 to 1), the currency."""


class StageDelegate(LineDelegate):
    """Paints one stage: name, a bar as long as its sum, how many deals, the sum."""

    def height(self, line: Any) -> int:
        return STAGE_ROW

    def paint_line(self, painter: QPainter, rect: QRectF, line: Any, *, chosen: bool, hot: bool) -> None:
        theme = self.theme
        if isinstance(line, str):
            place = rect.adjusted(17, 4, -17, 0)
            paint.text(painter, place, line, font(12, SEMIBOLD), theme.colour("text_2"))
            return
        place_, stage, share, currency = line
        if chosen or hot:
            ground(painter, rect, theme, chosen=chosen, focused=True)
        name = QRectF(rect.left() + 17, rect.top(), 116, rect.height())
        paint.text(painter, name, stage.name, font(12), theme.colour("text_2"))
        bar = QRectF(name.right() + 8, rect.center().y() - 4, max(20, rect.width() - 276), 8)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("chip"))
        painter.drawRoundedRect(bar, 4, 4)
        if share > 0:
            painter.setBrush(stage_dot(place_))
            painter.drawRoundedRect(QRectF(bar.left(), bar.top(), max(8, bar.width() * share), 8), 4, 4)
        count = QRectF(bar.right() + 4, rect.top(), 44, rect.height())
        figures = font(12, figures=True)
        paint.text(painter, count, number(stage.count), figures, theme.colour("text_3"), RIGHT)
        total = QRectF(rect.right() - 17 - 74, rect.top(), 74, rect.height())
        words = short_money(stage.total, currency)
        face = font(12, SEMIBOLD, figures=True)
        paint.text(painter, total, words, face, theme.colour("text"), RIGHT)


class PipelineCard(QFrame):
    """Open deals by stage, as the board's headers show them, and what was won this quarter."""

    opened = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("cardBox")
        self.heading = label("", "strong")
        self.total, self.weighted = label("", "big"), ElidedLabel("", "note")
        self.won_count, self.won_sum = label("", "note"), label("", "strong")
        self.whose = label("", "note", wrap=True)
        self.missing, self.won_missing = label("", "note"), label("", "note")
        self.open_button = button(tr("Open"), "link")
        self.open_button.setObjectName("small")
        self.open_button.clicked.connect(self.opened)
        self.stages = Lines(tr("Open pipeline by stage"), StageDelegate(theme), _spoken_stage)
        self.stages.opened.connect(lambda _: self.opened.emit())
        whole = column(spacing=0, margins=(1, 2, 1, 12))
        whole.addLayout(row(self.heading, None, self.open_button, margins=(17, 6, 10, 0)))
        figures = row(self.total, self.weighted, spacing=8, margins=(17, 0, 17, 6))
        figures.setStretch(1, 1)
        whole.addLayout(figures)
        whole.addLayout(row(self.whose, margins=(17, 0, 17, 4)))
        whole.addLayout(row(self.missing, None, margins=(17, 0, 17, 0)))
        whole.addWidget(self.stages)
        whole.addLayout(row(line(), margins=(17, 8, 17, 8)))
        whole.addLayout(row(self.won_count, None, self.won_sum, margins=(17, 0, 17, 0)))
        whole.addLayout(row(self.won_missing, None, margins=(17, 0, 17, 0)))
        self.setLayout(whole)

    def show_day(self, shown: MyDay) -> None:
        """Show the figures of a day."""
        self.heading.setText(tr("My open pipeline") if shown.is_mine else tr("Open pipeline"))
        stages = [stage for pipeline in shown.pipelines for stage in pipeline.stages]
        total = sum((stage.total for stage in stages), start=Decimal(0))
        weighted = sum((stage.weighted for stage in stages), start=Decimal(0))
        count = sum(stage.count for stage in stages)
        self.total.setText(money(total.quantize(Decimal(1)), shown.currency))
        words = tr("in {deals}, {sum} weighted").format(
            deals=trn("{n} deal", "{n} deals", count, number(count)),
            sum=short_money(weighted, shown.currency),
        )
        self.weighted.say(words, trn("{n} deal", "{n} deals", count, number(count)))
        whose = _whose_words(shown, count)
        self.whose.setText(whose)
        self.whose.setVisible(bool(whose))
        missing = left_out(sum(stage.without_rate for stage in stages))
        self.missing.setText(missing)
        self.missing.setVisible(bool(missing))
        self.stages.show_lines(_stage_lines(shown.pipelines, shown.currency))
        won = trn("Won this quarter: {n} deal", "Won this quarter: {n} deals", shown.won.count)
        self.won_count.setText(won)
        missing = left_out(shown.won.without_rate)
        self.won_missing.setText(missing)
        self.won_missing.setVisible(bool(missing))
        self.won_sum.setText(money(shown.won.total.quantize(Decimal(1)), shown.currency))


def _whose_words(shown: MyDay, count: int) -> str:
    """Whose the open deals are where they are not one's own."""
    if shown.is_mine or not count:
        return ""
    if shown.unowned == count:
        return tr("Nobody owns these deals.")
    if not shown.unowned:
        return tr("All deals that you see.")
    return trn(
        "All deals that you see; nobody owns {n} of them ({sum}).",
        "All deals that you see; nobody owns {n} of them ({sum}).",
        shown.unowned,
        number(shown.unowned),
        sum=short_money(shown.unowned_total, shown.currency),
    )


def _stage_lines(pipelines: tuple[OpenPipeline, ...], currency: str) -> list[str | Stage]:
    longest = max((stage.total for each in pipelines for stage in each.stages), default=0)
    lines: list[str | Stage] = []
    for pipeline in pipelines:
        if len(pipelines) > 1:
            lines.append(pipeline.name)
        for place, stage in enumerate(pipeline.stages):
            lines.append((place, stage, float(stage.total / longest) if longest else 0.0, currency))
    return lines


def _spoken_stage(line: str | Stage) -> str:
    if isinstance(line, str):
        return ""
    _, stage, _, currency = line
    words = trn("{n} deal", "{n} deals", stage.count)
    return with_left_out(
        f"{stage.name}, {words}, {money(stage.total, currency)}", stage.without_rate, between=", "
    )


class NewsDelegate(LineDelegate):
    """Paints what happened: icon in a circle, what, and who and when below."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.today: Any = None

    def height(self, line: Any) -> int:
        return NEWS_ROW

    def paint_line(self, painter: QPainter, rect: QRectF, line: News, *, chosen: bool, hot: bool) -> None:
        theme = self.theme
        if chosen or hot:
            ground(painter, rect, theme, chosen=chosen, focused=True)
        won = line.kind == "won"
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("green_soft" if won else "chip"))
        painter.drawEllipse(QRectF(rect.left() + 17, rect.top() + 10, 24, 24))
        icon = theme.pixmap(NEWS_ICONS[line.kind], "green" if won else "text_2", 14)
        painter.drawPixmap(int(rect.left()) + 22, int(rect.top()) + 15, icon)
        upper = QRectF(rect.left() + 51, rect.top() + 4, rect.width() - 68, 18)
        paint.text(painter, upper, line.title, font(13, MEDIUM), theme.colour("text"))
        below = " · ".join(filter(None, (line.detail, line.person, moment(line.at, self.today))))
        quiet = theme.colour("text_2" if chosen else "text_3")
        paint.text(painter, upper.translated(0, 17), below, font(12), quiet)


class ChangesCard(QFrame):
    """What happened since the visit before; `opened` carries the News to open."""

    opened = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("cardBox")
        self._all: tuple[News, ...] = ()
        self._open = False
        self.heading, self.count = label("", "strong"), label("", "quiet")
        self.link = button("", "link")
        self.link.setObjectName("small")
        self.link.clicked.connect(self._unfold)
        self._delegate = NewsDelegate(theme)
        self.list = Lines(tr("What happened since your last visit"), self._delegate, _spoken_news)
        self.list.opened.connect(self.opened)
        self.empty = label(tr("Nothing new. What others win, assign to you or write to you shows here."))
        self.empty.setProperty("kind", "quiet")
        self.empty.setWordWrap(True)
        self.empty.setContentsMargins(17, 4, 17, 6)
        whole = column(spacing=0, margins=(1, 2, 1, 10))
        whole.addLayout(row(self.heading, self.count, None, self.link, spacing=7, margins=(17, 6, 10, 4)))
        whole.addWidget(self.list)
        whole.addWidget(self.empty)
        whole.addStretch(1)
        self.setLayout(whole)

    def show_day(self, shown: MyDay) -> None:
        """Show what is new on this day."""
        self._all, self._delegate.today = shown.changes, shown.today
        here = shown.since.astimezone()
        if here.date() == shown.today:
            when = clock(shown.since)
        else:
            when = f"{weekday(here.date())}, {clock(shown.since)}"
        self.heading.setText(tr("Since {when}").format(when=when))
        self.count.setText(str(len(self._all)))
        self.empty.setVisible(not self._all)
        self._draw()

    def _draw(self) -> None:
        shown = self._all if self._open else self._all[:FEW]
        self.list.show_lines(shown)
        self.list.setVisible(bool(shown))
        self.link.setVisible(len(self._all) > FEW)
        self.link.setText(tr("Show fewer") if self._open else tr("Show all"))

    def _unfold(self) -> None:
        self._open = not self._open
        self._draw()


def _spoken_news(news: News) -> str:
    return ", ".join(filter(None, (news.title, news.detail, news.person)))
