"""What calls tell about each other: findings, never verdicts."""
