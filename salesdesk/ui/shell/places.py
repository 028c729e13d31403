"""Where one has been in the window, to go back and forward like in a browser."""

from dataclasses import dataclass

KEPT, RECENT_KEPT = 100, 30


@dataclass(frozen=True, slots=True)
class Place:
    """A screen, or a record that a screen shows."""

    screen: str
    record: str = ""
    record_id: int | None = None


class Places:
    """The places shown, and which of them is shown now."""

    def __init__(self) -> None:
        self._places: list[Place] = []
        self._now = -1

    @property
    def now(self) -> Place | None:
        """The place shown."""
        return self._places[self._now] if self._places else None

    @property
    def can_go_back(self) -> bool:
        """Whether there is a place before."""
        return self._now > 0

    @property
    def can_go_forward(self) -> bool:
        """Whether one went back."""
        return self._now < len(self._places) - 1

    def go(self, place: Place) -> None:
        """Another place is shown; what lay ahead is forgotten."""
        if place != self.now:
            self._places = [*self._places[: self._now + 1], place][-KEPT:]
            self._now = len(self._places) - 1

    def step(self, by: int) -> Place | None:
        """The place one step back (-1) or forward (1), now shown; None where there is none."""
        if not 0 <= self._now + by < len(self._places):
            return None
        self._now += by
        return self._places[self._now]

    def clear(self) -> None:
        """Forget all; another database is open."""
        self._places, self._now = [], -1


def latest_first(recent: tuple[str, ...], *used: str) -> tuple[str, ...]:
    """What was used lately, after something was used: that first, nothing twice, the oldest forgotten."""
    return (*used, *(ref for ref in recent if ref not in used))[:RECENT_KEPT]
