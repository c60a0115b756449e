"""What `judge verify` found, one file for each output form."""
