"""Windows hosts to collect from: WS-Management with NTLM over loopback. They run no PowerShell; they answer from facts."""
