"""The parts of composing paper: sections, words, doses, the calendar, the referral note. `handout` leads."""
