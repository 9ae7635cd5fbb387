"""Topics (议题类别): by which clues, suggestions and motions are sorted and counted."""

TOPICS = (
    "economy", "finance", "transport", "housing", "city", "water", "environment", "agriculture",
    "education", "health", "welfare", "culture", "safety", "rule_of_law", "other",
)  # fmt: skip
"""What pages offer; another topic that a channel names is kept as it is."""
