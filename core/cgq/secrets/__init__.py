"""What is a secret, and how it is kept out of everything that is stored, logged or shown: the one room for both.

A secret is known by its value (that of a variable or a file named like one, or one that was read), by its form (the
prefixes that services give to their keys), or by what precedes it (`password=`, `Authorization:`, the user in an
address). An exam paper may well speak of a password: only values and forms are looked for in results and in what is
printed, everything in errors and logs.

Nothing is imported here: what every command needs must not pay for what only errors do (see `contexts`).
"""
