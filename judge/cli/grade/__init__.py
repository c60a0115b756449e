"""`judge grade` and its subcommands, for those whose CI grades branches."""
