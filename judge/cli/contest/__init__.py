"""`judge contest` and `judge interview`, one file for each command; `group` lists the commands."""
