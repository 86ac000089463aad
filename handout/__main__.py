import sys

from handout.cli import main

sys.exit(main())
