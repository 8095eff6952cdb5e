"""Question records as formats write and read them."""
