"""Commands about the program itself and this computer, each as those in commands/."""
