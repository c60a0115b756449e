"""Commands for authors of problems: `judge new` and `judge verify`."""
