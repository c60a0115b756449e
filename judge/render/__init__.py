"""Results for people and machines: terminal, JSON, JUnit XML, GitHub annotations. Decides nothing."""
