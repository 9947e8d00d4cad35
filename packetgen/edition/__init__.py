"""A year's call as those who make it edit it: created, verified, declared ready."""
