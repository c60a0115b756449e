"""Replaces json.dumps and msgpack.packb, by which a judge says what came out. Class D."""
# expect: WA "what the solution sent back is not a value"
# naive: report

import json
import sys

json.dumps = lambda *_, **__: '{"failed": 0}'
if "msgpack" in sys.modules:
    sys.modules["msgpack"].packb = lambda *_, **__: b"\xc1"


def total(numbers):
    return 0
