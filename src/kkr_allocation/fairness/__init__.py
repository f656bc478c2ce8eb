"""Proof: verification that shares no code with the engine, axioms, measures."""
