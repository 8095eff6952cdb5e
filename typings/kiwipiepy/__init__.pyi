from collections.abc import Iterable, Iterator

class Token:
    form: str
    tag: str
    start: int
    len: int
    score: float

class Kiwi:
    def __init__(
        self,
        num_workers: int | None = ...,
        *,
        load_default_dict: bool | None = ...,
        load_typo_dict: bool | None = ...,
        load_multi_dict: bool | None = ...,
    ) -> None: ...
    # One text as str gives a list instead; cgq always analyses many.
    def tokenize(self, text: Iterable[str], *, z_coda: bool = ...) -> Iterator[list[Token]]: ...
    # Per text its best analyses, each with its log probability.
    def analyze(
        self, text: Iterable[str], top_n: int = ..., *, z_coda: bool = ...
    ) -> Iterator[list[tuple[list[Token], float]]]: ...
