"""Accounts (账号): who may act, and the sessions that prove it."""
