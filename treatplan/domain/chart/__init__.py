"""The body chart: artwork with landmarks, where every point lies on it, and the pictures made of both.

`Chart.figure(build)` is a body; `place(points, figure)` says where the points are in its views; `picture` and
`labelled_picture` draw it.
"""

from treatplan.domain.chart.artwork import Area, Artwork, Build, Line, View
from treatplan.domain.chart.channels import ChannelLine, channel_lines
from treatplan.domain.chart.figure import Chart, Figure
from treatplan.domain.chart.frames import Frames
from treatplan.domain.chart.labels import labelled_picture
from treatplan.domain.chart.picture import Mark, body, grain, lines, marked, outlines, picture, points
from treatplan.domain.chart.placing import Placed, place

__all__ = [
    "Area",
    "Artwork",
    "Build",
    "ChannelLine",
    "Chart",
    "Figure",
    "Frames",
    "Line",
    "Mark",
    "Placed",
    "View",
    "body",
    "channel_lines",
    "grain",
    "labelled_picture",
    "lines",
    "marked",
    "outlines",
    "picture",
    "place",
    "points",
]
