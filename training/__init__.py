"""What is learnt from, and what is learnt from it: ``python -m training fit``."""
