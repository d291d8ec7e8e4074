"""Quotations of a report: where they stand, what kind they are, whose words they are said to be."""
