"""The user guide in docs/: its pages in the order of the first one, and where words stand in them."""

import re
from dataclasses import dataclass
from pathlib import Path

FIRST = "index"

_PICTURE = re.compile(r"!\[[^\]]*\]\([^)]*\)")
_LINK = re.compile(r"\[([^\]]*)\]\(([^)]*)\)")
_MARKS = re.compile(r"[*`#>|]+")


@dataclass(frozen=True, slots=True)
class GuidePage:
    """One page: its file's name without the ending, its heading, and what stands in it as Markdown."""

    name: str
    title: str
    text: str

    @property
    def links(self) -> tuple[str, ...]:
        """Where the page leads, pictures included, as it is written there."""
        whole = _PICTURE.findall(self.text) + _LINK.findall(_PICTURE.sub("", self.text))
        return tuple(found[1] if isinstance(found, tuple) else _target(found) for found in whole)


@dataclass(frozen=True, slots=True)
class Found:
    """A page in which words stand, and the piece of it that has most of them."""

    page: GuidePage
    words: str


def _target(picture: str) -> str:
    return picture.rpartition("(")[2].rstrip(")")


def read_guide(folder: Path) -> tuple[GuidePage, ...]:
    """All pages: the first one, those it leads to in its order, then the others by name."""
    pages = {path.stem: _page(path) for path in sorted(folder.glob("*.md"))}
    if FIRST not in pages:
        return tuple(pages.values())
    led = [link.removesuffix(".md") for link in pages[FIRST].links]
    order = dict.fromkeys((FIRST, *(name for name in led if name in pages), *pages))
    return tuple(pages[name] for name in order)


def _page(path: Path) -> GuidePage:
    text = path.read_text(encoding="utf-8")
    heading = next((line for line in text.splitlines() if line.startswith("# ")), path.stem)
    return GuidePage(path.stem, heading.removeprefix("# ").strip(), text)


def find_in_guide(pages: tuple[GuidePage, ...], words: str) -> tuple[Found, ...]:
    """The pages that have all the words, those that have them in their heading first."""
    wanted = words.casefold().split()
    if not wanted:
        return tuple(Found(page, "") for page in pages)
    found = []
    for page in pages:
        pieces = [plain(piece) for piece in page.text.split("\n\n") if not piece.startswith("# ")]
        whole = " ".join((page.title, *pieces)).casefold()
        if all(word in whole for word in wanted):
            best = max(pieces, key=lambda piece: sum(word in piece.casefold() for word in wanted), default="")
            found.append(Found(page, _around(best, wanted)))
    return tuple(
        sorted(found, key=lambda each: not all(word in each.page.title.casefold() for word in wanted))
    )


def plain(markdown: str) -> str:
    """What a reader sees of a piece of Markdown, on one line."""
    words = _LINK.sub(r"\1", _PICTURE.sub("", markdown))
    return " ".join(_MARKS.sub("", words).split())


def _around(piece: str, wanted: list[str]) -> str:
    """The piece from a little before the first of the words on."""
    places = [place for word in wanted if (place := piece.casefold().find(word)) >= 0]
    begin = max(0, min(places, default=0) - 24)
    if not begin:
        return piece
    return "… " + piece[piece.find(" ", begin) + 1 :]
