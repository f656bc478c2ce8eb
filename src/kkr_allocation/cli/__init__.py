"""The command ``kkr-allocation``: a thin door to the library's functions."""
