"""The concept graph in Neo4j: a projection of what SQLite holds, which can be made anew at any time.

`outbox` keeps what is still to be sent, `rows` gives it as nodes and relations, `shape` lists which there are; `server`
reads and writes them there, `differing` finds what is not the same, and `sending` and `comparing` put these together.
Only `connection` and `faults` import the driver.
"""
