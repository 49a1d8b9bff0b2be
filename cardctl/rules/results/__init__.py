"""Rules 6xx: results, the evidence for an outcome, readings and money."""
