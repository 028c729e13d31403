"""What some cards are worth together."""

from collections.abc import Callable, Iterable
from decimal import Decimal

from salesdesk.answers.board import Card
from salesdesk.ui.kit.format import with_left_out


def together(cards: Iterable[Card], currency: str, in_words: Callable[[Decimal, str], str]) -> str:
    """The sum of cards in the base currency as `in_words` writes it; those without a rate are told."""
    listed = list(cards)
    total = sum((card.amount_base or Decimal(0) for card in listed), Decimal(0))
    return with_left_out(in_words(total, currency), sum(card.without_rate for card in listed))
