"""The places in transcripts that a quotation can be taken from."""
