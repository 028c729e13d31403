"""Text that a spreadsheet would run as a formula: disarmed on its way out, as it was on its way in."""

import re

_FORMULA = re.compile(r"'*(?:[\t\r\n]|\s*[=+\-@＝＋－＠])")
_NUMBER = re.compile(r"[+-]?[\d\s.,()/-]+")


def disarm(text: str) -> str:
    """`text` with an apostrophe before it where it could be a formula; numbers and phones stay as they are.

    After OWASP, "CSV Injection". Text that begins with apostrophes before a sign gets one more, so that
    `arm` gives back what there was.
    """
    if _FORMULA.match(text) and not _NUMBER.fullmatch(text.strip()):
        return "'" + text
    return text


def arm(text: str) -> str:
    """The text that `disarm` was given."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text, 1) else text
