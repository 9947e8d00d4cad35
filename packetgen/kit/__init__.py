"""The blank kit that associations download, and its calendar."""
