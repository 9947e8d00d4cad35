"""The Word templates of a year, checked and shown with invented dossiers."""
