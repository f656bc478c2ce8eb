"""Results as JSON documents: the format, what is written and read, the shapes that are held."""
