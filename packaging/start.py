"""The program that PyInstaller makes: the command line, also in the processes that it starts."""

import multiprocessing
import sys

from first_day_essentials import main

if __name__ == "__main__":
    multiprocessing.freeze_support()
    sys.exit(main())
