"""The style sheet over Fusion, written from the tokens; object names and `kind` properties pick the parts."""

from salesdesk.resources import resource
from salesdesk.ui.kit.tokens import BUTTON, DARK, RADIUS_CARD, RADIUS_CONTROL, Tokens


def style_sheet(tokens: Tokens) -> str:
    """The whole style sheet of one mode."""
    parts = (_ground, _buttons, _fields, _shell, _parts, _lists)
    return "\n".join(part(tokens) for part in parts)


def _ground(t: Tokens) -> str:
    return f"""
QWidget {{ color: {t.text}; }}
QMainWindow, QDialog {{ background: {t.bg}; }}
QToolTip {{ background: {t.inverse}; color: {t.on_inverse}; border: 0; padding: 5px 8px; font-size: 12px; }}
QLabel[kind="title"] {{ font-size: 16px; font-weight: 600; }}
QLabel[kind="heading"] {{ font-size: 18px; font-weight: 600; }}
QLabel[kind="big"] {{ font-size: 22px; font-weight: 600; }}
QLabel[kind="note"] {{ font-size: 12px; color: {t.text_2}; }}
QLabel[kind="lead"] {{ color: {t.text_2}; }}
QLabel[kind="strong"] {{ font-weight: 500; }}
QLabel[kind="quiet"] {{ font-size: 12px; color: {t.text_3}; }}
QLabel[kind="label"] {{ font-size: 12px; color: {t.text_2}; }}
QLabel[kind="caps"] {{ font-size: 11px; font-weight: 600; color: {t.text_3}; letter-spacing: 0.3px; }}
QLabel#dayHint {{ font-size: 12px; color: {t.red}; background: {t.surface};
  border: 1px solid {t.border_strong}; border-radius: 6px; padding: 6px 8px; }}
QLabel[kind="late"] {{ font-size: 12px; color: {t.amber}; }}
QLabel[kind="error"] {{ font-size: 12px; color: {t.red}; }}
QScrollArea, QScrollArea > QWidget#viewport {{ border: 0; background: transparent; }}
QScrollBar:vertical {{ background: transparent; width: 9px; margin: 2px 0 2px 3px; }}
QScrollBar:horizontal {{ background: transparent; height: 9px; margin: 3px 2px 0 2px; }}
QScrollBar#overlay:vertical {{ width: 6px; margin: 2px 1px 2px 0; }}
QScrollBar::handle {{ background: {t.ghost}; border-radius: 3px; min-height: 32px; min-width: 32px; }}
QScrollBar::handle:hover {{ background: {t.ctl}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QMenu {{ background: {t.surface}; border: 1px solid {t.border_strong}; border-radius: {RADIUS_CONTROL}px;
  padding: 4px; }}
QMenu::item {{ padding: 6px 24px 6px 10px; border-radius: 5px; }}
QMenu::icon {{ padding-left: 8px; }}
QMenu::item:selected {{ background: {t.hover}; }}
QMenu::item:disabled {{ color: {t.ctl}; }}
QMenu::separator {{ height: 1px; background: {t.border}; margin: 4px 6px; }}
"""


def _buttons(t: Tokens) -> str:
    size = f"min-height: {BUTTON - 2}px; max-height: {BUTTON - 2}px; padding: 0 12px"
    return f"""
QPushButton {{ {size}; border-radius: {RADIUS_CONTROL}px; font-weight: 500;
  border: 1px solid {t.border_strong}; background: {t.surface}; color: {t.text}; }}
QPushButton:hover {{ background: {t.hover}; }}
QPushButton:pressed {{ background: {t.border}; }}
QPushButton:focus {{ border: 2px solid {t.accent}; padding: 0 11px; }}
QPushButton:disabled {{ color: {t.ctl}; background: {t.hover}; border-color: {t.border}; }}
QPushButton[kind="primary"] {{ background: {t.primary}; border-color: {t.primary}; color: {t.on_accent};
  font-weight: 600; }}
QPushButton[kind="primary"]:hover {{ background: {t.primary_hover}; }}
QPushButton[kind="primary"]:focus {{ border: 2px solid {t.soft_2}; }}
QPushButton[kind="primary"]:disabled {{ background: {t.hover}; border-color: {t.border}; color: {t.ctl}; }}
QPushButton[kind="danger"] {{ color: {t.red}; }}
QPushButton[kind="danger"]:disabled {{ color: {t.ctl}; }}
QPushButton[kind="due"] {{ color: {t.amber}; background: {t.amber_soft}; border-color: {t.amber_soft}; }}
QPushButton[kind="quiet"] {{ border-color: transparent; background: transparent; color: {t.text_2}; }}
QPushButton[kind="quiet"]:hover {{ background: {t.hover}; color: {t.text}; }}
QPushButton[kind="quiet"]:focus {{ border: 2px solid {t.accent}; }}
QPushButton#small {{ font-size: 12px; }}
QPushButton[kind="link"] {{ border-color: transparent; background: transparent; color: {t.accent_text};
  padding: 0 4px; }}
QPushButton[kind="link"]:focus {{ border: 2px solid {t.accent}; padding: 0 3px; }}
QPushButton[kind="path"] {{ border-color: transparent; background: transparent; color: {t.text_2};
  padding: 0 2px; }}
QPushButton[kind="path"]:hover {{ color: {t.text}; text-decoration: underline; }}
QPushButton[kind="path"]:focus {{ border: 2px solid {t.accent}; padding: 0 1px; }}
QToolButton {{ border: 1px solid transparent; border-radius: {RADIUS_CONTROL}px; padding: 4px;
  background: transparent; }}
QToolButton:hover {{ background: {t.hover}; }}
QToolButton:focus {{ border: 2px solid {t.accent}; padding: 3px; }}
QToolButton::menu-indicator {{ image: none; }}
"""


def _fields(t: Tokens) -> str:
    boxes = "QLineEdit, QComboBox, QDateEdit, QPlainTextEdit, QSpinBox"
    focus = ", ".join(f"{name.strip()}:focus" for name in boxes.split(","))
    return f"""
{boxes} {{ background: {t.surface}; border: 1px solid {t.ctl}; border-radius: {RADIUS_CONTROL}px;
  padding: 0 9px; min-height: 28px; selection-background-color: {t.primary};
  selection-color: {t.on_accent}; }}
QLineEdit, QComboBox, QDateEdit, QSpinBox {{ max-height: 28px; }}
QPlainTextEdit {{ padding: 5px 6px; }}
QComboBox {{ padding-left: 11px; }}
{focus} {{ border: 2px solid {t.accent}; padding: 0 8px; }}
QPlainTextEdit:focus {{ padding: 4px 5px; }}
QLineEdit[state="wrong"] {{ border: 2px solid {t.red}; padding: 0 8px; }}
QLineEdit#search {{ background: {t.hover}; border-color: {t.border_strong}; padding-left: 2px; }}
QLineEdit#search:focus {{ background: {t.surface}; border: 2px solid {t.accent}; padding-left: 1px; }}
QLineEdit[kind="inline"], QDateEdit[kind="inline"], QComboBox[kind="inline"] {{ background: transparent;
  border-color: transparent; padding: 0 3px; min-height: 26px; max-height: 26px; font-weight: 500; }}
QComboBox[kind="inline"] {{ padding-left: 5px; }}
QLineEdit[kind="inline"]:hover, QDateEdit[kind="inline"]:hover, QComboBox[kind="inline"]:hover {{
  background: {t.hover}; }}
QLineEdit[kind="inline"]:focus, QDateEdit[kind="inline"]:focus, QComboBox[kind="inline"]:focus {{
  background: {t.surface}; border: 2px solid {t.accent}; padding: 0 2px; }}
QComboBox[kind="inline"]:focus {{ padding-left: 4px; }}
QPlainTextEdit[kind="inline"] {{ background: transparent; border-color: transparent; padding: 3px 1px; }}
QPlainTextEdit[kind="inline"]:hover {{ background: {t.hover}; }}
QPlainTextEdit[kind="inline"]:focus {{ background: {t.surface}; border: 2px solid {t.accent};
  padding: 2px 0; }}
QLineEdit#dealTitle {{ font-size: 18px; font-weight: 600; min-height: 32px; max-height: 32px; }}
QLineEdit#dealAmount {{ font-size: 22px; font-weight: 600; min-height: 34px; max-height: 34px; }}
QComboBox::drop-down, QDateEdit::drop-down {{ border: 0; width: 22px; }}
QComboBox::down-arrow, QDateEdit::down-arrow {{ image: url("{_chevron(t)}"); width: 14px; height: 14px; }}
QComboBox QAbstractItemView {{ background: {t.surface}; border: 1px solid {t.border_strong}; padding: 4px;
  selection-background-color: {t.hover}; selection-color: {t.text}; outline: 0; }}
QComboBox QAbstractItemView::item {{ min-height: 28px; padding: 0 6px; border-radius: 5px; }}
QWidget#calendarPopup {{ background: {t.surface}; border: 1px solid {t.border_strong}; }}
QCalendarWidget QWidget {{ background: {t.surface}; alternate-background-color: {t.head}; }}
QCalendarWidget QAbstractItemView {{ selection-background-color: {t.primary};
  selection-color: {t.on_accent}; }}
QCalendarWidget QToolButton {{ color: {t.text}; font-weight: 600; padding: 4px 8px; border: 0;
  border-radius: 5px; }}
QCalendarWidget QToolButton:hover {{ background: {t.hover}; }}
QCalendarWidget QToolButton#qt_calendar_prevmonth, QCalendarWidget QToolButton#qt_calendar_nextmonth {{
  font-size: 18px; padding: 0 10px 2px; }}
QCalendarWidget QToolButton::menu-indicator {{ image: none; }}
"""


def _chevron(t: Tokens) -> str:
    return resource(f"themes/chevron-{'dark' if t is DARK else 'light'}.svg").as_posix()


def _shell(t: Tokens) -> str:
    return f"""
QFrame#rail {{ background: {t.rail}; border: 0; border-right: 1px solid {t.border}; }}
QFrame#topBar {{ background: {t.surface}; border: 0; border-bottom: 1px solid {t.border}; }}
QFrame#detail {{ background: {t.surface}; border: 0; border-left: 1px solid {t.border}; }}
QFrame#detailFoot {{ background: {t.surface}; border: 0; border-top: 1px solid {t.border}; }}
QWidget#dealBody, QWidget#sheetBody {{ background: {t.surface}; }}
QPushButton#stagePill {{ background: {t.accent_soft}; color: {t.accent_text}; border: 1px solid transparent;
  border-radius: 11px; font-size: 12px; font-weight: 600; padding: 0 9px;
  min-height: 20px; max-height: 20px; }}
QPushButton#stagePill:hover, QPushButton#stagePill:focus {{ border-color: {t.accent}; }}
QWidget#page {{ background: {t.bg}; }}
QLabel#brand {{ font-size: 15px; font-weight: 600; }}
QPushButton#nav {{ text-align: left; border: 1px solid transparent; background: transparent;
  min-height: 30px; max-height: 30px; padding: 0 9px; color: {t.text_2}; font-weight: 500; }}
QPushButton#nav:hover {{ background: {t.hover}; color: {t.text}; }}
QPushButton#nav:checked {{ background: {t.accent_soft}; color: {t.accent_text}; }}
QPushButton#nav:focus {{ border: 2px solid {t.accent}; padding: 0 8px; }}
QPushButton#nav[folded="true"] {{ text-align: center; padding: 0 0 0 6px; }}
QPushButton#nav[folded="true"]:focus {{ padding: 0 0 0 5px; }}
QPushButton#person {{ text-align: left; border: 1px solid transparent; background: transparent;
  min-height: 42px; max-height: 42px; padding: 0 6px; }}
QPushButton#person:hover {{ background: {t.hover}; }}
QPushButton#person:focus {{ border: 2px solid {t.accent}; padding: 0 5px; }}
QFrame#banner, QFrame#openLine {{ background: {t.amber_soft}; border: 0;
  border-bottom: 1px solid {t.border}; }}
QFrame#banner QLabel, QFrame#openLine QLabel {{ color: {t.amber}; font-weight: 500; }}
"""


def _parts(t: Tokens) -> str:
    # A list that lies in nothing is the window of matches below a field. It must paint its own ground: where
    # windows are not composed, what is transparent is black.
    return f"""
QFrame#toast {{ background: {t.inverse}; border: 0; border-radius: 11px; }}
QFrame#toast QLabel {{ color: {t.on_inverse}; font-weight: 500; }}
QFrame#toast QPushButton {{ background: transparent; border-color: transparent; color: #AEB6FF;
  font-weight: 600; }}
QFrame#toast QPushButton:hover {{ background: rgba(255, 255, 255, 26); }}
QFrame#toast QPushButton:focus {{ border: 2px solid #AEB6FF; padding: 0 11px; }}
QFrame#sheet {{ background: {t.surface}; border: 0; border-left: 1px solid {t.border}; }}
QFrame#noticePanel, QFrame#reminders {{ background: {t.surface}; border: 1px solid {t.border_strong};
  border-radius: {RADIUS_CARD}px; }}
QPushButton#reminderTitle {{ text-align: left; padding: 0 2px; min-height: 20px; max-height: 20px;
  font-weight: 600; color: {t.text}; }}
QPushButton#reminderTitle:hover {{ color: {t.accent_text}; }}
QFrame#palette {{ background: {t.surface}; border: 1px solid {t.border_strong}; border-radius: 11px; }}
QLineEdit#paletteField {{ background: transparent; border: 0; font-size: 15px; min-height: 52px;
  max-height: 52px; padding: 0 14px 0 8px; }}
QFrame#sheetHead {{ background: transparent; border: 0; border-bottom: 1px solid {t.border}; }}
QFrame#sheetFoot {{ background: transparent; border: 0; border-top: 1px solid {t.border}; }}
QFrame#cardBox {{ background: {t.card}; border: 1px solid {t.border}; border-radius: {RADIUS_CARD}px; }}
QFrame#line {{ background: {t.border}; border: 0; max-height: 1px; min-height: 1px; }}
QListView {{ background: {t.surface}; border: 1px solid {t.border_strong}; outline: 0; }}
* QListView {{ background: transparent; border: 0; }}
QPushButton#choice {{ text-align: left; background: {t.card}; border: 1px solid {t.border};
  border-radius: {RADIUS_CARD}px; min-height: 91px; max-height: 91px; padding: 0; }}
QPushButton#process {{ text-align: left; background: {t.card}; border: 1px solid {t.border_strong};
  border-radius: {RADIUS_CARD}px; min-height: 92px; max-height: 120px; padding: 0; }}
QPushButton#process:hover {{ background: {t.row_hover}; }}
QPushButton#process:checked {{ border: 2px solid {t.accent}; background: {t.accent_soft}; }}
QPushButton#process:focus {{ border: 2px solid {t.accent}; }}
QPushButton#firstStep {{ text-align: left; border: 1px solid transparent; background: transparent;
  min-height: 34px; max-height: 34px; padding: 0; border-radius: 7px; }}
QPushButton#firstStep:hover {{ background: {t.hover}; }}
QPushButton#firstStep:focus {{ border: 2px solid {t.accent}; }}
QPushButton#firstStep[next="true"] {{ background: {t.accent_soft}; }}
QPushButton#firstStep QLabel {{ background: transparent; font-weight: 500; }}
QPushButton#firstStep QLabel[kind="quiet"] {{ font-weight: 400; }}
QPushButton#firstStep[next="true"] QLabel[kind="quiet"] {{ color: {t.text_2}; }}
QPushButton#firstStep QLabel[done="true"] {{ color: {t.text_3}; text-decoration: line-through; }}
QFrame#sampleBar, QFrame#draftBar {{ background: {t.accent_soft}; border: 0;
  border-bottom: 1px solid {t.border}; }}
QFrame#sampleBar QLabel, QFrame#draftBar QLabel {{ color: {t.accent_text}; font-weight: 500; }}
QTextBrowser#reader {{ background: {t.surface}; border: 0; }}
QFrame#guideSide {{ background: {t.rail}; border: 0; border-right: 1px solid {t.border}; }}
QLabel#tile {{ border-radius: 9px; background: {t.chip}; }}
QLabel#tile[tint="green"] {{ background: {t.green_soft}; }}
QLabel#tile[tint="accent"] {{ background: {t.accent_soft}; }}
QLabel#tile[tint="amber"] {{ background: {t.amber_soft}; }}
QLabel[kind="choice"] {{ font-size: 14px; font-weight: 600; }}
QLabel[kind="key"] {{ font-size: 11px; font-weight: 600; color: {t.text_3}; background: {t.head};
  border: 1px solid {t.border_strong}; border-radius: 4px; }}
QFrame#segments {{ background: {t.chip}; border: 0; border-radius: 8px; }}
QPushButton#segment {{ background: transparent; border-color: transparent; color: {t.text_2};
  font-size: 12px; min-height: 24px; max-height: 24px; padding: 0 11px; }}
QPushButton#segment:hover {{ color: {t.text}; }}
QPushButton#segment:checked {{ background: {t.surface}; border: 1px solid {t.border_strong};
  color: {t.text}; }}
QPushButton#weekday {{ padding: 0; min-width: 42px; max-width: 42px; color: {t.text_2}; }}
QPushButton#weekday:checked {{ background: {t.accent_soft}; border-color: {t.accent}; color: {t.accent_text};
  font-weight: 600; }}
QPushButton#segment:focus {{ border: 2px solid {t.accent}; padding: 0 10px; }}
QFrame#segments {{ background: {t.hover}; border: 0; border-radius: 9px; }}
QPushButton#dayLine {{ text-align: left; background: transparent; border-color: transparent;
  padding: 0 8px; }}
QPushButton#dayLine:hover {{ background: {t.hover}; }}
QPushButton#dayLine:focus {{ border: 2px solid {t.accent}; padding: 0 7px; }}
QPushButton#large {{ text-align: left; background: {t.card}; border: 1px solid {t.border_strong};
  border-radius: {RADIUS_CARD}px; min-height: 62px; max-height: 62px; padding: 0; }}
QPushButton#large:hover {{ background: {t.row_hover}; }}
QPushButton#large:focus {{ border: 2px solid {t.accent}; }}
QFrame#lockBox {{ background: {t.amber_soft}; border: 0; border-radius: {RADIUS_CONTROL}px; }}
QFrame#lockBox QLabel {{ color: {t.amber}; font-weight: 500; }}
QFrame#settingsList {{ background: {t.surface}; border: 0; border-right: 1px solid {t.border}; }}
QWidget#settingsBody {{ background: transparent; }}
QTableView#rows {{ background: transparent; border: 0; outline: 0; selection-background-color: transparent; }}
QTableView#rows QHeaderView {{ background: transparent; border: 0; }}
QTableView#rows QHeaderView::section {{ background: {t.head}; color: {t.text_2}; border: 0;
  border-bottom: 1px solid {t.border}; padding: 0 12px; font-size: 12px; font-weight: 500; }}
QPushButton#choice:hover {{ background: {t.row_hover}; }}
QPushButton#choice:focus {{ border: 1px solid {t.accent}; }}
QPushButton#recent {{ text-align: left; background: transparent; border: 1px solid transparent;
  min-height: 50px; max-height: 50px; border-radius: 0; padding: 0; }}
QFrame#upright {{ background: {t.border}; border: 0; }}
QFrame#foot {{ background: {t.surface}; border: 0; border-top: 1px solid {t.border}; }}
QScrollArea#sidePanel {{ background: {t.surface}; border: 0; border-left: 1px solid {t.border}; }}
QFrame#sideBody {{ background: {t.surface}; border: 0; }}
QFrame#question {{ background: {t.accent_soft}; border: 1px solid {t.soft_2};
  border-radius: {RADIUS_CARD}px; }}
QFrame#choiceCard {{ background: {t.surface}; border: 1px solid {t.border_strong}; border-radius: 8px; }}
QFrame#choiceCard[chosen="true"] {{ border: 2px solid {t.accent}; }}
QRadioButton {{ font-weight: 600; spacing: 8px; }}
QRadioButton[kind="value"] {{ font-weight: 400; }}
QRadioButton[empty="true"] {{ color: {t.text_3}; }}
QRadioButton[kind="value"]:checked {{ font-weight: 600; }}
QRadioButton::indicator {{ width: 12px; height: 12px; border: 1px solid {t.ctl}; border-radius: 7px;
  background: {t.card}; }}
QRadioButton::indicator:checked {{ width: 6px; height: 6px; border: 4px solid {t.accent};
  background: {t.surface}; }}
QRadioButton::indicator:disabled {{ border-color: {t.border_strong}; }}
QRadioButton:focus {{ color: {t.accent_text}; }}
QFrame#columnHead {{ background: {t.head}; border: 0; border-bottom: 1px solid {t.border};
  border-top-left-radius: {RADIUS_CARD}px; border-top-right-radius: {RADIUS_CARD}px; }}
QFrame#columnRow, QFrame#problemRow {{ background: {t.card}; border: 0;
  border-bottom: 1px solid {t.border}; }}
QFrame#columnRow[lit="true"] {{ background: {t.accent_soft}; }}
QWidget#columnBody {{ background: {t.card}; }}
QFrame#groupRow {{ background: {t.bg}; border: 0; border-bottom: 1px solid {t.border}; }}
QComboBox[state="open"] {{ border: 1px dashed {t.amber}; }}
QFrame#countDot {{ border-radius: 3px; background: {t.text_3}; }}
QFrame#countDot[fate="created"] {{ background: {t.accent}; }}
QFrame#countDot[fate="updated"] {{ background: {t.green}; }}
QFrame#countDot[fate="problem"] {{ background: {t.red}; }}
QFrame#countDot[fate="waits"] {{ background: {t.ghost}; border: 1px solid {t.text_3}; }}
QPushButton#problemKind {{ text-align: left; border: 1px solid transparent; background: transparent;
  padding: 0; min-height: 40px; max-height: 40px; }}
QPushButton#problemKind:hover {{ background: {t.hover}; }}
QPushButton#problemKind:focus {{ border: 2px solid {t.accent}; }}
QPushButton#take {{ text-align: left; border-color: transparent; background: transparent; }}
QPushButton#take:hover {{ background: {t.hover}; }}
QPushButton#take:focus {{ border: 2px solid {t.accent}; padding: 0 11px; }}
QPushButton[kind="tinted"] {{ background: {t.accent_soft}; border-color: {t.soft_2}; color: {t.accent_text};
  font-weight: 600; }}
QPushButton[kind="tinted"]:disabled {{ background: {t.hover}; border-color: {t.border}; color: {t.ctl}; }}
QLabel[kind="redPill"] {{ background: {t.red_soft}; color: {t.red}; border-radius: 9px; font-size: 12px;
  font-weight: 600; padding: 1px 9px; }}
QLabel[kind="redChip"] {{ background: {t.red_soft}; color: {t.red}; border-radius: 5px; padding: 3px 7px; }}
QLabel[kind="pill"] {{ background: {t.chip}; color: {t.text_2}; border-radius: 9px; font-size: 12px;
  font-weight: 500; padding: 1px 9px; }}
QLabel[kind="waiting"] {{ color: {t.amber}; font-weight: 600; }}
QLabel[kind="warning"] {{ color: {t.amber}; background: {t.amber_soft}; border-radius: 7px; padding: 9px 12px;
  font-weight: 500; }}
QLabel[kind="good"] {{ color: {t.green}; font-size: 12px; font-weight: 500; }}
QLabel[kind="fate-created"] {{ color: {t.accent_text}; font-size: 12px; }}
QLabel[kind="fate-updated"] {{ color: {t.green}; font-size: 12px; }}
QTableView#preview {{ background: {t.card}; border: 1px solid {t.border}; border-radius: {RADIUS_CARD}px;
  outline: 0; selection-background-color: {t.accent_soft}; selection-color: {t.text}; }}
QTableView#preview::item {{ border: 0; border-bottom: 1px solid {t.border}; padding: 0 8px; }}
QTableView#preview QHeaderView {{ background: {t.head}; border: 0; }}
QTableView#preview QHeaderView::section {{ background: {t.head}; color: {t.text_2}; border: 0;
  border-bottom: 1px solid {t.border}; padding: 6px 11px; font-size: 12px; font-weight: 500; }}
QTableView#preview QTableCornerButton::section {{ background: {t.head}; border: 0; }}
QProgressBar {{ background: {t.ghost}; border: 0; border-radius: 4px; }}
QProgressBar::chunk {{ background: {t.accent}; border-radius: 4px; }}
QPushButton#recent:hover {{ background: {t.row_hover}; }}
QPushButton#recent:focus {{ border: 2px solid {t.accent}; border-radius: {RADIUS_CONTROL}px; }}
"""


def _lists(t: Tokens) -> str:
    """The table of a list and the bars around it."""
    return f"""
QFrame#bar {{ background: {t.surface}; border: 0; border-bottom: 1px solid {t.border}; }}
QLabel[kind="strong"] {{ font-weight: 600; }}
QTableView#list {{ background: {t.surface}; border: 0; outline: 0; }}
QTableView#list::corner {{ background: {t.surface}; border: 0; }}
QTableView#list QHeaderView {{ background: {t.surface}; border: 0; }}
QTableView#list QLineEdit {{ min-height: 28px; max-height: 28px; }}
QToolButton[kind="plain"] {{ background: {t.surface}; border: 1px solid {t.border_strong}; padding: 6px; }}
QToolButton[kind="plain"]:hover {{ background: {t.hover}; }}
QToolButton[kind="plain"]:focus {{ border: 2px solid {t.accent}; padding: 5px; }}
QLabel[kind="bulk"] {{ color: {t.on_inverse}; font-weight: 600; }}
QLabel[kind="bulkQuiet"] {{ color: #B6BDC9; font-size: 12px; }}
QPushButton[kind="bulk"] {{ background: transparent; border-color: transparent; color: {t.on_inverse};
  font-weight: 600; padding: 0 9px; }}
QPushButton[kind="bulk"]:hover {{ background: rgba(255, 255, 255, 26); }}
QPushButton[kind="bulk"]:focus {{ border: 2px solid #AEB6FF; padding: 0 8px; }}
QWidget#bulk QToolButton:hover {{ background: rgba(255, 255, 255, 26); }}
QWidget#bulk QToolButton:focus {{ border: 2px solid #AEB6FF; padding: 3px; }}
QListWidget#offers {{ background: {t.surface}; border: 1px solid {t.border_strong};
  border-radius: {RADIUS_CONTROL}px; padding: 4px; outline: 0; }}
QListWidget#offers:focus {{ border: 2px solid {t.accent}; padding: 3px; }}
QListWidget#offers::item {{ min-height: 28px; padding: 0 6px; border-radius: 5px; color: {t.text}; }}
QListWidget#offers::item:hover {{ background: {t.row_hover}; }}
QListWidget#offers::item:selected {{ background: {t.hover}; color: {t.text}; }}
QListWidget#offers::indicator, QCheckBox::indicator {{ width: 14px; height: 14px; border-radius: 4px;
  border: 1px solid {t.ctl}; background: {t.surface}; }}
QListWidget#offers::indicator:checked, QCheckBox::indicator:checked {{ background: {t.primary};
  border-color: {t.primary}; image: url("{_tick(t)}"); }}
QCheckBox {{ spacing: 8px; min-height: 26px; }}
QCheckBox:focus {{ color: {t.accent_text}; }}
QFrame#warning {{ background: {t.amber_soft}; border: 0; border-radius: {RADIUS_CONTROL}px; }}
QLabel[kind="warning"] {{ color: {t.amber}; font-size: 12px; font-weight: 500; }}
QFrame#warning QPushButton {{ text-align: left; color: {t.text}; }}
QFrame#recordHead {{ background: {t.surface}; border: 0; border-bottom: 1px solid {t.border}; }}
QLineEdit#recordName {{ font-size: 18px; font-weight: 600; min-height: 26px; max-height: 26px; }}
QPushButton#tab {{ border: 0; border-bottom: 2px solid transparent; border-radius: 0; background: transparent;
  color: {t.text_2}; min-height: 34px; max-height: 34px; padding: 0 1px; }}
QPushButton#tab:hover {{ color: {t.text}; }}
QPushButton#tab:checked {{ color: {t.text}; font-weight: 600; border-bottom: 2px solid {t.accent}; }}
QPushButton#tab:focus {{ color: {t.accent_text}; border-bottom: 2px solid {t.accent}; padding: 0 1px; }}
QTreeView#teamTree {{ background: {t.surface}; border: 0; padding: 4px 0 4px 6px; outline: 0;
  selection-background-color: transparent; }}
QTreeView#teamTree::item, QTreeView#teamTree::branch {{ background: transparent; border: 0; }}
QFrame#teamSide {{ background: {t.surface}; border: 0; border-right: 1px solid {t.border}; }}
QFrame#teamHead, QFrame#teamTabs {{ background: {t.surface}; border: 0;
  border-bottom: 1px solid {t.border}; }}
QFrame#teamFoot {{ background: {t.surface}; border: 0; border-top: 1px solid {t.border}; }}
QLabel#teamGhost {{ background: {t.card}; border: 1px solid {t.accent}; border-radius: 7px; }}
QFrame#floating {{ background: {t.card}; border: 1px solid {t.border_strong}; border-radius: 9px; }}
QLabel#key {{ border: 1px solid {t.border_strong}; border-radius: 5px; padding: 1px 7px; font-size: 11px;
  color: {t.text_2}; }}
QLabel#pill {{ border-radius: 10px; padding: 0 9px; font-size: 11px; font-weight: 600; background: {t.chip};
  color: {t.text_2}; }}
QLabel#pill[tint="green"] {{ background: {t.green_soft}; color: {t.green}; }}
QLabel#pill[tint="accent"] {{ background: {t.accent_soft}; color: {t.accent_text}; }}
QLabel#pill[tint="amber"] {{ background: {t.amber_soft}; color: {t.amber}; }}
QLabel#pill[tint="red"] {{ background: {t.red_soft}; color: {t.red}; }}
QFrame#recordPart, QFrame#recordMiddle, QWidget#recordPart {{ background: {t.surface}; border: 0; }}
QFrame#recordSide {{ background: {t.bg}; border: 0; }}
QScrollArea#recordPartArea {{ border: 0; border-right: 1px solid {t.border}; }}
QScrollArea#recordSideArea {{ border: 0; border-left: 1px solid {t.border}; }}
QFrame#composer {{ background: {t.surface}; border: 1px solid {t.border_strong}; border-radius: 9px; }}
QPlainTextEdit#composerText {{ background: transparent; border: 0; padding: 0; min-height: 20px; }}
QPlainTextEdit#composerText:focus {{ border: 0; padding: 0; }}
QPushButton#kind {{ border-color: transparent; background: transparent; color: {t.text_2}; padding: 0 6px;
  min-height: 22px; max-height: 22px; }}
QPushButton#kind:hover {{ background: {t.hover}; }}
QPushButton#kind:checked {{ color: {t.accent_text}; background: {t.accent_soft}; }}
QPushButton#kind:focus {{ border: 2px solid {t.accent}; padding: 0 5px; }}
QPushButton#partChip {{ border: 1px solid transparent; background: transparent; border-radius: 13px;
  min-height: 24px; max-height: 24px; padding: 0 8px; font-size: 12px; color: {t.text_2}; }}
QPushButton#partChip:hover {{ background: {t.hover}; }}
QPushButton#partChip:checked {{ background: {t.accent_soft}; color: {t.accent_text}; }}
QPushButton#partChip:focus {{ border: 2px solid {t.accent}; padding: 0 7px; }}
QPushButton#tagChip {{ border: 0; background: {t.chip}; border-radius: 12px; min-height: 24px;
  max-height: 24px; padding: 0 9px; font-size: 12px; color: {t.text_2}; }}
QPushButton#tagChip:hover {{ color: {t.red}; }}
QPushButton#tagChip:focus {{ border: 2px solid {t.accent}; padding: 0 7px;
  min-height: 20px; max-height: 20px; }}
QLineEdit#tagField {{ min-height: 22px; max-height: 22px; border-radius: 12px; font-size: 12px;
  border-color: {t.border_strong}; }}
QFrame#historyRow {{ background: transparent; border: 0; border-bottom: 1px solid {t.border}; }}
QListWidget#offerList {{ background: {t.surface}; border: 1px solid {t.border_strong};
  border-radius: {RADIUS_CONTROL}px; padding: 4px; }}
QListWidget#offerList::item {{ min-height: 30px; max-height: 30px; padding: 0 8px; border-radius: 5px; }}
QListWidget#offerList::item:selected {{ background: {t.hover}; color: {t.text}; }}
"""


def _tick(t: Tokens) -> str:
    return resource("themes/tick.svg").as_posix()
