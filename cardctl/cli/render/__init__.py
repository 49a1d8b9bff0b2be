"""What people and other programs see: findings, tables, cards and histories as text."""
