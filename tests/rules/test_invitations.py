"""Invitations: what one says is what the other reads, in a mail too; nothing hostile gets through."""

import pytest

from salesdesk.errors import RuleBroken
from salesdesk.rules.invitations import LONGEST, Invitation, invitation_text, read_invitation

ANNA = Invitation("db.example.com", "sales team", "sd_sales_1a2b3c_anna", 5433, "office-root.crt")


@pytest.mark.parametrize(
    "invitation", [ANNA, Invitation("10.0.0.5", "sales", "anna"), Invitation("::1", "s", "a")]
)
def test_what_was_written_is_read(invitation: Invitation) -> None:
    text = invitation_text(invitation, name="user: Anna Keller", company="Weserwind")
    assert read_invitation(text) == invitation
    quoted = "Hello,\r\n\r\n" + "".join(f"> {line}\r\n" for line in text.splitlines())
    quoted += "\r\nserver: evil.example"
    assert read_invitation(quoted) == invitation
    assert "password:" not in text.lower()


def changed(**lines: str) -> str:
    text = invitation_text(ANNA, name="Anna")
    for key, value in lines.items():
        text = "\n".join(
            f"{key}: {value}" if line.startswith(f"{key}:") else line for line in text.splitlines()
        )
    return text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "server: db\ndatabase: x\nuser: y",
        changed(server=""),
        changed(user=""),
        changed(database="\x07"),
        changed(server="db.example/sales?sslmode=disable"),
        changed(server="me:secret@db"),
        changed(server="a,b"),
        changed(port="0"),
        changed(port="99999"),
        changed(port="-1"),
        changed(port="5432 sslmode=disable"),
        changed(port="٥٤٣٢"),
        changed(server="x" * 300),
        "x" * LONGEST + changed(),
    ],
)
def test_what_is_no_invitation_is_refused_in_words(text: str) -> None:
    with pytest.raises(RuleBroken):
        read_invitation(text)


@pytest.mark.parametrize("named", ["../../root.crt", "C:\\certs\\root.crt", "/etc/root.crt"])
def test_a_certificate_is_a_name_and_leads_into_no_folder(named: str) -> None:
    assert read_invitation(changed(certificate=named)).certificate == "root.crt"


def test_lines_that_would_weaken_the_way_or_carry_a_secret_say_nothing() -> None:
    text = changed().replace("port:", "sslmode: disable\npassword: hunter2\nport:")
    assert read_invitation(text) == ANNA
