"""Many dossiers in one run: each all or nothing, none lost, resumed where it was stopped."""
