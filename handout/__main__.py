import sys

from handout.cli.main import main

sys.exit(main())
