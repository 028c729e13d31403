"""A name that came from outside never leads out of a folder and never starts a program."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesdesk.rules.file_names import disk_name, may_be_opened, shown_name


@pytest.mark.parametrize(
    ("name", "on_disk"),
    [
        ("offer 2026.pdf", "offer 2026.pdf"),
        ("../../x", "x"),
        ("C:\\x", "x"),
        ("CON", "_CON"),
        ("con.pdf", "_con.pdf"),
        ("lpt1.txt", "_lpt1.txt"),
        ("a\0b", "ab"),
        ("what?.pdf", "what_.pdf"),
        ("end. . ", "end"),
        (".", "file"),
        ("漢字.pdf", "漢字.pdf"),
    ],
)
def test_a_copy_has_a_name_that_every_system_takes(name: str, on_disk: str) -> None:
    assert disk_name(name) == on_disk


@given(st.text(max_size=400))
def test_no_name_leads_out_of_its_folder(name: str) -> None:
    for made in (disk_name(name), disk_name(shown_name(name))):
        path = Path("/folder") / made
        assert path.parent == Path("/folder")
        assert path.name == made
        assert made not in ("", ".", "..")
        assert len(made.encode("utf-8", "replace")) <= 201
        assert not set(made) & set('<>:"/\\|?*\0\n\r')


@pytest.mark.parametrize(
    "name",
    ["a.exe", "a.pdf.EXE", "a.lnk", "a.desktop", "a.sh", "a.xlsm", "a.html", "a.svg", "run", "a.exe. "],
)
def test_what_may_be_a_program_is_not_opened(name: str) -> None:
    assert not may_be_opened(name)


@pytest.mark.parametrize("name", ["a.pdf", "a.XLSX", "a.exe.docx", "photo.jpg", "mail.eml", "a.csv"])
def test_documents_are_opened(name: str) -> None:
    assert may_be_opened(name)
