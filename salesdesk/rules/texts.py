"""How long a text may be and what may stand in it."""

from collections.abc import Iterable
from typing import Any

from salesdesk.errors import RuleBroken
from salesdesk.rules.fields import label_of
from salesdesk.translation import tr

LONGEST_LINE = 500
LONGEST_TEXT = 64 * 1024


def one_line(value: str | None, field: str) -> str | None:
    """`value` without line breaks and outer blanks, None if nothing is left; RuleBroken above 500 letters."""
    if value is None:
        return None
    text = " ".join(clean(value).split())
    if len(text) > LONGEST_LINE:
        raise RuleBroken(
            tr("{field} has {n} letters; at most {most} fit.").format(
                field=field, n=len(text), most=LONGEST_LINE
            )
        )
    return text or None


def long_text(value: str | None, field: str) -> str | None:
    """`value` as typed, None if blank; RuleBroken above 64 KB."""
    if value is None:
        return None
    text = clean(value)
    size = len(text) if text.isascii() else len(text.encode("utf-8"))
    if size > LONGEST_TEXT:
        raise RuleBroken(
            tr("{field} is too long ({n} KB); at most 64 KB fit. Attach it as a file instead.").format(
                field=field, n=-(-size // 1024)
            )
        )
    return text if text.strip() else None


def check_texts(values: dict[str, Any], *, lines: Iterable[str] = (), texts: Iterable[str] = ()) -> None:
    """Clean these fields where `values` has them, in place: `lines` as one line, `texts` as typed."""
    for fields, check in ((lines, one_line), (texts, long_text)):
        for field in fields:
            if values.get(field) is not None:
                values[field] = check(values[field], label_of(field))


def clean(value: str) -> str:
    """`value` without NUL and with lone surrogates replaced: no database can store these."""
    if value.isascii() and "\0" not in value:
        return value
    return value.replace("\0", "").encode("utf-8", "replace").decode("utf-8")


def clean_document(value: Any) -> Any:
    """A document of texts, numbers, lists and mappings with every text and every key cleaned."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, dict):
        return {clean(str(key)): clean_document(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [clean_document(entry) for entry in value]
    return value


def custom_fields(values: dict[str, Any] | None) -> dict[str, Any]:
    """A record's own fields as they are stored: cleaned; RuleBroken where a key or a text is too long."""
    found: dict[str, Any] = {}
    for key, value in (values or {}).items():
        name = one_line(str(key), tr("The name of a field"))
        if name is None:
            raise RuleBroken(tr("A field needs a name."))
        found[name] = long_text(value, name) if isinstance(value, str) else clean_document(value)
    return found
