"""Every text can be read on its ground and every control seen, light and dark; measured by WCAG's formula."""

import pytest

from salesdesk.ui.kit.tokens import MODES, PEOPLE, Mode, contrast

TEXT, OUTLINE = 4.5, 3.0
GROUNDS = ("bg", "rail", "surface", "card", "hover", "row_hover", "head", "band")
# texts, and the grounds on which they are written
TEXTS = {
    "text": (*GROUNDS, "chip", "accent_soft"),
    "text_2": (*GROUNDS, "chip", "accent_soft"),
    "text_3": ("bg", "rail", "surface", "card", "hover", "row_hover", "head", "band"),
    "accent_text": ("bg", "surface", "card", "accent_soft"),
    "green": ("bg", "surface", "card", "green_soft"),
    "amber": ("bg", "surface", "card", "amber_soft"),
    "red": ("bg", "surface", "card", "red_soft"),
    "on_accent": ("primary", "primary_hover"),
    "on_inverse": ("inverse",),
}
OUTLINES = {"ctl": ("surface", "card"), "accent": ("bg", "surface", "card", "rail", "accent_soft")}


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("name", TEXTS)
def test_text_is_readable_on_every_ground_it_is_written_on(mode: Mode, name: str) -> None:
    tokens = MODES[mode]
    pairs = {ground: contrast(getattr(tokens, name), getattr(tokens, ground)) for ground in TEXTS[name]}
    assert {ground: ratio for ground, ratio in pairs.items() if ratio < TEXT} == {}


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("name", OUTLINES)
def test_outlines_of_controls_and_the_focus_ring_are_seen(mode: Mode, name: str) -> None:
    tokens = MODES[mode]
    pairs = {ground: contrast(getattr(tokens, name), getattr(tokens, ground)) for ground in OUTLINES[name]}
    assert {ground: ratio for ground, ratio in pairs.items() if ratio < OUTLINE} == {}


def test_initials_are_readable_on_every_person_s_colour() -> None:
    ratios = {colour: contrast("#FFFFFF", colour) for colour in PEOPLE}
    assert {colour: ratio for colour, ratio in ratios.items() if ratio < TEXT} == {}


def test_the_formula_gives_the_known_values() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#FFFFFF", "#FFFFFF") == pytest.approx(1)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)
