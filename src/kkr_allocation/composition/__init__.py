"""Job 1: the council from votes and mayors."""
