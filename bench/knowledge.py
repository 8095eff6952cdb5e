"""What a bank of questions costs with models: requests, tokens and price, and how fast it goes with a slow provider.

    python -m bench.knowledge [--questions 1000] [--seconds 0.2] [--model gpt-5-mini]

The labelled rows of bench/labelled/knowledge over and over, each round with texts of its own, go through import,
vectors, concepts and the order of concepts as a user does it, with a provider on loopback that waits so long before
each answer. It names of each text the labelled concepts that the text prints. Then everything is asked for once more.
Tokens are estimated of what was sent and answered (enrich/tokens.py), the price is that of the list.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import threading
import time
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from bench.support.knowledge import ROWS, labels
from tests.support.naming_model import concept, teaching
from tests.support.provider import LoopbackProvider, loopback_provider

from cgq.counting import counted
from cgq.enrich.prices import load
from cgq.enrich.tokens import estimated_tokens

if TYPE_CHECKING:
    from tests.support.naming_model import Concept

EMBEDDING = "text-embedding-3-small"
DIMENSION = 64
"""Numbers of a vector: how many there are changes nothing of what is counted."""

MOST = 5
"""Concepts that are named of a question, as the task asks for."""


class Pause(threading.Event):
    """A gate that opens after some seconds, for each request by itself."""

    def __init__(self, seconds: float) -> None:
        super().__init__()
        self._seconds = seconds

    def wait(self, timeout: float | None = None) -> bool:  # noqa: ARG002
        time.sleep(self._seconds)
        return True


def vocabulary() -> list[str]:
    """The names of labelled concepts, the longest first."""
    found = {each["name"] for row in labels("concepts.jsonl") for each in row["concepts"]}
    return sorted(found, key=lambda name: (-len(name), name))


def named(text: str, names: list[str]) -> list[Concept]:
    """The labelled concepts that a text prints."""
    return [concept(name, name) for name in names if name in text][:MOST]


def rows(count: int) -> list[dict[str, Any]]:
    """So many questions, each with a text of its own."""
    given = [row for name in ROWS for row in labels(f"{name}.jsonl")]
    found: list[dict[str, Any]] = []
    for n in range(count):
        row, turn = given[n % len(given)], n // len(given)
        found.append({**row, "number": n + 1, "stem": row["stem"] if turn == 0 else f"{row['stem']} [{turn}]"})
    return found


def cgq(environ: dict[str, str], *words: str) -> None:
    """Run a command to its end."""
    command = [sys.executable, "-m", "cgq_cli", *words, "--quiet"]
    done = subprocess.run(command, env=environ, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"cgq {words[0]} ended with {done.returncode}: {done.stderr}{done.stdout}")


def kinds(asked: list[dict[str, Any]]) -> Counter[str]:
    """How many requests there were of each kind."""
    return Counter(
        "embeddings" if "input" in body else "concepts" if '"questions"' in body["messages"][1]["content"] else "order"
        for body in asked
    )


def report(provider: LoopbackProvider, written: list[str], model: str) -> None:
    """Print requests, tokens and price."""
    found = kinds(provider.asked)
    chats = [body for body in provider.asked if "messages" in body]
    sent = [json.dumps([body["messages"], body.get("response_format")], ensure_ascii=False) for body in chats]
    tokens_in = sum(map(estimated_tokens, sent))
    tokens_out = sum(map(estimated_tokens, written))
    texts = sum(estimated_tokens(text) for body in provider.asked for text in body.get("input", ()))
    print(f"requests: {found['concepts']} concepts, {found['order']} order, {found['embeddings']} embeddings")
    print(f"tokens, estimated: chat {tokens_in:,} in, {tokens_out:,} out; embeddings {texts:,}")
    prices = load()
    for name, sizes in ((model, (tokens_in, tokens_out)), (EMBEDDING, (texts, 0))):
        cost = prices.cost("openai", name, *sizes)
        print(f"price of {name}: " + ("unknown" if cost is None else f"{cost / 1e6:.4f} US dollars"))


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--questions", type=int, default=1000)
    parser.add_argument("--seconds", type=float, default=0.2)
    parser.add_argument("--model", default="gpt-5-mini")
    given = parser.parse_args()
    names = vocabulary()
    with TemporaryDirectory() as folder, loopback_provider() as provider:
        provider.gate = Pause(given.seconds)
        provider.dimension = DIMENSION
        written: list[str] = []
        teach = teaching(lambda text: named(text, names))
        provider.write = lambda messages: written.append(text := teach(messages)) or text
        environ = os.environ | {
            "OPENAI_API_KEY": "sk-of-no-account",
            "OPENAI_BASE_URL": provider.url,
            "CGQ_CONFIG": os.devnull,
            "CGQ_DB": str(Path(folder) / "bank.db"),
            "CGQ_CONCEPTS_MODEL": given.model,
            "CGQ_EMBEDDING_PROVIDER": "openai",
            "CGQ_EMBEDDING_MODEL": EMBEDDING,
            "CGQ_EMBEDDING_DIMENSION": str(DIMENSION),
        }
        file = Path(folder) / "rows.jsonl"
        file.write_text("".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows(given.questions)), "utf-8")
        began = time.monotonic()
        cgq(environ, "import", str(file))
        cgq(environ, "run")
        seconds = time.monotonic() - began
        print(
            f"{given.questions:,} questions, {given.seconds:g} s an answer: {seconds:.1f} s, "
            f"{given.questions / seconds:.1f} questions a second"
        )
        report(provider, written, given.model)
        provider.asked.clear()
        for kind in ("generate_embedding", "update_knowledge_graph", "suggest_concepts"):
            cgq(environ, "enqueue", "--kind", kind, "--missing")
        cgq(environ, "enqueue", "--kind", "refresh_concepts")
        cgq(environ, "run")
        print(f"once more: {counted(len(provider.asked), 'request')}")


if __name__ == "__main__":
    main()
