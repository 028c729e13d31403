"""Who is looking: the person behind a session."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Viewer:
    """The person that a session acts for; `person_id` None is the owner of the database itself."""

    person_id: int | None
    login: str
    name: str
    rights: frozenset[str] = frozenset()

    @property
    def is_administrator(self) -> bool:
        """Whether this person sees and edits everything but private rows."""
        return self.person_id is None or "administrator" in self.rights
