"""Faults on purpose, and the proof that nothing was lost and nothing stored twice."""
