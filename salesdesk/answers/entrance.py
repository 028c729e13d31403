"""Who may sign in to a file: what the window shows before anybody has."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who may sign in. `login` is how a command line names them: theirs, or "#7" without one.

    `mark` is what this computer keeps for somebody who is to stay signed in.
    """

    id: int
    login: str
    name: str
    position: str
    has_password: bool
    mark: str


@dataclass(frozen=True, slots=True)
class Entrance:
    """A company and the active people of its file, by name."""

    company: str
    people: tuple[Candidate, ...]
    is_sample: bool

    def person(self, login: str) -> Candidate | None:
        """Whom a login names, whatever its case."""
        return next((each for each in self.people if each.login.lower() == login.lower()), None)

    @property
    def is_open(self) -> bool:
        """Whether there is nothing to choose and nothing to type: one person, or a sample, no password."""
        return (len(self.people) < 2 or self.is_sample) and not any(each.has_password for each in self.people)
