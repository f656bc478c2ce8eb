"""Frames, text, HTML and pictures, in Danish and English; one module for each wing."""
