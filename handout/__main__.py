import sys

from handout.cli.language.start import main

sys.exit(main())
