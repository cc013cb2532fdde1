"""The plan on the screen, in parts: items, findings, course, paper; `plan_editor` puts them together."""
