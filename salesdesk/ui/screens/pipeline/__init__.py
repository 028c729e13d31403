"""The kanban board of deals."""
