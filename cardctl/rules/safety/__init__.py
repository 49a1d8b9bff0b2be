"""Rules 8xx: personal data, secrets, links, and what the public may see."""
