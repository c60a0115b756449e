"""Workers and graders in Docker containers; nothing outside this folder and `images` speaks to an engine."""
