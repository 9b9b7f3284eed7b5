"""Switches to log in to: they show a folder's texts and store what is pasted. They forward no frame and judge nothing."""
