"""What happens at the sample company on which day: decided beforehand, the same for the same last day."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from salesdesk.rules.pipelines import NEW_BUSINESS
from salesdesk.services.sample.cast import LATE, PEOPLE, PRODUCTS, SOURCES, TITLES, Colleague

DAYS, DEALS, RECENT = 730, 575, 25
MONTHS = (1.05, 1.1, 1.2, 1.0, 1.0, 0.95, 0.7, 0.65, 1.15, 1.2, 1.25, 0.6)
"""How busy each month is."""
MEDIAN_DAYS = (4, 6, 9, 9, 11, 9, 8)
"""Days in each stage of the 7-step process, half of the deals shorter."""
SLEEPERS = 0.2
"""The part of the late losses that go cold first."""
LOST_IN = (14, 16, 18, 14, 20, 10, 8)
"""Where lost deals are lost, as weights."""
REASONS = ("unreachable", "no_decision", "price", "timing", "competitor", "fit", "disqualified", "duplicate")
EARLY, LATER = (30, 12, 2, 14, 2, 18, 18, 4), (3, 34, 24, 12, 20, 6, 1, 0)
TALKING_DAYS = 28
"""How long after it entered a stage somebody still talks about a deal."""
UNDECIDED = len(NEW_BUSINESS[7]) - 2


@dataclass(frozen=True, slots=True)
class Move:
    """A deal enters a stage (its place in the 7-step process; 7 won, 8 lost)."""

    on: date
    stage: int


@dataclass(frozen=True, slots=True)
class PlannedDeal:
    """A deal with everything that will happen to it until the last day."""

    number: int
    owner: str
    company: int
    product: int
    quantity: int
    discount: Decimal
    title: str
    amount: Decimal
    final: Decimal
    source: str
    moves: tuple[Move, ...]
    close_dates: tuple[tuple[date, date], ...]
    reason: str = ""
    talks: tuple[tuple[date, int], ...] = field(default=())

    @property
    def stage(self) -> int:
        """Where it stands on the last day."""
        return self.moves[-1].stage


def plan_deals(as_of: date, companies: int, seed: str = "") -> list[PlannedDeal]:
    """All deals of the two years before `as_of`, in the order in which they begin."""
    random = Random(f"sample {as_of} {seed}")
    days = _begin_days(random, as_of)
    return [_plan(random, number, day, as_of, companies) for number, day in enumerate(days)]


def _begin_days(random: Random, as_of: date) -> list[date]:
    first = as_of - timedelta(days=DAYS)
    every = [first + timedelta(days=offset) for offset in range(DAYS)]
    working = [day for day in every if day.weekday() < 5]
    weights = [MONTHS[day.month - 1] for day in working]
    recent = [day for day in working if (as_of - day).days <= 18]
    return sorted(random.choices(working, weights, k=DEALS) + random.choices(recent, k=RECENT))


def _plan(random: Random, number: int, begin: date, as_of: date, companies: int) -> PlannedDeal:
    owner = _owner(random, begin, as_of)
    template, product, (least, most) = random.choice(TITLES)
    quantity = random.randint(least, most)
    title = template.format(n=quantity, year=begin.year + 1)
    _, _, price, billing = PRODUCTS[product]
    months = 12 if billing == "month" else 1
    full = Decimal(price * quantity * months)
    given = max(0.0, random.gauss(owner.discount, 0.03)) if random.random() < 0.6 else 0.0
    discount = Decimal(round(given, 3)).quantize(Decimal("0.001"))
    final = (full * (1 - discount)).quantize(Decimal(1))
    guess = (full * Decimal(str(round(random.uniform(0.75, 1.2), 3)))).quantize(Decimal(10))
    moves, reason = _course(random, owner, begin, as_of)
    return PlannedDeal(
        number=number,
        owner=owner.login,
        company=int(companies * random.random() ** 1.6),
        product=product,
        quantity=quantity,
        discount=discount,
        title=title,
        amount=max(guess, Decimal(900)),
        final=max(final, Decimal(800)),
        source=random.choices(SOURCES, (35, 20, 15, 20, 10))[0],
        moves=moves,
        close_dates=_close_dates(random, owner, moves, as_of),
        reason=reason,
        talks=_talks(random, owner, moves, as_of),
    )


def _owner(random: Random, begin: date, as_of: date) -> Colleague:
    late = as_of - timedelta(days=270)
    sellers = [person for person in PEOPLE if person.share and (person.login != LATE or begin >= late)]
    return random.choices(sellers, [person.share for person in sellers])[0]


def _course(random: Random, owner: Colleague, begin: date, as_of: date) -> tuple[tuple[Move, ...], str]:
    """The stages it enters, cut off at the last day, and the reason if it ends lost."""
    wins = random.random() < owner.wins
    last = UNDECIDED - 1 if wins else random.choices(range(UNDECIDED), LOST_IN)[0]
    moves, day = [Move(begin, 0)], begin
    # Some deals that will be lost lie where they are for months before anybody says so.
    slow = random.uniform(5, 12) if not wins and last >= 2 and random.random() < SLEEPERS else 1.0
    for stage in range(1, last + 2):
        stay = _stay(random, owner, stage - 1) * (slow if stage > last else 1)
        day = _working(day + timedelta(days=round(stay)))
        if day > as_of:
            return tuple(moves), ""
        if stage > last:
            moves.append(Move(day, UNDECIDED if wins else UNDECIDED + 1))
        elif stage > 2 and random.random() < 0.06:
            continue
        else:
            moves.append(Move(day, stage))
    weights = EARLY if last < 2 else LATER
    return tuple(moves), "" if wins else random.choices(REASONS, weights)[0]


def _stay(random: Random, owner: Colleague, stage: int) -> int:
    return max(1, round(random.lognormvariate(0, 0.65) * MEDIAN_DAYS[stage] * owner.pace))


def _working(day: date) -> date:
    return day + timedelta(days=(7 - day.weekday()) if day.weekday() > 4 else 0)


def _close_dates(
    random: Random, owner: Colleague, moves: tuple[Move, ...], as_of: date
) -> tuple[tuple[date, date], ...]:
    """(day it was said, expected close): a first guess, pushed on where it passes undecided."""
    said = moves[min(2, len(moves) - 1)].on
    expected = _working(said + timedelta(days=random.randint(35, 80)))
    known = [(said, expected)]
    end = moves[-1].on if moves[-1].stage >= UNDECIDED else as_of
    while expected < end and random.random() < 0.5 + owner.pushes / 2:
        said = expected - timedelta(days=random.randint(0, 4))
        expected = _working(expected + timedelta(days=random.randint(14, 45)))
        known.append((said, expected))
    return tuple(known)


def _talks(
    random: Random, owner: Colleague, moves: tuple[Move, ...], as_of: date
) -> tuple[tuple[date, int], ...]:
    """(day, stage) of every conversation: some in each stage, none after the last day."""
    found = []
    for move, following in zip(moves, [*moves[1:], None], strict=True):
        if move.stage >= UNDECIDED:
            break
        end = min(following.on if following else as_of, move.on + timedelta(days=TALKING_DAYS))
        for _ in range(
            random.choices((0, 1, 2, 3), (20, 50, 22, 8))[0] + (random.random() < owner.calls - 1)
        ):
            day = move.on + timedelta(days=random.randint(0, max(0, (end - move.on).days)))
            if day <= as_of and day.weekday() < 5:
                found.append((day, move.stage))
    return tuple(sorted(found))
