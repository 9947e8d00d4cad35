"""A year's call as those who make it edit it: created, exchanged with Excel, compared, verified."""
