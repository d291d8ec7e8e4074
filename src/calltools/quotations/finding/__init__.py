"""Quotations of a report: found, told from titles and terms, attributed, and how they are put."""
