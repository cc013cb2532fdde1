"""Values and rules of the clinical work: plain Python, no files, no screen, no paper."""
