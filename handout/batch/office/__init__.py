"""What an office does with the handouts of a batch: print some of them, mail them to schools."""
