"""The tables that are published: what was extracted, in the formats people use."""
