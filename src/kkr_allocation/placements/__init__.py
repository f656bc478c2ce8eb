"""Job 3: training places."""
