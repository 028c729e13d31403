"""The Companies screen."""

from salesdesk.ui.screens.companies.screen import CompaniesScreen

__all__ = ["CompaniesScreen"]
