"""Linux hosts to log in to: ssh servers that run commands, their network tools answering from facts."""
