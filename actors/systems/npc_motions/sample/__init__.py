"""What invented deputies, bodies and units of the sample city have done (示例)."""
