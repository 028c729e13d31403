"""What a field lets one choose from."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Choice:
    """One named thing to choose: a pipeline, an owner, a lost reason."""

    id: int
    name: str
