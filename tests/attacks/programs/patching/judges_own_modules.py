"""Looks for the judge's modules and makes all of their comparisons and verdicts good. Class D."""
# expect: WA "It adds three squares."
# naive: exit

import sys

for name, module in list(sys.modules.items()):
    if name.startswith("sandbox") or name in {"unittest", "json", "__main__"}:
        for attribute in ("CLAIMS", "MAX_FRAME", "MAX_DEPTH", "OUTPUT_LIMIT"):
            if hasattr(module, attribute):
                setattr(module, attribute, frozenset(range(10)) if attribute == "CLAIMS" else 1 << 40)
    if name == "__main__" and hasattr(module, "json"):
        module.sys = type("S", (), {"exit": lambda *_: None, "stderr": sys.stderr})


def total(numbers):
    return 0
