"""The program that PyInstaller makes: the command line, also in the processes that it starts.

Where handout starts a module of its own as `python -P -m MODULE`, python is this program.
"""

import multiprocessing
import runpy
import sys

from first_day_essentials import main

if __name__ == "__main__":
    multiprocessing.freeze_support()
    if sys.argv[1:3] == ["-P", "-m"] and sys.argv[3].startswith("handout."):
        module = sys.argv[3]
        del sys.argv[1:4]
        runpy.run_module(module, run_name="__main__", alter_sys=True)
    else:
        sys.exit(main())
