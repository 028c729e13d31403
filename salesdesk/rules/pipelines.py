"""The pipelines and lost reasons that a new database begins with; all of them can be edited."""

from dataclasses import dataclass

from salesdesk.answers.board import StageType
from salesdesk.translation import later


@dataclass(frozen=True, slots=True)
class StageTemplate:
    """A stage of a shipped pipeline; its probability is a default until the team has its own."""

    name: str
    type: StageType
    probability: int


def probability_between(before: int | None, after: int | None, now: int | None = None) -> int:
    """The whole per cent of a stage between two others: `now` where that lies between them, else half-way.

    None before stands for 0 %, None after for 100 %.
    """
    low, high = before or 0, 100 if after is None else after
    low, high = min(low, high), max(low, high)
    return now if now is not None and low <= now <= high else (low + high) // 2


def _stages(
    *steps: tuple[str, StageType, int], won: str = later("Won"), lost: str = later("Lost")
) -> tuple[StageTemplate, ...]:
    decided = (StageTemplate(won, "won", 100), StageTemplate(lost, "lost", 0))
    return (*(StageTemplate(*step) for step in steps), *decided)


NEW_BUSINESS = {
    5: _stages(
        (later("New lead"), "lead", 5),
        (later("Qualified"), "open", 20),
        (later("Value shown"), "open", 35),
        (later("Objections resolved"), "open", 50),
        (later("Closing"), "open", 70),
    ),
    7: _stages(
        (later("New lead"), "lead", 5),
        (later("Contacted"), "lead", 10),
        (later("Discovery"), "open", 20),
        (later("Solution & value"), "open", 30),
        (later("Proposal"), "open", 40),
        (later("Decision makers aligned"), "open", 55),
        (later("Negotiation"), "open", 70),
    ),
    9: _stages(
        (later("Lead identified"), "lead", 5),
        (later("Contacted"), "lead", 10),
        (later("Qualified"), "open", 15),
        (later("Discovery"), "open", 25),
        (later("Solution fit & value"), "open", 35),
        (later("Proposal or demonstration"), "open", 45),
        (later("Decision makers aligned"), "open", 60),
        (later("Negotiation"), "open", 75),
        (later("Closing & handover"), "open", 85),
    ),
}
RENEWALS = _stages(
    (later("Due"), "open", 60),
    (later("In conversation"), "open", 75),
    (later("Offer"), "open", 85),
    won=later("Renewed"),
    lost=later("Not renewed"),
)
LOST_REASONS = (
    (later("Competitor won"), "competitor"),
    (later("No decision"), "no_decision"),
    (later("Price"), "price"),
    (later("Timing"), "timing"),
    (later("Not a fit"), "fit"),
    (later("Could not be reached"), "unreachable"),
    (later("Disqualified"), "disqualified"),
    (later("Duplicate"), "duplicate"),
)


def stages_for_team(people: int) -> int:
    """Steps of the default process: 5 up to five people, else 7."""
    return 5 if people <= 5 else 7


def even_probabilities(open_stages: int) -> list[int]:
    """Whole percentages spread evenly between 0 and 100, rising: 2 stages give 33 and 67."""
    return [round(100 * (index + 1) / (open_stages + 1)) for index in range(open_stages)]
