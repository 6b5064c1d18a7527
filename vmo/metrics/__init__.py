"""Ways of counting a metric: a numerator and a denominator that add up over rows (domain.md 1)."""
