"""The call of a year, from `data/<year>/` to a `Campagne`."""
