"""The rules by which the house sells, and how many agreed to them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Conduct:
    """The rules as they are worded now. `version` grows by one with each new wording.

    `is_agreed` says it of the viewer; `agreed` of `people` active people agreed to this version: a count,
    never who is first or last.
    """

    version: int
    rules: tuple[str, ...]
    is_agreed: bool
    agreed: int
    people: int
