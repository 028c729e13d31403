"""What the command palette offers: records lately opened, records found, pages and commands that fit."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from salesdesk.answers.lists import Hit
from salesdesk.rules.names import name_key
from salesdesk.translation import tr
from salesdesk.ui.kit.screen import Command

RECENT_SHOWN, PER_KIND, COMMANDS_SHOWN = 8, 6, 8
KINDS: dict[str, tuple[str, str]] = {
    "company": (tr("Companies"), "building-2"),
    "contact": (tr("Contacts"), "user"),
    "deal": (tr("Deals"), "square-kanban"),
    "product": (tr("Products"), "package"),
    "person": (tr("People"), "users"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the palette; a heading has nothing to do. `ref` is how it is remembered: "deal:12"."""

    title: str
    icon: str = ""
    detail: str = ""
    keys: str = ""
    ref: str = ""
    do: Callable[[], object] | None = None


def ref_of(record: str, record_id: int) -> str:
    """How a record is remembered."""
    return f"{record}:{record_id}"


def record_refs(recent: Iterable[str]) -> list[tuple[str, int]]:
    """The records among what is remembered, as kinds and ids."""
    parts = (ref.partition(":") for ref in recent)
    return [(kind, int(id)) for kind, _, id in parts if kind in KINDS and id.isdigit()]


def lines_before_typing(
    recent: tuple[str, ...],
    hits: tuple[Hit, ...],
    commands: tuple[Command, ...],
    opened: Callable[[str, int], None],
) -> list[Line]:
    """What stands there before anything is typed: what was used last, then all there is to do."""
    lines = {ref_of(hit.record, hit.id): _hit_line(hit, opened) for hit in hits}
    done = {f"command:{command.key}": _command_line(command) for command in commands if command.do}
    lately = [found for ref in recent if (found := lines.get(ref) or done.get(ref))][:RECENT_SHOWN]
    shown = {line.ref for line in lately}
    others = [line for ref, line in done.items() if ref not in shown]
    return [*_under(tr("Recent"), lately), *_under(tr("Pages and commands"), others)]


def lines_for(
    text: str,
    recent: tuple[str, ...],
    hits: tuple[Hit, ...],
    commands: tuple[Command, ...],
    opened: Callable[[str, int], None],
) -> list[Line]:
    """What fits the words typed: pages and commands that begin with them, records, then the other commands.

    Within a kind what was used lately comes first, then what begins with the words.
    """
    key = name_key(text)
    fitting = [command for command in commands if command.do and _fits(command.words, key)]
    begins = [command for command in fitting if name_key(command.words).startswith(key)]
    others = [command for command in fitting if command not in begins][:COMMANDS_SHOWN]
    lines = _under(tr("Pages and commands"), _lately_first(map(_command_line, begins), recent))
    for record, (words, _) in KINDS.items():
        found = (_hit_line(hit, opened) for hit in hits if hit.record == record)
        lines += _under(words, _lately_first(found, recent))
    return lines + _under(tr("More commands"), _lately_first(map(_command_line, others), recent))


def _under(heading: str, lines: list[Line]) -> list[Line]:
    return [Line(heading), *lines] if lines else []


def _lately_first(lines: Iterable[Line], recent: tuple[str, ...]) -> list[Line]:
    return sorted(lines, key=lambda line: recent.index(line.ref) if line.ref in recent else len(recent))


def _fits(words: str, key: str) -> bool:
    named = name_key(words)
    return all(word in named for word in key.split())


def _hit_line(hit: Hit, opened: Callable[[str, int], None]) -> Line:
    icon = KINDS[hit.record][1]
    ref = ref_of(hit.record, hit.id)
    return Line(hit.title, icon, hit.detail, ref=ref, do=lambda: opened(hit.record, hit.id))


def _command_line(command: Command) -> Line:
    return Line(command.words, command.icon, keys=command.keys, ref=f"command:{command.key}", do=command.do)
