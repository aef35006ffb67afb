"""Archives and folders as students and learning platforms make them, read with bounds."""
