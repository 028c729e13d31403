"""The pipelines and lost reasons that a new database begins with; all of them can be edited."""

from dataclasses import dataclass

from salesdesk.answers.board import StageType


@dataclass(frozen=True, slots=True)
class StageTemplate:
    """A stage of a shipped pipeline; its probability is a default until the team has its own."""

    name: str
    type: StageType
    probability: int


def _stages(
    *steps: tuple[str, StageType, int], won: str = "Won", lost: str = "Lost"
) -> tuple[StageTemplate, ...]:
    decided = (StageTemplate(won, "won", 100), StageTemplate(lost, "lost", 0))
    return (*(StageTemplate(*step) for step in steps), *decided)


NEW_BUSINESS = {
    5: _stages(
        ("New lead", "lead", 5),
        ("Qualified", "open", 20),
        ("Value shown", "open", 35),
        ("Objections resolved", "open", 50),
        ("Closing", "open", 70),
    ),
    7: _stages(
        ("New lead", "lead", 5),
        ("Contacted", "lead", 10),
        ("Discovery", "open", 20),
        ("Solution & value", "open", 30),
        ("Proposal", "open", 40),
        ("Decision makers aligned", "open", 55),
        ("Negotiation", "open", 70),
    ),
    9: _stages(
        ("Lead identified", "lead", 5),
        ("Contacted", "lead", 10),
        ("Qualified", "open", 15),
        ("Discovery", "open", 25),
        ("Solution fit & value", "open", 35),
        ("Proposal or demonstration", "open", 45),
        ("Decision makers aligned", "open", 60),
        ("Negotiation", "open", 75),
        ("Closing & handover", "open", 85),
    ),
}
RENEWALS = _stages(
    ("Due", "open", 60),
    ("In conversation", "open", 75),
    ("Offer", "open", 85),
    won="Renewed",
    lost="Not renewed",
)
LOST_REASONS = (
    ("Competitor won", "competitor"),
    ("No decision", "no_decision"),
    ("Price", "price"),
    ("Timing", "timing"),
    ("Not a fit", "fit"),
    ("Could not be reached", "unreachable"),
    ("Disqualified", "disqualified"),
    ("Duplicate", "duplicate"),
)


def stages_for_team(people: int) -> int:
    """Steps of the default process: 5 up to five people, else 7."""
    return 5 if people <= 5 else 7


def even_probabilities(open_stages: int) -> list[int]:
    """Whole percentages spread evenly between 0 and 100, rising: 2 stages give 33 and 67."""
    return [round(100 * (index + 1) / (open_stages + 1)) for index in range(open_stages)]
