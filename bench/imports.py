"""What a fresh process spends on imports before its first row, Great Expectations included."""

import json
from importlib import import_module

from bench.clock import timed

MODULES = ("vmo.pipeline.night", "vmo.pipeline.month", "great_expectations")

if __name__ == "__main__":
    _, seconds = timed(lambda: [import_module(name) for name in MODULES])
    print(json.dumps({"import_s": seconds.wall}))
