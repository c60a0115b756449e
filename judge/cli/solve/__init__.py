"""Commands for practising, one file each: find a problem, work on it, judge it, look back."""
