"""Pictures of people as they are shown: read once each, a square of a few hundred points."""

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QObject, QSize, Qt, Signal
from PySide6.QtGui import QImage, QImageReader, QPainter, QPixmap

from salesdesk.errors import RuleBroken
from salesdesk.translation import tr

SIDE = 256
MOST_POINTS = 60_000_000
"""Of a photograph that is taken in: any camera's."""
_KINDS = (b"png", b"jpeg", b"jpg")


class Faces(QObject):
    """Who looks how. `changed` tells that another picture is there."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._of: dict[int, int] = {}
        self._pictures: dict[int, QPixmap | None] = {}

    def expect(self, ids: Mapping[int, int]) -> tuple[int, ...]:
        """Take up whose picture is which (by person); those that have to be read."""
        if ids != self._of:
            self._of = dict(ids)
            self.changed.emit()
        return tuple(sorted(set(ids.values()) - self._pictures.keys()))

    def put(self, pictures: Mapping[int, bytes]) -> None:
        """Take in the bytes of pictures; what is none shows initials."""
        for key, content in pictures.items():
            self._pictures[key] = _picture(content)
        self.changed.emit()

    def of(self, person_id: int) -> QPixmap | None:
        """The picture of a person, if there is one."""
        return self._pictures.get(self._of.get(person_id, 0))


def _picture(content: bytes) -> QPixmap | None:
    """Bytes as a picture, unless they say that it is larger than any that is kept."""
    buffer = QBuffer()
    buffer.setData(QByteArray(content))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    size = reader.size()
    if reader.format().data() not in _KINDS or not size.isValid() or max(size.width(), size.height()) > SIDE:
        return None
    read = reader.read()
    return None if read.isNull() else QPixmap.fromImage(read)


def square_picture(path: Path) -> bytes:
    """The middle of a photograph as a small square JPEG; may run away from the window's thread.

    RuleBroken where the file is no picture, or larger than any camera makes them.
    """
    reader = QImageReader(str(path))
    reader.setAutoTransform(True)
    size = reader.size()
    if reader.format().data() not in _KINDS or not size.isValid():
        raise RuleBroken(tr("{name} is no picture; choose a PNG or a JPEG.").format(name=path.name))
    if size.width() * size.height() > MOST_POINTS:
        raise RuleBroken(tr("{name} is too large a picture.").format(name=path.name))
    # A large one is read smaller at once; both sides stay as long as the square needs.
    part = SIDE * 2 / min(size.width(), size.height())
    if part < 1:
        reader.setScaledSize(QSize(max(1, round(size.width() * part)), max(1, round(size.height() * part))))
    image = reader.read()
    if image.isNull():
        raise RuleBroken(tr("{name} cannot be read as a picture.").format(name=path.name))
    return _as_jpeg(_square(image))


def _square(image: QImage) -> QImage:
    side = min(image.width(), image.height())
    cut = image.copy((image.width() - side) // 2, (image.height() - side) // 2, side, side)
    small = cut.scaled(
        SIDE, SIDE, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
    )
    if not small.hasAlphaChannel():
        return small
    ground = QImage(small.size(), QImage.Format.Format_RGB32)
    ground.fill(Qt.GlobalColor.white)
    with QPainter(ground) as painter:
        painter.drawImage(0, 0, small)
    return ground


def _as_jpeg(image: QImage) -> bytes:
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    # PySide's stub knows the format as bytes only; the library takes words.
    image.save(buffer, "JPEG", 88)  # type: ignore[call-overload]
    return bytes(content.data())
