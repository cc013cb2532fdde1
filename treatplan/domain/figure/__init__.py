"""One jointed figure, posed by the angles of its joints: every exercise is drawn by the same hand.

`pose` says how it stands, `body` where its joints are then, `touching` what it touches, `picture` what that looks like.
"""
