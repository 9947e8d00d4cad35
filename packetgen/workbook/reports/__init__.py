"""Workbooks that report: annotated copy, summary of a batch, register."""
