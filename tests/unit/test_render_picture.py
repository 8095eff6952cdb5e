"""Pictures for terminals decode to the dots that went in, and hold nothing but dots."""

from __future__ import annotations

import base64
import io
import re
import zlib
from itertools import product

import pytest
from PIL import Image

from cgq.actions.crops import Crop, dpi_for, pieces
from cgq.exam.model import Place, Question
from cgq_cli.render import picture


def crop(width: int, height: int) -> Crop:
    """Black, white, red and grey in stripes that divide neither by six nor by one another."""
    colours = (b"\0\0\0", b"\xff\xff\xff", b"\xd0\x20\x20", b"\x80\x80\x80")
    dots = b"".join(colours[(x // 5 + y // 7) % 4] for y in range(height) for x in range(width))
    return Crop(width=width, height=height, dots=dots)


def decoded_sixel(text: str) -> Image.Image:
    """What a terminal draws: DEC's sixel data syntax, enough of it for one picture."""
    head = re.match(r'\x1bPq"1;1;(\d+);(\d+)', text)
    assert head
    assert text.endswith("\x1b\\")
    image = Image.new("RGB", (int(head[1]), int(head[2])), (1, 2, 3))
    palette: dict[int, tuple[int, int, int]] = {}
    x = y = colour = 0
    for token in re.finditer(r"#(\d+)(?:;2;(\d+);(\d+);(\d+))?|!(\d+)([?-~])|([?-~])|([$-])", text[head.end() : -2]):
        if token[1]:
            colour = int(token[1])
            if token[2]:
                palette[colour] = tuple(round(int(part) * 2.55) for part in token.group(2, 3, 4))  # type: ignore[assignment]
        elif token[8]:
            x, y = 0, y + (6 if token[8] == "-" else 0)
        else:
            bits = ord(token[6] or token[7]) - 63
            count = int(token[5] or 1)
            for column, row in product(range(x, x + count), range(6)):
                if bits >> row & 1:
                    image.putpixel((column, y + row), palette[colour])
            x += count
    return image


def decoded_kitty(text: str) -> Image.Image:
    commands = re.findall(r"\x1b_G([^;]*);([^\x1b]*)\x1b\\", text)
    assert "".join(f"\x1b_G{keys};{data}\x1b\\" for keys, data in commands) == text
    keys = dict(pair.split("=") for pair in commands[0][0].split(","))
    assert (keys["a"], keys["f"], keys["o"]) == ("T", "24", "z")
    assert [dict(p.split("=") for p in k.split(","))["m"] for k, _ in commands] == ["1"] * (len(commands) - 1) + ["0"]
    assert all(len(data) <= 4096 for _, data in commands)
    dots = zlib.decompress(base64.b64decode("".join(data for _, data in commands)))
    return Image.frombytes("RGB", (int(keys["s"]), int(keys["v"])), dots)


@pytest.mark.parametrize("size", [(1, 1), (40, 6), (41, 13), (300, 100)])
def test_every_way_of_drawing_gives_the_same_dots_back(size: tuple[int, int]) -> None:
    given = crop(*size)
    wanted = Image.frombytes("RGB", size, given.dots)
    assert Image.open(io.BytesIO(picture.png(given))).tobytes() == wanted.tobytes()
    assert decoded_kitty(picture.kitty(given)).tobytes() == wanted.tobytes()
    drawn = decoded_sixel(picture.sixel(given))
    assert drawn.size == size
    assert max(abs(a - b) for a, b in zip(drawn.tobytes(), wanted.tobytes(), strict=True)) <= 4


def test_a_picture_for_a_terminal_holds_nothing_but_its_own_commands() -> None:
    noise = Crop(width=64, height=48, dots=bytes(n * 37 % 256 for n in range(64 * 48 * 3)))
    assert re.fullmatch(r'\x1bPq[0-9"#;!$?-~-]*\x1b\\', picture.sixel(noise))
    assert re.fullmatch(r"(?:\x1b_G[a-zA-Z0-9=,]*;[A-Za-z0-9+/=]*\x1b\\)+", picture.kitty(noise))


def question(*places: tuple[int, tuple[float, float, float, float]]) -> Question:
    parts = tuple(Place(part="stem", page=page, bbox=box) for page, box in places)
    return Question(number=1, stem="?", page=1, bbox=(50, 400, 280, 500), places=parts)


def test_a_question_over_columns_and_pages_is_shown_in_pieces_in_reading_order() -> None:
    spread = question(
        (1, (60, 410, 200, 420)),
        (1, (310, 80, 500, 120)),
        (1, (310, 125, 480, 135)),
        (1, (310, 700, 500, 720)),
        (2, (60, 50, 200, 70)),
    )
    assert pieces(spread) == [
        (1, (50, 400, 280, 500)),
        (1, (310, 80, 500, 135)),
        (1, (310, 700, 500, 720)),
        (2, (60, 50, 200, 70)),
    ]


def test_what_has_no_place_is_shown_with_its_whole_page() -> None:
    assert pieces(Question(number=3, stem="", page=2)) == [(2, None)]


def test_a_picture_fits_the_room_as_far_as_it_stays_legible() -> None:
    asked = question()
    assert dpi_for(asked, 10_000, 10_000) == 150
    assert dpi_for(asked, 300, 10_000) == pytest.approx(300 * 72 / 246)
    assert dpi_for(asked, 10, 10) == 60
