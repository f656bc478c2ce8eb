"""Pictures of results: each one function, from a result to matplotlib axes."""
