"""What the acyclic view of a large concept graph costs, with few circles and with many.

    python -m bench.graph_order [--concepts 37000] [--edges 200000] [--turned 0 200 2000]

The graph is drawn: edges between random concepts whose order has no circle, and of some of them the edge that leads
the other way as well. Prints how many edges are set aside, and the processor seconds.
"""

from __future__ import annotations

import argparse
import random
import time

from cgq.graph.order import Edge, acyclic

SEED = 7


def drawn(concepts: int, edges: int, turned: int) -> list[Edge]:
    """A graph of so many edges, and of `turned` of them the same edge turned round."""
    chance = random.Random(SEED)
    order = list(range(concepts))
    chance.shuffle(order)
    pairs: set[tuple[int, int]] = set()
    while len(pairs) < edges:
        first, last = sorted(chance.sample(range(concepts), 2))
        pairs.add((order[first], order[last]))
    found = sorted(pairs)
    back = [(target, source) for source, target in chance.sample(found, turned)]
    return [Edge(source, target, round(chance.random(), 2)) for source, target in (*found, *back)]


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--concepts", type=int, default=37_000)
    parser.add_argument("--edges", type=int, default=200_000)
    parser.add_argument("--turned", type=int, nargs="+", default=[0, 200, 2_000])
    asked = parser.parse_args()
    for turned in asked.turned:
        edges = drawn(asked.concepts, asked.edges, turned)
        began = time.process_time()
        view = acyclic(edges)
        took = time.process_time() - began
        print(f"{turned:,} edges turned: {len(view.aside):,} set aside in {took:.2f} s")


if __name__ == "__main__":
    main()
