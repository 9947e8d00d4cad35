"""The finished bundle read again, and compared with its ledger."""
