"""The kanban board of deals."""

from salesdesk.ui.screens.pipeline.screen import PipelineScreen

__all__ = ["PipelineScreen"]
