"""How far a company has come since it began."""

from dataclasses import dataclass

from salesdesk.translation import tr

STEPS: tuple[tuple[str, str], ...] = (
    ("import", tr("Bring in a spreadsheet")),
    ("people", tr("Invite people")),
    ("deal", tr("Make the first deal")),
    ("step", tr("Plan its next step")),
    ("won", tr("Win it")),
)


@dataclass(frozen=True, slots=True)
class Beginnings:
    """Which of the first steps are done; `is_sample` for the sample company, `is_dismissed` if not wanted."""

    done: frozenset[str]
    is_sample: bool = False
    is_dismissed: bool = False

    @property
    def is_over(self) -> bool:
        """Whether there is nothing to show: all is done, nobody wants it, or it is not one's own company."""
        return self.is_sample or self.is_dismissed or len(self.done) == len(STEPS)
