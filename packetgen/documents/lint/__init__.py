"""Every problem of a Word template, reported at once."""
