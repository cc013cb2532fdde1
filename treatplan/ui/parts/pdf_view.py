"""Shows a PDF as it is: the very bytes that are printed, drawn by PDFium on the worker, page below page."""

import threading
from collections.abc import Callable

from PySide6.QtCore import QEvent, QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame

from treatplan.domain.texts import Texts
from treatplan.presenters.background import Background
from treatplan.ui.style import look
from treatplan.ui.tokens import SMALL

_PDFIUM = threading.Lock()  # PDFium is not thread safe
_MOST_PIXELS = 6_000_000  # of one page; a paper of ten metres must not eat the machine
_SETTLE = 120  # milliseconds after which a new width is drawn sharply


class PdfView(QAbstractScrollArea):
    """Pages fitted to the width. The old ones stay, where they are, until the new ones are there."""

    shown = Signal()  # other pages than before are on the screen

    def __init__(self, background: Background, words: Texts, name: str) -> None:
        """`name` is what a screen reader says of the view."""
        super().__init__()
        self._background = background
        self._words = words
        self._key = f"pdf-{id(self)}"
        self._pdf = b""
        self._pages: list[QImage] = []
        self._state = ""
        self._drawn_width = 0
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setMinimumWidth(220)
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(_SETTLE)
        self._settle.timeout.connect(self._render)
        look().changed.connect(self.viewport().update)

    @property
    def page_count(self) -> int:
        """How many pages are shown."""
        return len(self._pages)

    def set_pdf(self, pdf: bytes) -> None:
        """Show another document, at the place that was looked at. The same bytes change nothing."""
        if pdf == self._pdf:
            return
        self._pdf = pdf
        if pdf:
            self._render()
        else:
            self._background.forget(self._key)
            self._show([])

    def sizeHint(self) -> QSize:  # noqa: N802  (Qt's name)
        return QSize(380, 540)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  (Qt's name)
        bar = self.verticalScrollBar()
        steps: dict[int, Callable[[], int]] = {
            Qt.Key.Key_Down: lambda: bar.value() + bar.singleStep(),
            Qt.Key.Key_Up: lambda: bar.value() - bar.singleStep(),
            Qt.Key.Key_PageDown: lambda: bar.value() + bar.pageStep(),
            Qt.Key.Key_PageUp: lambda: bar.value() - bar.pageStep(),
            Qt.Key.Key_Space: lambda: bar.value() + bar.pageStep(),
            Qt.Key.Key_Home: lambda: 0,
            Qt.Key.Key_End: bar.maximum,
        }
        step = steps.get(event.key())
        if step is None:
            super().keyPressEvent(event)
        else:
            bar.setValue(step())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  (Qt's name)
        super().resizeEvent(event)
        self._lay_out()
        if self._pdf and self._page_width() != self._drawn_width:
            self._settle.start()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802  (Qt's name)
        if event.type() == QEvent.Type.DevicePixelRatioChange and self._pdf:
            self._settle.start()
        super().changeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  (Qt's name)
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        top = SMALL // 2 - self.verticalScrollBar().value()
        for page, height in zip(self._pages, self._heights(), strict=True):
            where = self.viewport().rect()
            where.setRect(2, top, self._page_width(), height)
            if where.intersects(event.rect()):
                painter.drawImage(where, page)
                painter.setPen(QPen(look().colour("line"), 1))
                painter.drawRect(where.adjusted(0, 0, -1, -1))
            top += height + SMALL
        if self._state and not self._pages:
            painter.setFont(look().font("body"))
            painter.setPen(look().colour("quiet"))
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(self.viewport().rect().adjusted(SMALL, SMALL, -SMALL, -SMALL), flags, self._state)
        if self.hasFocus():
            painter.setPen(QPen(look().colour("accent"), 2))
            painter.drawRect(self.viewport().rect().adjusted(1, 1, -1, -1))
        painter.end()

    def _page_width(self) -> int:
        return max(1, self.viewport().width() - 4)

    def _heights(self) -> list[int]:
        width = self._page_width()
        return [max(1, round(page.height() * width / max(1, page.width()))) for page in self._pages]

    def _render(self) -> None:
        pdf, width, ratio = self._pdf, self._page_width(), self.devicePixelRatioF()
        self._drawn_width = width
        self._tell(self._words.say("pdf.working"))
        self._background.latest(self._key, lambda: pages_of(pdf, round(width * ratio)), self._show, self._failed)

    def _show(self, pages: list[QImage]) -> None:
        at = self.verticalScrollBar().value()
        self._pages = pages
        self._tell(self._words.count("pdf.pages", len(pages)) if pages else "")
        self._lay_out()
        self.verticalScrollBar().setValue(at)
        self.viewport().update()
        self.shown.emit()

    def _failed(self, error: Exception) -> None:
        self._pages = []
        self._tell(self._words.say("pdf.failed"))
        self._lay_out()
        if not is_pdf_error(error):
            raise error

    def _tell(self, state: str) -> None:
        self._state = state
        self.setAccessibleDescription(state)
        self.viewport().update()

    def _lay_out(self) -> None:
        bar = self.verticalScrollBar()
        whole = sum(self._heights()) + SMALL * len(self._pages)
        bar.setPageStep(self.viewport().height())
        bar.setSingleStep(look().tokens.control)
        bar.setRange(0, max(0, whole - self.viewport().height()))

    def scrollContentsBy(self, dx: int, dy: int) -> None:  # noqa: N802, ARG002  (Qt's name)
        self.viewport().update()

    def page_at_top(self) -> int:
        """The number of the page that is looked at, from 1; 0 where there is none."""
        middle = self.verticalScrollBar().value() + QPoint(0, self.viewport().height() // 3).y()
        for number, height in enumerate(self._heights(), start=1):
            middle -= height + SMALL
            if middle < 0:
                return number
        return self.page_count


def pages_of(pdf: bytes, width: int) -> list[QImage]:
    """Each page as a picture of `width` pixels. Runs on the worker. Raises PDFium's error for what is no PDF."""
    import pypdfium2 as pdfium  # noqa: PLC0415  (only who looks at a PDF loads it: start-up stays short)

    with _PDFIUM:
        document = pdfium.PdfDocument(pdf)
        try:
            return [_picture(document[number], width) for number in range(len(document))]
        finally:
            document.close()


def _picture(page: object, width: int) -> QImage:
    wide, high = page.get_size()  # type: ignore[attr-defined]
    scale = width / max(1.0, wide)
    scale = min(scale, (_MOST_PIXELS / max(1.0, wide * high)) ** 0.5)
    bitmap = page.render(scale=scale, rev_byteorder=True, prefer_bgrx=True)  # type: ignore[attr-defined]
    shared = QImage(bitmap.buffer, bitmap.width, bitmap.height, bitmap.stride, QImage.Format.Format_RGBX8888)
    own = shared.copy()  # the buffer goes with the bitmap
    bitmap.close()
    page.close()  # type: ignore[attr-defined]
    return own if not own.isNull() else _blank(width)


def _blank(width: int) -> QImage:
    made = QImage(width, width, QImage.Format.Format_RGB32)
    made.fill(QColor("white"))
    return made


def is_pdf_error(error: Exception) -> bool:
    """Whether PDFium refused the bytes. All else is a mistake of the program."""
    import pypdfium2 as pdfium  # noqa: PLC0415  (see above)

    return isinstance(error, pdfium.PdfiumError)
