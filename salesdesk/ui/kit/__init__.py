"""What every screen is made of: theme, background work, cards, toasts; it knows no screen."""
