"""The calls of a workspace as a whole: how each stands, where words were said, and their names."""
