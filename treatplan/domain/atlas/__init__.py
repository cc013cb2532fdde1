"""The atlas of points: one point as a reader wants it, and all of them as a booklet."""
