"""The one table of colours and measures; every pixel of the window takes its colour from here."""

from dataclasses import dataclass, fields
from typing import Literal

Mode = Literal["light", "dark"]

RADIUS_CONTROL, RADIUS_CARD = 7, 9
RAIL, RAIL_FOLDED, TOP_BAR, DETAIL = 208, 56, 56, 312
BUTTON, INSET = 30, 20
FONT = "Inter"


@dataclass(frozen=True, slots=True)
class Tokens:
    """The colours of one mode, as #RRGGBB; `scrim` carries its opacity first, as #AARRGGBB."""

    bg: str
    rail: str
    surface: str
    card: str
    border: str
    border_strong: str
    text: str
    text_2: str
    text_3: str
    accent: str
    accent_text: str
    accent_hover: str
    on_accent: str
    primary: str
    primary_hover: str
    accent_soft: str
    hover: str
    row_hover: str
    green: str
    green_soft: str
    amber: str
    amber_soft: str
    red: str
    red_soft: str
    ctl: str
    chip: str
    inverse: str
    on_inverse: str
    red_on_inverse: str
    head: str
    band: str
    ghost: str
    soft_2: str
    scrim: str


LIGHT = Tokens(
    bg="#F6F7F9",
    rail="#FBFBFC",
    surface="#FFFFFF",
    card="#FFFFFF",
    border="#E6E8EC",
    border_strong="#D5D9E0",
    text="#161A22",
    text_2="#5B6472",
    text_3="#616977",
    accent="#4F5DE4",
    accent_text="#4450D6",
    accent_hover="#4450D6",
    on_accent="#FFFFFF",
    primary="#4F5DE4",
    primary_hover="#4450D6",
    accent_soft="#EEF0FE",
    hover="#EFF1F4",
    row_hover="#F7F8FA",
    green="#0F7653",
    green_soft="#E3F5EE",
    amber="#A15C07",
    amber_soft="#FDF1DC",
    red="#C0342B",
    red_soft="#FCE9E7",
    ctl="#8A92A0",
    chip="#EFF1F4",
    inverse="#1B202A",
    on_inverse="#FFFFFF",
    red_on_inverse="#F08178",
    head="#FAFBFC",
    band="#F8F9FB",
    ghost="#DDE1E8",
    soft_2="#C3C9F7",
    scrim="#590F131A",
)
DARK = Tokens(
    bg="#101216",
    rail="#14161B",
    surface="#171A20",
    card="#1D2128",
    border="#272C35",
    border_strong="#363D49",
    text="#ECEEF2",
    text_2="#A3ABB8",
    text_3="#8C94A2",
    accent="#7C88FF",
    accent_text="#8F99FF",
    accent_hover="#8F99FF",
    on_accent="#FFFFFF",
    primary="#4F5DE4",
    primary_hover="#5865E9",
    accent_soft="#23284A",
    hover="#20242C",
    row_hover="#1B1F26",
    green="#4CC79A",
    green_soft="#16332A",
    amber="#E7B057",
    amber_soft="#37290F",
    red="#F08178",
    red_soft="#3A1D1B",
    ctl="#6B7482",
    chip="#2A303A",
    inverse="#2A303B",
    on_inverse="#ECEEF2",
    red_on_inverse="#F08178",
    head="#1A1D24",
    band="#191C23",
    ghost="#333945",
    soft_2="#3C4379",
    scrim="#9405070A",
)
MODES: dict[Mode, Tokens] = {"light": LIGHT, "dark": DARK}
DECIDED_DOTS = {"won": "#2FA37A", "lost": "#DD7A70"}
STAGE_DOTS = ("#8A92A0", "#4A8FE7", "#8B6CEF", "#D99A2B", "#2FA37A", "#D7669A", "#2AA5B8", "#C96F3B")
PEOPLE = (
    "#4F5DE4",
    "#15805F",
    "#B4529B",
    "#A76312",
    "#2A7C9E",
    "#7A5BD0",
    "#C2544A",
    "#5B7F22",
    "#64748B",
    "#A8557A",
)


def contrast(first: str, second: str) -> float:
    """The contrast ratio of two colours, 1 to 21 (WCAG 2.2: (L1 + 0.05) / (L2 + 0.05))."""
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[index : index + 2], 16) / 255 for index in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def names() -> tuple[str, ...]:
    """The names of all colours."""
    return tuple(each.name for each in fields(Tokens))
