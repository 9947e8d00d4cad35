"""The rules of the call, one module per subject."""
