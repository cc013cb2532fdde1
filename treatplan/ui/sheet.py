"""The one style sheet, written from the tokens. Widgets are told apart by dynamic properties, never by name."""

from collections.abc import Mapping

from treatplan.ui.tokens import GAP, HAIR, RADIUS, SMALL, TextSize, Tokens


def sheet(tokens: Tokens, points: Mapping[TextSize, float]) -> str:
    """The style sheet; `points` are the sizes of text in points."""
    return "\n".join(
        (_texts(tokens, points), _surfaces(tokens), _buttons(tokens), _fields(tokens), _lists(tokens, points))
    )


def _texts(tokens: Tokens, points: Mapping[TextSize, float]) -> str:
    c = tokens.colours
    return f"""
    QLabel {{ background: transparent; }}
    QLabel[rank="quiet"] {{ color: {c.quiet}; font-size: {points["quiet"]}pt; }}
    QLabel[rank="meta"] {{ color: {c.quiet}; }}
    QLabel[rank="strong"] {{ font-weight: 600; }}
    QLabel[rank="heading"] {{ font-size: {points["heading"]}pt; font-weight: 600; }}
    QLabel[rank="title"] {{ font-size: {points["title"]}pt; font-weight: 600; }}
    QLabel[rank="caution"] {{ color: {c.caution}; }}
    QLabel[rank="stop"] {{ color: {c.stop}; }}
    QLabel[rank="problem"] {{ color: {c.stop}; font-size: {points["quiet"]}pt; }}
    QLabel[strong="true"] {{ font-weight: 600; }}
    QLabel:disabled {{ color: {c.faint}; }}
    QLabel[rank="brand"] {{ color: {c.on_deep}; font-size: {points["title"]}pt; font-weight: 600; }}
    QLabel[rank="on_deep"] {{ color: {c.on_deep}; font-size: {points["quiet"]}pt; }}
    QLabel[rank="on_deep_quiet"] {{ color: {c.on_deep_quiet}; font-size: {points["quiet"]}pt; }}
    QToolTip {{ background: {c.ink}; color: {c.card}; border: 1px solid {c.ink}; padding: {HAIR}px {GAP}px; }}
    """


def _surfaces(tokens: Tokens) -> str:
    c = tokens.colours
    levels = "".join(
        f"""
    QFrame[part="notice"][level="{level}"] {{
        background: {back}; border: 1px solid {edge}; border-radius: {RADIUS}px; }}
    QLabel[part="chip"][tone="{level}"] {{ background: {back}; color: {ink}; border-color: {edge}; }}"""
        for level, ink, back, edge in (
            ("caution", c.caution, c.caution_back, c.caution_edge),
            ("stop", c.stop, c.stop_back, c.stop_edge),
            ("info", c.ink, c.wash, c.line),
            ("done", c.accent, c.accent_wash, c.accent_wash),
        )
    )
    return f"""
    QMainWindow, QDialog, QWidget[part="page"] {{ background: {c.paper}; }}
    QFrame[part="card"] {{ background: {c.card}; border: 1px solid {c.line}; border-radius: {RADIUS + 2}px; }}
    QFrame[part="card"][tone="lead"] {{ border-left: 4px solid {c.accent}; }}
    QFrame[part="band"] {{ background: {c.card}; border: none; border-bottom: 1px solid {c.line}; }}
    QFrame[part="foot"] {{ background: {c.stop_back}; border: none; border-top: 1px solid {c.stop_edge}; }}
    QFrame[part="rule"] {{ background: {c.line}; border: none; max-height: 1px; min-height: 1px; }}
    QFrame[part="rail"] {{ background: {c.deep}; border: none; }}
    QLabel[part="chip"] {{ background: {c.wash}; color: {c.ink}; border: 1px solid transparent;
        border-radius: {tokens.grown(24) // 2 - 1}px; padding: 0 {SMALL - 2}px; min-height: {tokens.grown(24) - 2}px; }}
    {levels}
    QScrollArea, QScrollArea > QWidget > QWidget[part="page"] {{ background: transparent; border: none; }}
    QScrollBar:vertical {{ background: transparent; width: 12px; margin: 0; }}
    QScrollBar:horizontal {{ background: transparent; height: 12px; margin: 0; }}
    QScrollBar::handle {{ background: {c.edge}; border-radius: 3px; margin: 3px; }}
    QScrollBar::handle:vertical {{ min-height: 40px; }}
    QScrollBar::handle:horizontal {{ min-width: 40px; }}
    QScrollBar::handle:hover {{ background: {c.quiet}; }}
    QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; border: none; background: none; }}
    QAbstractScrollArea::corner {{ background: transparent; border: none; }}
    QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
    """


def _buttons(tokens: Tokens) -> str:
    c = tokens.colours
    inner = tokens.control - 2
    return f"""
    QPushButton {{ background: {c.card}; color: {c.ink}; border: 1px solid {c.edge}; border-radius: {RADIUS}px;
        padding: 0 {SMALL + 2}px; min-height: {inner}px; outline: none; }}
    QPushButton:hover {{ background: {c.wash}; }}
    QPushButton:pressed {{ background: {c.line}; }}
    QPushButton:focus {{ border: 2px solid {c.accent}; padding: 0 {SMALL + 1}px; min-height: {inner - 2}px; }}
    QPushButton:disabled {{ color: {c.faint}; background: {c.wash}; border-color: {c.line}; }}
    QPushButton[kind="primary"] {{ background: {c.accent}; color: {c.on_accent}; border-color: {c.accent};
        font-weight: 600; }}
    QPushButton[kind="primary"]:hover {{ background: {c.accent_hover}; }}
    QPushButton[kind="primary"]:disabled {{ background: {c.wash}; color: {c.faint}; border-color: {c.line}; }}
    QPushButton[kind="caution"] {{ background: {c.caution_back}; color: {c.caution}; border-color: {c.caution_edge}; }}
    QPushButton[kind="danger"] {{ color: {c.stop}; border-color: {c.stop}; }}
    QPushButton[kind="danger"]:hover {{ background: {c.stop_back}; }}
    QPushButton[kind="danger"]:focus {{ border-color: {c.stop}; }}
    QPushButton[kind="quiet"], QPushButton[kind="link"], QPushButton[kind="icon"] {{
        background: transparent; border-color: transparent; }}
    QPushButton[kind="quiet"]:hover, QPushButton[kind="icon"]:hover {{ background: {c.wash}; }}
    QPushButton[kind="quiet"]:pressed, QPushButton[kind="icon"]:pressed {{ background: {c.line}; }}
    QPushButton[kind="icon"] {{ padding: 0; min-width: {inner}px; }}
    QPushButton[kind="icon"]:focus {{ min-width: {inner - 2}px; }}
    QPushButton[kind="link"] {{ color: {c.accent}; padding: 0 {HAIR + 1}px; text-align: left; }}
    QPushButton[kind="link"]:hover {{ color: {c.accent_hover}; text-decoration: underline; }}
    QPushButton[kind="link"]:focus {{ padding: 0 {HAIR}px; }}
    QPushButton[kind="quiet"]:disabled, QPushButton[kind="icon"]:disabled, QPushButton[kind="link"]:disabled {{
        background: transparent; border-color: transparent; color: {c.faint}; }}
    QPushButton[kind="quiet"]:focus, QPushButton[kind="icon"]:focus, QPushButton[kind="link"]:focus {{
        border-color: {c.accent}; }}
    """


def _fields(tokens: Tokens) -> str:
    c = tokens.colours
    inner = tokens.control - 2
    kinds = ("QLineEdit", "QPlainTextEdit", "QComboBox")
    every = ", ".join(kinds)

    def states(suffix: str) -> str:
        return ", ".join(f"{kind}{suffix}" for kind in kinds)

    return f"""
    {every} {{ background: {c.card}; color: {c.ink}; border: 1px solid {c.edge}; border-radius: {RADIUS}px;
        selection-background-color: {c.accent}; selection-color: {c.on_accent}; }}
    QLineEdit, QComboBox {{ padding: 0 {GAP + 1}px; min-height: {inner}px; }}
    QPlainTextEdit {{ padding: {HAIR}px {HAIR + 1}px; }}
    {states(":hover")} {{ border-color: {c.quiet}; }}
    {states(":focus")} {{ border: 2px solid {c.accent}; }}
    QLineEdit:focus, QComboBox:focus {{ padding: 0 {GAP}px; min-height: {inner - 2}px; }}
    QPlainTextEdit:focus {{ padding: {HAIR - 1}px {HAIR}px; }}
    {states('[wrong="true"]')} {{ border-color: {c.stop}; }}
    {states(":disabled")}, QLineEdit:read-only {{ background: {c.wash}; color: {c.faint}; border-color: {c.line}; }}
    QLineEdit[bare="true"] {{ border: none; background: transparent; padding: 0; }}
    QComboBox::drop-down {{ border: none; width: 28px; }}
    QComboBox::down-arrow {{ image: none; width: 0; height: 0; }}
    QComboBox QAbstractItemView {{ background: {c.card}; border: 1px solid {c.edge}; padding: {HAIR}px;
        outline: none; selection-background-color: {c.accent_wash}; selection-color: {c.ink}; }}
    QComboBox QAbstractItemView::item {{ min-height: {inner}px; padding: 0 {GAP}px; }}
    """


def _lists(tokens: Tokens, points: Mapping[TextSize, float]) -> str:
    """Frames and heads only: an ::item rule would turn native drawing off and cost half as much again a repaint."""
    c = tokens.colours
    return f"""
    QTableView {{ background: {c.card}; border: none; }}
    QHeaderView {{ background: {c.card}; border: none; }}
    QHeaderView::section {{ background: {c.card}; color: {c.quiet}; font-size: {points["quiet"]}pt; border: none;
        border-bottom: 1px solid {c.line}; padding: 0 {GAP}px; min-height: {tokens.control - 2}px; }}
    QMenu {{ background: {c.card}; color: {c.ink}; border: 1px solid {c.edge}; padding: {HAIR}px; }}
    QMenu::item {{ padding: {GAP}px {SMALL * 2}px; border-radius: {RADIUS - 2}px; }}
    QMenu::item:selected {{ background: {c.accent_wash}; color: {c.ink}; }}
    QMenu::item:disabled {{ color: {c.faint}; }}
    """
