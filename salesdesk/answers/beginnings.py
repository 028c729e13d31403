"""How far a company has come since it began."""

from dataclasses import dataclass

from salesdesk.translation import tr

STEPS: tuple[tuple[str, str], ...] = (
    ("company", tr("Add a company")),
    ("import", tr("Bring in a spreadsheet")),
    ("deal", tr("Make the first deal")),
    ("step", tr("Plan its next step")),
    ("people", tr("Invite people")),
    ("won", tr("Win a deal")),
    ("backup", tr("Make a backup")),
)


@dataclass(frozen=True, slots=True)
class Beginnings:
    """Which of the first steps are done; `is_sample` for the sample company, `is_dismissed` if not wanted.

    `is_wanted` says that somebody asked for them once more.
    """

    done: frozenset[str]
    is_sample: bool = False
    is_dismissed: bool = False
    is_wanted: bool = False

    @property
    def is_over(self) -> bool:
        """Whether there is nothing to show: nobody wants it, or nobody asked for it and all is done, or it is
        not one's own company."""
        if self.is_dismissed or self.is_wanted:
            return self.is_dismissed
        return self.is_sample or len(self.done) == len(STEPS)
