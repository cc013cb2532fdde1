"""The parts of the intake form: what each section does and shows, and how a draft is kept."""
