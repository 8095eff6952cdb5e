"""What recurs: which questions papers print again, the same or nearly so, and under which number they stand together.

shape.py     a question as it is compared
wording.py   the words that turn a question, and those that every stem has
bands.py     where a question is looked for by others
compare.py   whether two questions are one, a variant of one, or two
grouping.py  which questions stand together
stored.py    what of all that is kept, and what becomes of it when papers change
reading.py   groups and repeats as people and programs see them
asking.py    groups that ask for one concept in other words
concepts.py  other wording for the same concepts, found when somebody looks
"""
