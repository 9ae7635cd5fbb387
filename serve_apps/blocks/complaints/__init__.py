"""咨询投诉: asking, complaining, and answering."""
