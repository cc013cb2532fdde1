"""The parts of drafting: who proposes, what is chosen, what rules keep out, and with which dose. `planning` leads."""
