"""How two texts differ: a Chinese text and its English, or a text and words quoted from it.

``translation`` compares for translators and spares what is merely free; ``rendering`` compares for
auditors and lets nothing that is changed pass.  What they weigh stands beside them: figures,
negations, hedges, names, organs, parts left out and put in.
"""
