"""treatplan: plans acupuncture treatment for back pain, offline, from intake to printed handout."""

__version__ = "0.1.0"
