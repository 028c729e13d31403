"""The fields by which a row and a record are the same, where the user says."""

from collections.abc import Iterable, Mapping

from salesdesk.errors import RuleBroken
from salesdesk.exchange.known import MODELS
from salesdesk.exchange.mapping import plural
from salesdesk.models.base import table_of
from salesdesk.rules.fields import FIELDS
from salesdesk.translation import tr


def key_columns(told: Mapping[str, Iterable[str]]) -> dict[str, dict[str, str]]:
    """Per object and field of its key the column that holds it; RuleBroken if one of them is none."""
    found: dict[str, dict[str, str]] = {}
    for word, names in told.items():
        record = plural(word)
        columns = set(table_of(MODELS[record]).columns.keys()) if record in MODELS else set()
        fields = {field.key for field in FIELDS.get(record, ())}
        for name in names:
            column = name if name in columns else f"{name}_id"
            if name not in fields or column not in columns:
                raise RuleBroken(
                    tr("{record}={field} is no key; use an object and its fields.").format(
                        record=word, field=name
                    )
                )
            found.setdefault(record, {})[name] = column
    return found
