"""Reading the files users have into elections and mayors, registers, logs and places."""
