"""A copy that is safe to publish: what a person names is taken out of words and sound, and proven
to be gone."""
