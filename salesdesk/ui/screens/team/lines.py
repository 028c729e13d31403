"""The lines of the chart: from the middle of a card to the middle of the next, or along a stack."""

from PySide6.QtGui import QPainterPath

from salesdesk.ui.screens.team.places import HIGH, INDENT, LEVEL, WIDE

_ROUND = 8.0


def line_path(above: tuple[float, float], below: tuple[float, float], stacked: bool) -> QPainterPath:
    """The way from the lower edge of a card to one below, with round corners."""
    if stacked:
        return _along(above, below)
    begin, bottom = above[0] + WIDE / 2, above[1] + HIGH
    end, top = below[0] + WIDE / 2, below[1]
    path = QPainterPath()
    path.moveTo(begin, bottom)
    if abs(begin - end) < 1:
        path.lineTo(end, top)
        return path
    middle, away = top - LEVEL / 2, 1 if end > begin else -1
    turn = min(_ROUND, abs(end - begin) / 2)
    path.lineTo(begin, middle - turn)
    path.quadTo(begin, middle, begin + away * turn, middle)
    path.lineTo(end - away * turn, middle)
    path.quadTo(end, middle, end, middle + turn)
    path.lineTo(end, top)
    return path


def _along(above: tuple[float, float], below: tuple[float, float]) -> QPainterPath:
    """Down the left side of a stack and into a card of it; from the middle where the stack stands apart."""
    rail, level = below[0] - INDENT / 2, below[1] + HIGH / 2
    path = QPainterPath()
    if above[0] <= rail <= above[0] + WIDE:
        path.moveTo(rail, above[1] + HIGH)
    else:
        begin, middle = above[0] + WIDE / 2, above[1] + HIGH + LEVEL / 2
        away = 1 if rail > begin else -1
        path.moveTo(begin, above[1] + HIGH)
        path.lineTo(begin, middle - _ROUND)
        path.quadTo(begin, middle, begin + away * _ROUND, middle)
        path.lineTo(rail - away * _ROUND, middle)
        path.quadTo(rail, middle, rail, middle + _ROUND)
    path.lineTo(rail, level - _ROUND)
    path.quadTo(rail, level, rail + _ROUND, level)
    path.lineTo(below[0], level)
    return path
