"""The reader: a small trained model that judges what a clause says, in its context."""
