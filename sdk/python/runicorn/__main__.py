"""`python -m runicorn`: says where the command is."""

import sys

sys.stderr.write("The runicorn command comes with npm: `npm install -g runicorn`, then `runicorn --help`.\n")
sys.exit(2)
