"""`python -m treatplan`."""

import sys

from treatplan.app.main import main

sys.exit(main())
