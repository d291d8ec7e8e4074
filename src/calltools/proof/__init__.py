"""What was kept and changed can be checked by a stranger: the log, signatures, stamps, bags."""
