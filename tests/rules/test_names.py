"""Names are compared without case, accents, signs that nobody sees; the same rule on every database."""

import pytest

from salesdesk.rules.names import bare_key, name_key


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("  Grünwald   Hôtels ", "grunwald hotels"),
        ("STRASSE Straße", "strasse strasse"),
        ("Łódź Ørsted Æon", "lodz orsted aeon"),
        ("İstanbul", "istanbul"),
        ("ﬁne", "fine"),
        ("a\tb\nc", "a b c"),
        ("nul\0l\x07", "null"),
        ("\ud800x", "x"),
        ("Москва", "москва"),
        ("", ""),
    ],
)
def test_a_name_becomes_its_key(name: str, key: str) -> None:
    assert name_key(name) == key
    assert name_key(key) == key


@pytest.mark.parametrize(
    ("one", "other"),
    [("GTX Pro", "GTXPro"), ("Halden GmbH & Co. KG", "halden"), ("O'Brien, Ltd.", "obrien"), ("AG", "a.g.")],
)
def test_names_that_may_mean_the_same_share_a_bare_key(one: str, other: str) -> None:
    assert bare_key(one) == bare_key(other) != ""
