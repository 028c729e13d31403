"""Light, dark or as the system has it: style sheet, palette, fonts and icons from the one token table."""

from pathlib import Path

from PySide6.QtCore import QByteArray, QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontDatabase,
    QGuiApplication,
    QIcon,
    QPainter,
    QPalette,
    QPixmap,
    QPixmapCache,
)
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication, QStyleFactory

from salesdesk.resources import resource
from salesdesk.ui.kit.style import style_sheet
from salesdesk.ui.kit.tokens import DECIDED_DOTS, FONT, MODES, STAGE_DOTS, Mode, Tokens


def stage_dot(mark: int | str) -> QColor:
    """The dot of a stage by its place in the pipeline, 0 the first, or that of "won" or "lost"."""
    return QColor(DECIDED_DOTS[mark] if isinstance(mark, str) else STAGE_DOTS[mark % len(STAGE_DOTS)])


class Theme(QObject):
    """The look of one running application; screens paint with its tokens and icons."""

    changed = Signal()

    def __init__(self, app: QApplication, choice: str = "system", density: str = "comfortable") -> None:
        super().__init__(app)
        self._app = app
        self._choice = choice
        self._density = density
        self._svg: dict[str, bytes] = {}
        _load_fonts()
        if not app.styleSheet():  # ours lies over Fusion; to be given that anew costs every window its layout
            app.setStyle(QStyleFactory.create("Fusion"))
        app.setFont(font(13))
        QGuiApplication.styleHints().colorSchemeChanged.connect(lambda _: self._follow_system())
        self._apply()

    @property
    def choice(self) -> str:
        """What the user chose: system, light or dark."""
        return self._choice

    @property
    def mode(self) -> Mode:
        """What is shown."""
        return self._mode

    def _mode_now(self) -> Mode:
        if self._choice == "dark":
            return "dark"
        if self._choice == "light":
            return "light"
        dark = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
        return "dark" if dark else "light"

    @property
    def tokens(self) -> Tokens:
        """The colours shown."""
        return MODES[self.mode]

    def choose(self, choice: str) -> None:
        """Show system, light or dark from now on."""
        self._choice = choice
        self._apply()

    @property
    def is_compact(self) -> bool:
        """Whether rows and cards are to be lower, so that more of them are seen."""
        return self._density == "compact"

    def choose_density(self, density: str) -> None:
        """Show comfortable or compact rows from now on; whoever paints them hears `changed`."""
        self._density = density
        self.changed.emit()

    def _follow_system(self) -> None:
        if self._choice == "system":
            self._apply()

    def _apply(self) -> None:
        # Whoever paints asks for it hundreds of times, the system once.
        self._mode = self._mode_now()
        sheet = style_sheet(self.tokens)
        if sheet != self._app.styleSheet():  # to be given the same again costs as much as a new one
            self._app.setPalette(_palette(self.tokens))
            self._app.setStyleSheet(sheet)
        self.changed.emit()

    def colour(self, name: str) -> QColor:
        """A token as a colour."""
        return QColor(getattr(self.tokens, name))

    def pixmap(self, name: str, colour: str, size: int = 16, scale: float = 2.0) -> QPixmap:
        """An icon drawn in a token's colour, `size` logical pixels wide; kept once drawn."""
        key = f"{name}/{colour}/{self.mode}/{size}/{scale}"
        found = QPixmap()
        if QPixmapCache.find(key, found):
            return found
        drawn = self._draw(name, self.colour(colour), size, scale)
        QPixmapCache.insert(key, drawn)
        return drawn

    def icon(self, name: str, colour: str = "text_2", size: int = 16) -> QIcon:
        """An icon for a button; greyed where the button is disabled."""
        icon = QIcon(self.pixmap(name, colour, size))
        icon.addPixmap(self.pixmap(name, "ctl", size), QIcon.Mode.Disabled)
        return icon

    def _draw(self, name: str, colour: QColor, size: int, scale: float) -> QPixmap:
        source = self._svg.get(name)
        if source is None:
            source = self._svg[name] = Path(resource(f"icons/{name}.svg")).read_bytes()
        renderer = QSvgRenderer(QByteArray(source.replace(b"currentColor", colour.name().encode())))
        pixmap = QPixmap(QSize(round(size * scale), round(size * scale)))
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        renderer.render(painter, QRectF(0, 0, size * scale, size * scale))
        painter.end()
        pixmap.setDevicePixelRatio(scale)
        return pixmap


def font(size: int, weight: QFont.Weight = QFont.Weight.Normal, *, figures: bool = False) -> QFont:
    """Inter in pixels; `figures` gives digits of equal width, for columns of amounts and dates."""
    made = QFont(FONT)
    made.setPixelSize(size)
    made.setWeight(weight)
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    if figures:
        made.setFeature(QFont.Tag("tnum"), 1)
    return made


MEDIUM, SEMIBOLD = QFont.Weight.Medium, QFont.Weight.DemiBold


def _load_fonts() -> None:
    if FONT in QFontDatabase.families():
        return
    for file in sorted(resource("fonts").glob("*.otf")):
        QFontDatabase.addApplicationFont(str(file))


def _palette(tokens: Tokens) -> QPalette:
    palette = QPalette()
    roles = {
        QPalette.ColorRole.Window: tokens.bg,
        QPalette.ColorRole.WindowText: tokens.text,
        QPalette.ColorRole.Base: tokens.surface,
        QPalette.ColorRole.AlternateBase: tokens.band,
        QPalette.ColorRole.Text: tokens.text,
        QPalette.ColorRole.PlaceholderText: tokens.text_3,
        QPalette.ColorRole.Button: tokens.surface,
        QPalette.ColorRole.ButtonText: tokens.text,
        QPalette.ColorRole.Highlight: tokens.primary,
        QPalette.ColorRole.HighlightedText: tokens.on_accent,
        QPalette.ColorRole.ToolTipBase: tokens.inverse,
        QPalette.ColorRole.ToolTipText: tokens.on_inverse,
        QPalette.ColorRole.Link: tokens.accent_text,
    }
    for role, colour in roles.items():
        palette.setColor(role, QColor(colour))
    for role in (QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText, QPalette.ColorRole.WindowText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(tokens.ctl))
    return palette
