"""Words in quotation marks: where they stand, what kind they are, whose they are said to be."""
