"""Searching the questions: the words of a query, what holds them, what is near in meaning, what is worth showing."""
