"""A judge as it should not be: imports the submission beside the tests, then believes an exit status or a printed line.

python naive.py TESTS SUBMISSION
"""

import importlib.util
import json
import sys
import unittest


def load(path, name):
    spec = importlib.util.spec_from_file_location(name, path)
    sys.modules[name] = module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def main(tests_path, solution_path):
    tests = load(tests_path, "test_hidden")
    solution = load(solution_path, "solution")
    failed = 0
    for name, test in list(vars(tests).items()):
        if name.startswith("test_"):
            try:
                test(solution)
            except unittest.SkipTest:
                pass  # a test that is skipped has not failed
            except Exception as error:  # noqa: BLE001 - as such judges do
                print(f"{name}: {error!r}", file=sys.stderr)  # noqa: T201
                failed += 1
    print(json.dumps({"failed": failed}))  # noqa: T201
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main(*sys.argv[1:])
