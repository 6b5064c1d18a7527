"""`python -m vmo.cli`: the command `vmo` where it is not installed."""

import sys

from vmo.cli import main

sys.exit(main())
