"""What recurs: which questions papers print again, the same or nearly so, and under which number they stand together.

shape.py     a question as it is compared
labels.py    what statements and blanks are called, which may be called otherwise
names.py     names of persons and firms, which may be others in the same question
wording.py   the words that turn a question, and those that every stem has
bands.py     where a question is looked for by others
rewording.py whether two stems ask the same in other words
cases.py     whether two stems tell one case of other things
options.py   how many options of two questions are the same
compare.py   whether two questions are one, a variant of one, or two
grouping.py  which questions stand together
stored.py    what of all that is kept, and what becomes of it when papers change
reading.py   groups and repeats as people and programs see them
asking.py    which questions ask for one concept in other words, found when somebody looks
concept_groups.py  their groups as people and programs see them
"""
