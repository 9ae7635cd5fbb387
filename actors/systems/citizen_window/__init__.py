"""市民之窗: Citizen’s window."""
