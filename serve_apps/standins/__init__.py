"""Stand-ins for outside parties, each a process of its own. None of them is part of a platform."""
