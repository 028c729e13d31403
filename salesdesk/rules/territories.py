"""Which territory a company falls to, by rules in an order; whose turn it is there. No database."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from salesdesk.errors import RuleBroken
from salesdesk.rules.countries import country_key
from salesdesk.rules.names import name_key
from salesdesk.translation import tr

KINDS = ("territory", "branch")
GIVES = ("turn", "person", "nobody")
LONGEST_POSTCODE = 12
MOST_EMPLOYEES = 10**9
_LAST = "\U0010ffff"
"""Sorts behind every letter and digit."""
_CODE = re.compile(r"[0-9A-Z]+")


@dataclass(frozen=True, slots=True)
class Where:
    """What of a company decides where it belongs; `territory_id` and `owner_id` as they stand already."""

    id: int
    country: str | None = None
    postcode: str | None = None
    industry: str | None = None
    employees: int | None = None
    territory_id: int | None = None
    owner_id: int | None = None


@dataclass(frozen=True, slots=True)
class Assignment:
    """One rule: the conditions that are told must all hold, bounds included.

    `gives` says to whom: "turn" to the people of the territory one after the other, "person" to `person_id`,
    "nobody" leaves the company without an owner.
    """

    id: int
    territory_id: int
    country: str | None = None
    postcode_from: str | None = None
    postcode_to: str | None = None
    industry: str | None = None
    employees_from: int | None = None
    employees_to: int | None = None
    gives: str = "turn"
    person_id: int | None = None


def postcode_key(text: str | None) -> str:
    """A postcode as it is compared: capitals, without blanks, dashes and dots. "sw1a 1aa" -> "SW1A1AA"."""
    return re.sub(r"[\s.\-]+", "", text or "").upper()


def lies_between(postcode: str, first: str, last: str) -> bool:
    """Whether a postcode lies in a range, both ends whole: 20 to 25 holds 20095 and 25999, not 26000.

    Compared letter by letter, as words are: first <= postcode <= last followed by anything.
    """
    return first <= postcode <= last + _LAST


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a rule asks for, as companies are compared with it; None or blank where it asks for nothing."""

    rule: Assignment
    country: str
    postcodes: tuple[str, str] | None
    industry: str
    employees: tuple[int, int] | None

    def holds(self, company: Where, postcode: str, industry: str) -> bool:
        """Whether a company of the right country has it all; what is blank holds no condition."""
        if company.territory_id is not None and company.territory_id != self.rule.territory_id:
            return False
        if self.postcodes is not None and not (postcode and lies_between(postcode, *self.postcodes)):
            return False
        if self.industry and self.industry != industry:
            return False
        if self.employees is None:
            return True
        return company.employees is not None and self.employees[0] <= company.employees <= self.employees[1]


class Rulebook:
    """Rules in their order. What is compared is worked out once for each rule and for each spelling."""

    def __init__(self, rules: Sequence[Assignment]) -> None:
        self.rules = tuple(rules)
        self._asked = [_asked(each) for each in self.rules]
        self._of_country: dict[str | None, list[_Asked]] = {}
        self._industries: dict[str | None, str] = {}

    def first_for(self, company: Where) -> Assignment | None:
        """The first rule of which every condition holds; where a territory stands already, only rules for
        that one count."""
        asked = self._asked_of(company.country)
        postcode, industry = postcode_key(company.postcode), self._industry(company.industry)
        return next((each.rule for each in asked if each.holds(company, postcode, industry)), None)

    def _asked_of(self, country: str | None) -> list[_Asked]:
        if country not in self._of_country:
            key = country_key(country or "")
            self._of_country[country] = [each for each in self._asked if each.country in ("", key)]
        return self._of_country[country]

    def _industry(self, words: str | None) -> str:
        if words not in self._industries:
            self._industries[words] = name_key(words or "")
        return self._industries[words]


def _asked(rule: Assignment) -> _Asked:
    sized = rule.employees_from is not None or rule.employees_to is not None
    return _Asked(
        rule,
        country_key(rule.country or ""),
        _postcodes(rule) if rule.postcode_from is not None else None,
        name_key(rule.industry or ""),
        _employees(rule) if sized else None,
    )


def overlap(one: Assignment, other: Assignment) -> bool:
    """Whether some company could fit both rules."""
    if one.country and other.country and country_key(one.country) != country_key(other.country):
        return False
    if one.industry and other.industry and name_key(one.industry) != name_key(other.industry):
        return False
    (low, high), (low2, high2) = _employees(one), _employees(other)
    if max(low, low2) > min(high, high2):
        return False
    (first, last), (first2, last2) = _postcodes(one), _postcodes(other)
    return max(first, first2) <= min(last + _LAST, last2 + _LAST)


def covers(earlier: Assignment, later: Assignment) -> bool:
    """Whether every company that fits the later rule fits the earlier one too."""
    if earlier.country and country_key(earlier.country) != country_key(later.country or ""):
        return False
    if earlier.industry and name_key(earlier.industry) != name_key(later.industry or ""):
        return False
    if earlier.postcode_from is not None:
        if later.postcode_from is None:
            return False
        (first, last), (first2, last2) = _postcodes(earlier), _postcodes(later)
        if first2 < first or last2 + _LAST > last + _LAST:
            return False
    if earlier.employees_from is None and earlier.employees_to is None:
        return True
    if later.employees_from is None and later.employees_to is None:
        return False
    (low, high), (low2, high2) = _employees(earlier), _employees(later)
    return low <= low2 and high2 <= high


def clashes(rules: Sequence[Assignment]) -> dict[int, tuple[int | None, tuple[int, ...]]]:
    """Per rule that shares companies with rules before it: the one that takes all of its, and which take
    some, by their ids."""
    found: dict[int, tuple[int | None, tuple[int, ...]]] = {}
    for place, rule in enumerate(rules):
        earlier = [each for each in rules[:place] if overlap(each, rule)]
        whole = next((each.id for each in earlier if covers(each, rule)), None)
        if earlier:
            found[rule.id] = (whole, tuple(each.id for each in earlier))
    return found


def checked(values: Mapping[str, Any]) -> dict[str, Any]:
    """The conditions of a rule as they are kept; RuleBroken for what no company could fit."""
    first, last = _code(values.get("postcode_from")), _code(values.get("postcode_to"))
    first, last = first or last, last or first
    if first is not None and last is not None and first > last + _LAST:
        raise RuleBroken(
            tr("The postcodes {first} to {last} hold nothing: the first lies behind the last.").format(
                first=first, last=last
            )
        )
    low, high = _count(values.get("employees_from")), _count(values.get("employees_to"))
    if low is not None and high is not None and low > high:
        raise RuleBroken(tr("No company has at least {low} and at most {high} employees.").format(
            low=low, high=high
        ))  # fmt: skip
    gives = values.get("gives") or "turn"
    if gives not in GIVES:
        raise RuleBroken(tr("{word} is no way to give a company away.").format(word=gives))
    if (gives == "person") != (values.get("person_id") is not None):
        raise RuleBroken(tr("Choose the person who gets these companies."))
    return {
        "postcode_from": first, "postcode_to": last, "employees_from": low, "employees_to": high,
        "gives": gives, "person_id": values.get("person_id"),
    }  # fmt: skip


def in_turn(people: Sequence[int], number: int) -> int | None:
    """Whose turn it is at the `number`-th company of a territory, None where nobody works there."""
    return people[number % len(people)] if people else None


def workers(
    territory_id: int, inside: Mapping[int | None, Sequence[int]], people: Mapping[int, Sequence[int]]
) -> tuple[int, ...]:
    """Who takes turns in a territory: its own people, else those of the nearest ones inside it.

    `inside` names the territories by what they lie in, `people` who works in each.
    """
    level, seen = [territory_id], {territory_id}
    while level:
        found = tuple(person for each in level for person in people.get(each, ()))
        if found:
            return found
        level = [each for above in level for each in inside.get(above, ()) if each not in seen]
        seen.update(level)
    return ()


def _postcodes(rule: Assignment) -> tuple[str, str]:
    """The range of a rule, from anything to anything where none is told."""
    if rule.postcode_from is None:
        return "", _LAST
    return rule.postcode_from, rule.postcode_to or rule.postcode_from


def _employees(rule: Assignment) -> tuple[int, int]:
    low = -1 if rule.employees_from is None else rule.employees_from
    return low, MOST_EMPLOYEES if rule.employees_to is None else rule.employees_to


def _code(text: str | None) -> str | None:
    code = postcode_key(text)
    if not code:
        return None
    if len(code) > LONGEST_POSTCODE or not _CODE.fullmatch(code):
        raise RuleBroken(
            tr("“{text}” is no postcode: up to {n} letters and digits.").format(
                text=(text or "").strip()[:40], n=LONGEST_POSTCODE
            )
        )
    return code


def _count(value: Any) -> int | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= MOST_EMPLOYEES:
        raise RuleBroken(tr("{n} is no number of employees.").format(n=str(value)[:40]))
    return value
