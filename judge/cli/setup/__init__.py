"""`judge sandbox`, `judge doctor` and `judge completions`: setting up a machine."""
