"""Raises at import an exception whose class has ten million characters of name. Class F, H."""
# expect: CE "xxxxxxxx"

raise type("x" * 10_000_000, (Exception,), {})("text")
