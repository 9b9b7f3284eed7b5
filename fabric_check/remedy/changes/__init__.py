"""The changes there are, by what they set. None decides what is wrong: that is for ``remedy.repairs``."""
