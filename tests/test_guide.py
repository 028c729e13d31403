"""The guide and the README: a page for every screen, no link into nothing, pictures made by the script."""

from importlib import import_module
from pathlib import Path

import pytest

from salesdesk.ui.kit.screen import Screen
from salesdesk.ui.shell.guide import FIRST, GuidePage, read_guide
from salesdesk.ui.shell.menu import SCREENS, Entry
from tests.pictures import PICTURES

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"


def guide() -> dict[str, GuidePage]:
    """All pages by name."""
    return {page.name: page for page in read_guide(DOCS)}


def readme() -> GuidePage:
    """The README as one more page."""
    return GuidePage("README", "SalesDesk", (ROOT / "README.md").read_text(encoding="utf-8"))


def pictures(page: GuidePage) -> list[str]:
    """The pictures that a page shows."""
    return [link for link in page.links if link.endswith(".png")]


def page_of(entry: Entry) -> str:
    """The page that F1 opens on a screen."""
    module, _, name = entry.place.partition(":")
    screen: type[Screen] = getattr(import_module(module), name)
    return screen.help_page or screen.name


def test_every_screen_of_the_menu_has_a_page() -> None:
    pages = guide()
    assert [entry.name for entry in SCREENS if page_of(entry) not in pages] == []


def test_every_page_is_led_to_from_the_first_one() -> None:
    pages = guide()
    led = {link.removesuffix(".md") for link in pages[FIRST].links}
    assert set(pages) - led == {FIRST}


@pytest.mark.parametrize("page", [*read_guide(DOCS), readme()], ids=lambda page: page.name)
def test_every_link_leads_to_something_that_is_there(page: GuidePage) -> None:
    folder = ROOT if page.name == "README" else DOCS
    local = [link for link in page.links if not link.startswith("https://")]
    assert [link for link in local if not (folder / link.partition("#")[0]).is_file()] == []
    if page.name != "README":
        assert [link for link in local if not (folder / link).resolve().is_relative_to(DOCS)] == []


def test_every_picture_is_shown_somewhere_and_made_by_the_script() -> None:
    shown = {Path(link).name for page in (*guide().values(), readme()) for link in pictures(page)}
    there = {path.name for path in (DOCS / "pictures").iterdir()}
    assert shown == there == {f"{name}.png" for name in PICTURES}


@pytest.mark.parametrize("page", [*read_guide(DOCS)], ids=lambda page: page.name)
def test_a_page_is_short_and_begins_with_its_heading(page: GuidePage) -> None:
    lines = page.text.splitlines()
    assert lines[0] == f"# {page.title}" and len(page.title) < 40
    assert len(page.text.split()) < 700
    assert not [line for line in lines if len(line) > 120 and not line.startswith("![")]
