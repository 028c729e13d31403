"""Cards of people are read as each program writes them; a broken one stops no other."""

import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesdesk.errors import KnownError
from salesdesk.exchange.mapping import map_columns
from salesdesk.exchange.table import read_table, read_tables
from salesdesk.exchange.values import ReadRow, read_values


def rows_of(path: Path) -> dict[str, list[ReadRow]]:
    """The rows of a file by what they are."""
    found = {}
    for table in read_tables(path):
        assert table.record is not None
        read = read_values(table, map_columns(table.headers, table.record))
        assert read.mapping.ignored == ()
        found[table.record] = read.rows
    return found


def people(path: Path) -> list[dict[str, Any]]:
    """What the cards tell of people, and of their companies as "company.street"."""
    return [
        {
            ("" if record == "contacts" else "company.") + field: value
            for record, values in row.values.items()
            for field, value in values.items()
            if value is not None
        }
        for row in rows_of(path)["contacts"]
    ]


def cards(path: Path, *lines: str, version: str = "3.0", encoding: str = "utf-8") -> Path:
    """A file of one card with these lines."""
    whole = ["BEGIN:VCARD", f"VERSION:{version}", *lines, "END:VCARD", ""]
    path.write_bytes("\r\n".join(whole).encode(encoding))
    return path


@pytest.mark.parametrize("version", ["2.1", "3.0", "4.0"])
def test_the_usual_facts_find_their_fields(tmp_path: Path, version: str) -> None:
    path = cards(
        tmp_path / "one.vcf",
        "N:Berg;Anna;;;",
        "FN:Anna Berg",
        "ORG:Halden GmbH",
        "TITLE:Head of Sales",
        "TEL;TYPE=HOME:1",
        "TEL;TYPE=CELL:2",
        "TEL;TYPE=WORK,VOICE:3",
        "EMAIL;TYPE=HOME:anna@home.example",
        "EMAIL;TYPE=WORK:anna@halden.example",
        "ADR;TYPE=WORK:;;Am Tor 5;Bremen;;28195;Germany",
        "URL:https://halden.example",
        "NOTE:Met in spring",
        "UID:urn:uuid:4711",
        version=version,
    )
    place = {"street": "Am Tor 5", "city": "Bremen", "postcode": "28195", "country": "Germany"}
    assert people(path) == [
        {
            "name": "Anna Berg",
            "first_name": "Anna",
            "last_name": "Berg",
            "company": "Halden GmbH",
            "job_title": "Head of Sales",
            "phone": "3",
            "mobile": "2",
            "email": "anna@halden.example",
            "description": "Met in spring\n\nPhone (home): 1\nE-mail (home): anna@home.example",
            "source": "vCard",
            "external_id": "4711",
            **place,
            **{f"company.{part}": text for part, text in place.items()},
            "company.website": "https://halden.example",
        }
    ]


def test_old_cards_come_in_quoted_printable_and_any_charset(tmp_path: Path) -> None:
    path = cards(
        tmp_path / "old.vcf",
        "N;CHARSET=ISO-8859-1;ENCODING=QUOTED-PRINTABLE:M=FCller;J=F6rg",
        "FN;CHARSET=UTF-8;QUOTED-PRINTABLE:J=C3=B6rg =",
        "M=C3=BCller",
        "TEL;WORK;VOICE:030 1",
        "NOTE;ENCODING=QUOTED-PRINTABLE:first=0D=0A=",
        "second, C:\\new\\; third",
        "TITLE;CHARSET=no-such:Chef",
        version="2.1",
    )
    assert people(path) == [
        {
            "name": "Jörg Müller",
            "first_name": "Jörg",
            "last_name": "Müller",
            "phone": "030 1",
            "job_title": "Chef",
            "description": "first\nsecond, C:\\new; third",
        }
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_a_file_is_read_whatever_wrote_it(tmp_path: Path, encoding: str, ends: str) -> None:
    path = tmp_path / "odd.dat"
    lines = ["BEGIN:VCARD", "VERSION:3.0", "FN:Zoë", " Müller", "N:Müller;Zoë", "END:VCARD", ""]
    path.write_bytes(ends.join(lines).encode(encoding))
    assert [each["name"] for each in people(path)] == ["ZoëMüller"]


def test_escapes_and_folds_are_undone(tmp_path: Path) -> None:
    path = cards(
        tmp_path / "escaped.vcf",
        "FN:Berg\\, A",
        "\tnna",
        "N:Berg\\;Tal;Anna,Maria",
        "ORG:Halden\\; Söhne;Sales",
        'ADR;LABEL="a:b;c":;;Tor 5\\nHaus 6;Bremen',
        "NOTE:a\\Nb\\\\n c",
    )
    assert people(path) == [
        {
            "name": "Berg, Anna",
            "first_name": "Anna Maria",
            "last_name": "Berg;Tal",
            "company": "Halden; Söhne",
            "street": "Tor 5, Haus 6",
            "city": "Bremen",
            "description": "a\nb\\n c\n\nDepartment: Sales",
        }
    ]


def test_what_apple_calls_a_thing_counts(tmp_path: Path) -> None:
    path = cards(
        tmp_path / "apple.vcf",
        "FN:Anna",
        "N:;Anna",
        "item1.TEL:1",
        "item1.X-ABLabel:_$!<AssistantPhone>!$_",
        "item2.TEL:2",
        "item2.X-ABLabel:Mobile",
        "item3.TEL:3",
        "item3.X-ABLabel:_$!<WorkFAX>!$_",
        "TEL:tel:+49-30-4;ext=5",
    )
    assert people(path) == [
        {
            "name": "Anna",
            "first_name": "Anna",
            "phone": "+49-30-4 ext. 5",
            "mobile": "2",
            "description": "Phone (Assistant Phone): 1\nFax (Work FAX): 3",
        }
    ]


@pytest.mark.parametrize(
    "picture",
    [
        ["PHOTO;ENCODING=b;TYPE=JPEG:AAAA", " BBBB", " CC=="],
        ["PHOTO;TYPE=JPEG;ENCODING=BASE64:", "AAAA", "BBBB==", ""],
        ["PHOTO;BASE64:AAAA", "  BBBB", "", ""],
        ["PHOTO:data:image/jpeg;base64,AAAA"],
        ["X-MS-CARDPICTURE;TYPE=GIF;ENCODING=BASE64:", " AAAA"],
    ],
)
def test_pictures_are_left_out_and_that_is_said(tmp_path: Path, picture: list[str]) -> None:
    path = cards(tmp_path / "photo.vcf", "FN:Anna", *picture, "N:;Anna", "X-ODD:1")
    table = read_table(path)
    assert len(table.notices) == 1
    assert f"{picture[0].partition(';')[0].partition(':')[0]} (1)" in table.notices[0]
    assert "X-ODD (1)" in table.notices[0]
    assert people(path) == [{"name": "Anna", "first_name": "Anna"}]


def test_a_large_picture_on_one_line_spoils_no_card(tmp_path: Path) -> None:
    path = cards(tmp_path / "large.vcf", "FN:Anna", "PHOTO;ENCODING=b:" + "AAAA" * 1_000_000, "N:;Anna")
    assert people(path) == [{"name": "Anna", "first_name": "Anna"}]


def test_a_card_of_a_company_is_a_company(tmp_path: Path) -> None:
    path = tmp_path / "mixed.vcf"
    path.write_text(
        "BEGIN:VCARD\nVERSION:3.0\nFN:Halden GmbH\nN:;;;;\nORG:Halden GmbH\nTEL;TYPE=CELL:1\n"
        "ADR:;;Tor 5;Bremen;HB;28195;Germany\nURL:halden.example\nEND:VCARD\n"
        "BEGIN:VCARD\nVERSION:3.0\nN:Berg;Anna\nORG:Halden GmbH\nEND:VCARD\n"
        "BEGIN:VCARD\nVERSION:4.0\nKIND:org\nFN:Tern\nORG:Tern AG\nN:Tern;;;;\nEND:VCARD\n"
    )
    rows = rows_of(path)
    told = [{k: v for k, v in row.values["companies"].items() if v} for row in rows["companies"]]
    assert told == [
        {
            "name": "Halden GmbH",
            "phone": "1",
            "street": "Tor 5",
            "city": "Bremen",
            "region": "HB",
            "postcode": "28195",
            "country": "Germany",
            "website": "halden.example",
        },
        {"name": "Tern"},
    ]
    assert [row.number for row in rows["contacts"]] == [10]
    assert people(path) == [
        {"name": "Anna Berg", "first_name": "Anna", "last_name": "Berg", "company": "Halden GmbH"}
    ]


def test_a_broken_card_becomes_a_problem_and_stops_no_other(tmp_path: Path) -> None:
    path = tmp_path / "broken.vcf"
    whole = "BEGIN:VCARD\nVERSION:3.0\nFN:{0}\nN:;{0}\nEND:VCARD\n"
    path.write_text(
        whole.format("Anna")
        + "BEGIN:VCARD\nVERSION:3.0\nFN:Torn\nN:;Torn\n"
        + whole.format("Bo")
        + "BEGIN:VCARD\nVERSION:3.0\nNOTE:nobody\nEND:VCARD\n"
        + "BEGIN:VCARD\nFN:Large\n"
        + "NOTE:x\n" * 200_000
        + "END:VCARD\nEND:VCARD\nnonsense\n"
        + whole.format("Cy")
        + "BEGIN:VCARD\nFN:Last"
    )
    rows = rows_of(path)["contacts"]
    said = {row.values["contacts"]["name"]: row.problem and row.problem.reason for row in rows}
    assert said == {
        "Anna": None,
        "Torn": "this card has no end",
        "Bo": None,
        None: "this card names nobody",
        "Large": "this card is larger than 1 MB without its pictures",
        "Cy": None,
        "Last": "this card has no end",
    }
    assert [row.number for row in rows[:4]] == [1, 6, 10, 15]


def test_a_card_within_a_card_is_not_a_card(tmp_path: Path) -> None:
    path = cards(
        tmp_path / "agent.vcf",
        "FN:Anna",
        "N:;Anna",
        "AGENT:",
        "BEGIN:VCARD",
        "FN:Her agent",
        "END:VCARD",
        "TITLE:Boss",
        version="2.1",
    )
    assert people(path) == [{"name": "Anna", "first_name": "Anna", "job_title": "Boss"}]


def test_words_that_are_blank_in_a_spreadsheet_are_names_on_a_card(tmp_path: Path) -> None:
    path = cards(tmp_path / "null.vcf", "FN:Null", "N:Null;None", "ORG:N/A")
    assert people(path) == [{"name": "Null", "first_name": "None", "last_name": "Null", "company": "N/A"}]


def test_a_file_with_no_whole_card_in_it_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "calendar.vcf"
    path.write_text("BEGIN:VCALENDAR\nEND:VCALENDAR\n")
    with pytest.raises(KnownError, match="not a spreadsheet"):
        read_tables(path)


PIECES = st.sampled_from(
    [
        "BEGIN:VCARD", "END:VCARD", "\r\n", "\n", " ", "\t", "VERSION:2.1", "VERSION:4.0", "FN:", "N:",
        "ORG:", "AGENT:", "TEL;TYPE=", "item1.", "X-ABLabel:", "ADR:", "PHOTO;ENCODING=b:", "KIND:org",
        "tel:;ext=", ";ENCODING=QUOTED-PRINTABLE", ";CHARSET=", "utf-16", "idna", "unicode_escape", "\\",
        ";", ",", ":", "=", "=\n", '"', "=0D", "UID:", "BDAY:", "2020-99-99", "\0",
        "\x85", "\u2028", "é", "\udc80",
    ]
)  # fmt: skip


@given(st.lists(PIECES | st.text(max_size=8), max_size=60), st.sampled_from(["utf-8", "utf-16", "latin-1"]))
def test_no_file_of_cards_does_more_than_be_refused(
    tmp_path_factory: pytest.TempPathFactory, pieces: list[str], encoding: str
) -> None:
    path = tmp_path_factory.getbasetemp() / "hostile.vcf"
    path.write_bytes(("BEGIN:VCARD\n" + "".join(pieces)).encode(encoding, "replace"))
    for rows in rows_of(path).values():
        assert rows


@given(st.binary(max_size=400))
def test_no_bytes_do_more_than_be_refused(tmp_path_factory: pytest.TempPathFactory, raw: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "bytes.vcf"
    path.write_bytes(b"BEGIN:VCARD\nFN:A\n" + raw + b"\nEND:VCARD")
    assert rows_of(path)


def test_real_cards_are_read_whole() -> None:
    folder = os.environ.get("SALESDESK_REAL_FILES")
    if not folder:
        pytest.skip("SALESDESK_REAL_FILES does not point to the public files")
    cards_of = Path(folder) / "mangstadt__ez-vcard"
    iphone, outlook = people(cards_of / "John_Doe_IPHONE.vcf"), people(cards_of / "John_Doe_MS_OUTLOOK.vcf")
    assert (len(iphone), len(outlook)) == (1, 1)
    for person, mail, phone in ((iphone[0], "com", "905-777-1234"), (outlook[0], "cm", "(905) 555-1234")):
        assert person["name"] == "Mr. John Richter James Doe Sr."
        assert (person["first_name"], person["last_name"]) == ("John", "Doe")
        assert (person["company"], person["job_title"]) == ("IBM", "Money Counter")
        assert (person["email"], person["phone"]) == (f"john.doe@ibm.{mail}", phone)
        assert person["company.website"] == "http://www.ibm.com"
    assert iphone[0]["mobile"] == "905-555-1234"
    assert iphone[0]["street"] == "Street4, Building 6, Floor 8"
    assert "Birthday: 2012-06-06" in iphone[0]["description"]
    assert "Birthday: 1980-03-22" in outlook[0]["description"]
    assert outlook[0]["description"].startswith("THIS SOFTWARE IS PROVIDED")
