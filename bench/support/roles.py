"""A process of a benchmark: `python -m bench.support.roles MODULE.FUNCTION ARGUMENTS` prints JSON."""

from __future__ import annotations

import json
import sys
from importlib import import_module


def main() -> None:
    """Call a function of this folder with arguments given as a JSON object."""
    module, function = sys.argv[1].split(".")
    result = getattr(import_module(f"bench.support.{module}"), function)(**json.loads(sys.argv[2]))
    if result is not None:
        print(json.dumps(result))


if __name__ == "__main__":
    main()
