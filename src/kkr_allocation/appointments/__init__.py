"""Job 2: representatives to regional fora."""
