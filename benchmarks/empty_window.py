"""The floor of a start: an empty window of the same size, which says when it was painted for the first time."""

import sys

from PySide6.QtCore import QSize
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget


class Empty(QWidget):
    """Says so on its first paint."""

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802  (Qt's name)
        print("painted", flush=True)


if __name__ == "__main__":
    app = QApplication(sys.argv)
    window = Empty()
    window.resize(QSize(1440, 900).boundedTo(window.screen().availableSize()))  # no larger than its screen, as ours
    window.show()
    app.exec()
