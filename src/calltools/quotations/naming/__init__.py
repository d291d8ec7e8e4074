"""The hospitals of the calls at hand, by every form in which a report may name them."""
