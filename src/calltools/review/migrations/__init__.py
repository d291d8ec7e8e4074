"""The tables of the review database, brought from release to release."""
