"""What was changed between a quotation and its place, and the verdict."""
