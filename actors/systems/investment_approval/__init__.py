"""投资并联审批: Parallel approval of investment."""
