"""The kill campaign: what it runs, how it strikes, what it checks."""
