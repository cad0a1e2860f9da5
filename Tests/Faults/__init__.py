"""Injects faults and proves that no file is lost and no event stored twice."""
