"""Cards of people from a .vcf file, vCard 2.1 to 4.0, as many programs write them.

After RFC 6350, RFC 2426 and versit's vCard 2.1, and more patient than these: each card stands for itself, so
that a broken one stops no other; text comes in any charset, folded or not, in quoted-printable or not.
"""

import quopri
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from salesdesk.exchange.textfiles import looks_utf16
from salesdesk.translation import tr

LONGEST_LINE = 1024 * 1024
MOST_OF_A_CARD = 1024 * 1024
_BEGIN, _END = b"BEGIN:VCARD", b"END:VCARD"
_PICTURES = frozenset({"PHOTO", "LOGO", "SOUND", "KEY"})
_BASE64 = re.compile(rb";(?:ENCODING=\"?)?(?:B|BASE64)\"?(?:;|$)", re.IGNORECASE)
_QUOTED = re.compile(rb"[;=]\"?QUOTED-PRINTABLE", re.IGNORECASE)
_SOFT_BREAK = re.compile(rb"=[ \t]*$")
_HEAD = re.compile(rb"(?:[^\":]|\"[^\"]*\")*")
_CHARSET = re.compile(
    r"(?:us-)?ascii|latin-?1|utf-?(?:8|16)(?:-?[lb]e)?|iso[-_]?8859[-_]\d+|(?:windows|cp)[-_]?\d+|koi8[-_][ru]|"
    r"shift[-_]?jis|(?:euc|iso[-_]2022)[-_]\w+|gb\w+|big5\w*|mac[-_]?\w+|macintosh",
    re.IGNORECASE,
)
_PARAMETER = re.compile(r"(?:[^\";]|\"[^\"]*\"?)+")
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_PIECE = re.compile(r"\\.|[^\\;,]+|.", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Property:
    """One fact of a card: its name and kinds in capitals, and its text as it stands there, still escaped."""

    name: str
    kinds: frozenset[str]
    raw: str
    group: str = ""
    old: bool = False
    """Whether it follows vCard 2.1, where a backslash is only a backslash."""

    @property
    def typed(self) -> str:
        """The text that was meant, with the blanks around it."""
        return _unescaped(self.raw, old=self.old)

    @property
    def text(self) -> str:
        """The text that was meant."""
        return self.typed.strip()

    def parts(self, sign: str = ";") -> list[str]:
        """The parts between the signs that are not escaped."""
        return [_unescaped(part, old=self.old).strip() for part in _split(self.raw, sign)]

    def lists(self) -> list[list[str]]:
        """The parts between semicolons, each as the parts between its commas."""
        return [
            [_unescaped(entry, old=self.old).strip() for entry in _split(part, ",")]
            for part in _split(self.raw, ";")
        ]


@dataclass
class Card:
    """One card: the line on which it begins, what it tells, what was left out, or why it cannot be read."""

    line: int
    properties: list[Property] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)
    problem: str = ""

    def all(self, name: str) -> list[Property]:
        """The properties of this name that say something, the preferred ones first."""
        found = self._named.get(name)
        if not found:
            return []
        if len(found) > 1:
            found.sort(key=lambda each: "PREF" not in each.kinds)
        return found

    @cached_property
    def _named(self) -> dict[str, list[Property]]:
        found: dict[str, list[Property]] = {}
        for each in self.properties:
            if each.raw.strip(";, \n"):
                found.setdefault(each.name, []).append(each)
        return found

    def label(self, of: Property) -> str:
        """What a phone's owner called this, as Apple's programs keep it beside."""
        if not of.group:
            return ""
        word = self._labels.get(of.group, "").removeprefix("_$!<").removesuffix(">!$_")
        return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", word)

    @cached_property
    def _labels(self) -> dict[str, str]:
        return {each.group: each.text for each in self.properties if each.name == "X-ABLABEL"}


def read_cards(path: Path) -> Iterator[Card]:
    """All cards of a file in their order; a broken one says so."""
    draft: _Draft | None = None
    nested = 0
    for number, line in _lines(path):
        word = line.rstrip().upper()
        if word == _BEGIN and draft is not None and draft.names_an_agent:
            nested += 1
        elif word == _BEGIN:
            if draft is not None:
                yield draft.unfinished()
            draft = _Draft(Card(number))
        elif word == _END and nested:
            nested -= 1
        elif word == _END and draft is not None:
            yield draft.finished()
            draft = None
        elif draft is not None and not nested:
            draft.take(line)
    if draft is not None:
        yield draft.unfinished()


def _lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """The lines of a file without their ends, whatever these are; of an endless one only its beginning."""
    with path.open("rb") as file:
        head = file.read(4096)
    encoding = "latin-1"  # each byte stays what it is
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    elif looks_utf16(head):
        encoding = "utf-16-be" if head[0] == 0 else "utf-16-le"
    with path.open(encoding=encoding, errors="replace") as text:
        number, inside = 0, False
        while piece := text.readline(LONGEST_LINE):
            if not inside:
                number += 1
                bare = piece.removesuffix("\n")
                raw = bare.encode("latin-1" if encoding == "latin-1" else "utf-8", "replace")
                yield number, raw.removeprefix(b"\xef\xbb\xbf") if number == 1 else raw
            inside = not piece.endswith("\n")


class _Draft:
    """A card while its lines come in."""

    def __init__(self, card: Card) -> None:
        self.card = card
        self.old = False
        self._line = bytearray()
        self._is_open = self._is_quoted = self._is_picture = False
        self._size = 0

    @property
    def names_an_agent(self) -> bool:
        """Whether a card within this card is to follow."""
        return self._is_open and bytes(self._line[:5]).upper() == b"AGENT"

    def finished(self) -> Card:
        """The card at its end."""
        self._close()
        return self.card

    def unfinished(self) -> Card:
        """The card, which had no end."""
        self._close()
        self.card.problem = self.card.problem or tr("this card has no end")
        return self.card

    def take(self, line: bytes) -> None:
        """One more line: a property, or more of the last one."""
        if self.card.problem:
            return
        if not self._continues(line):
            self._close()
            if line.strip():
                self._begin(line)
        self._size += 0 if self._is_picture else len(line)
        if self._size > MOST_OF_A_CARD:
            self.card.problem = tr("this card is larger than 1 MB without its pictures")

    def _continues(self, line: bytes) -> bool:
        """Add a line to the property that is open, if it belongs there."""
        if not self._is_open:
            return False
        if self._is_quoted and (soft := _SOFT_BREAK.search(self._line, max(0, len(self._line) - 80))):
            del self._line[soft.start() :]
            self._line += line
            return True
        if line[:1] in (b" ", b"\t"):
            if not self._is_picture:
                self._line += line if self.old else line[1:]
            return True
        if b":" in line or not line.strip():
            return False
        # A line break that somebody forgot to escape, or base64 that nobody indented.
        if not self._is_picture:
            self._line += b"\n" + line
        return True

    def _begin(self, line: bytes) -> None:
        head = line.split(b":", 1)[0]
        name = _name(head)[1]
        self._is_picture = name in _PICTURES or _BASE64.search(head) is not None
        if self._is_picture:
            self.card.left_out[name] += 1
        self._is_quoted = _QUOTED.search(head) is not None
        self._line = bytearray(line)
        self._is_open = True

    def _close(self) -> None:
        if self._is_open and not self._is_picture:
            found = _property(bytes(self._line), quoted=self._is_quoted, old=self.old)
            if found is not None:
                self.card.properties.append(found)
                if found.name == "VERSION":
                    self.old = found.raw.strip().startswith("2")
        self._is_open = self._is_picture = self._is_quoted = False
        self._line = bytearray()


def _property(line: bytes, *, quoted: bool, old: bool) -> Property | None:
    matched = _HEAD.match(line)
    end = matched.end() if matched else 0
    if line[end : end + 1] != b":":
        end = line.find(b":")
    if end < 1:
        return None
    head, content = line[:end], line[end + 1 :]
    group, name = _name(head)
    kinds, charset = _parameters(head)
    if quoted:
        content = quopri.decodestring(content)
    text = _decoded(content, charset).replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    return Property(name, kinds, text, group, old)


def _name(head: bytes) -> tuple[str, str]:
    """The group and the name of a property."""
    group, _, name = head.split(b";", 1)[0].decode("utf-8", "replace").strip().rpartition(".")
    return group, name.upper()


def _parameters(head: bytes) -> tuple[frozenset[str], str]:
    """The kinds of a property (WORK, FAX, PREF), and its charset if it has one."""
    kinds, charset = set(), ""
    for entry in _PARAMETER.findall(head.decode("utf-8", "replace"))[1:]:
        key, sign, value = entry.partition("=")
        key, value = key.strip().upper(), value.strip().strip('"')
        if not sign:
            kinds.add(key)
        elif key == "TYPE":
            kinds |= {word.strip().upper() for word in value.split(",")}
        elif key == "PREF":
            kinds.add("PREF")
        elif key == "CHARSET":
            charset = value
    return frozenset(kinds), charset


def _decoded(content: bytes, charset: str) -> str:
    """Text in the charset that is told if texts come in such, else UTF-8, else Windows-1252."""
    for encoding in (charset if _CHARSET.fullmatch(charset) else "utf-8", "utf-8"):
        try:
            return content.decode(encoding)
        except (LookupError, ValueError):
            continue
    return content.decode("cp1252", "replace")


def _split(raw: str, sign: str) -> list[str]:
    found: list[list[str]] = [[]]
    for piece in _PIECE.findall(raw):
        if piece == sign:
            found.append([])
        else:
            found[-1].append(piece)
    return ["".join(part) for part in found]


def _unescaped(text: str, *, old: bool) -> str:
    def meant(found: re.Match[str]) -> str:
        sign = found[1]
        if sign in "nN" and not old:
            return "\n"
        return sign if sign in ";,:" or (sign == "\\" and not old) else found[0]

    return _ESCAPED.sub(meant, text)
