"""Waiting rooms (等候室): who is let in next when more people come than can be served."""
