"""Parts of the plan page: fields, rows, findings, cards, the line to add with, the preview."""
