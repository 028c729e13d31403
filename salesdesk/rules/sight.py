"""Whose records a person sees and may change: the rule itself, deal by deal, without a database."""

from collections.abc import Collection, Mapping


def line_above(person: int, reports_to: Mapping[int, int | None]) -> list[int]:
    """The person and everybody above, nearest first; `reports_to` is today's tree."""
    line: list[int] = []
    above: int | None = person
    while above is not None and above not in line:
        line.append(above)
        above = reports_to.get(above)
    return line


def sees_deal(
    viewer: int,
    *,
    owner: int | None,
    members: Collection[int],
    reports_to: Mapping[int, int | None],
    administrator: bool = False,
    open_team: bool = False,
    granted: bool = False,
) -> bool:
    """Own deals, those of everybody below, those where one is a member, and those that nobody owns.

    Administrators see all; so does everybody while the team is open, and whoever has a function that an
    administrator granted the deals.
    """
    if administrator or open_team or granted or owner is None or viewer in members:
        return True
    return viewer in line_above(owner, reports_to)


def edits_deal(
    viewer: int,
    *,
    owner: int | None,
    editors: Collection[int],
    reports_to: Mapping[int, int | None],
    administrator: bool = False,
) -> bool:
    """As seeing by the tree, but a member needs editing access, and an open team opens nothing more."""
    if administrator or owner is None or viewer in editors:
        return True
    return viewer in line_above(owner, reports_to)
