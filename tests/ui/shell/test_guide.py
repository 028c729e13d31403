"""The pages of a guide, their order, and words found in them."""

from pathlib import Path

from salesdesk.ui.shell.guide import GuidePage, find_in_guide, read_guide


def test_pages_that_have_the_words_in_their_heading_come_first() -> None:
    pages = (
        GuidePage(
            "a", "Lists", "# Lists\n\nA board is something else. " + "Word " * 20 + "and [deals](x.md)"
        ),
        GuidePage("b", "The board of deals", "# The board of deals\n\nCards."),
        GuidePage("c", "Undo", "# Undo\n\nCtrl+Z"),
    )
    found = find_in_guide(pages, " BOARD  deals")
    assert [each.page.name for each in found] == ["b", "a"]
    assert found[1].words.startswith("A board is something else.") and found[1].words.endswith("and deals")
    assert [each.page.name for each in find_in_guide(pages, " ")] == ["a", "b", "c"]


def test_pages_stand_in_the_order_of_the_first_one(tmp_path: Path) -> None:
    for name in ("alone", "one", "two"):
        (tmp_path / f"{name}.md").write_text(f"# {name.title()}\n")
    (tmp_path / "index.md").write_text("# Guide\n\n![x](two.png) [Two](two.md) [One](one.md)\n")
    assert [page.title for page in read_guide(tmp_path)] == ["Guide", "Two", "One", "Alone"]
