"""What if: sweeps, swings, alliances, margins."""
