"""What was kept and changed can be checked by a stranger: ledger, signatures, stamps, bags."""
