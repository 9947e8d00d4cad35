"""The format of Word files: package, elements, styles, words."""
