"""Dots as a PNG, or as what terminals draw: the kitty graphics protocol and sixel.

The picture is made of dots alone, so nothing that a paper holds can reach the terminal as a command.
"""

from __future__ import annotations

import base64
import io
import itertools
import zlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cgq.actions.crops import Crop

COLOURS = 24
_CHUNK = 4096
_BAND = 6
_LONG = 3


def png(crop: Crop) -> bytes:
    """The picture as a file."""
    from PIL import Image

    file = io.BytesIO()
    Image.frombytes("RGB", (crop.width, crop.height), crop.dots).save(file, "PNG", optimize=True)
    return file.getvalue()


def kitty(crop: Crop) -> str:
    """The picture in the kitty graphics protocol: raw dots, compressed, in chunks; the terminal answers nothing."""
    data = base64.standard_b64encode(zlib.compress(crop.dots, 6)).decode()
    pieces = [data[start : start + _CHUNK] for start in range(0, len(data), _CHUNK)]
    first = f"a=T,f=24,o=z,q=2,s={crop.width},v={crop.height},"
    return "".join(
        f"\x1b_G{first if n == 0 else ''}m={int(n < len(pieces) - 1)};{piece}\x1b\\" for n, piece in enumerate(pieces)
    )


def sixel(crop: Crop) -> str:
    """The picture as sixels, in the few colours that a printed page needs."""
    import numpy as np
    from PIL import Image

    image = Image.frombytes("RGB", (crop.width, crop.height), crop.dots).quantize(COLOURS, Image.Quantize.MEDIANCUT)
    palette = (image.getpalette() or [])[: 3 * COLOURS]
    dots = np.frombuffer(image.tobytes(), np.uint8).reshape(crop.height, crop.width)
    colours = "".join(
        f"#{n};2;{';'.join(str(round(part * 100 / 255)) for part in palette[3 * n : 3 * n + 3])}"
        for n in range(len(palette) // 3)
    )
    bands = (dots[top : top + _BAND] for top in range(0, crop.height, _BAND))
    return f'\x1bPq"1;1;{crop.width};{crop.height}{colours}{"-".join(map(_band, bands))}\x1b\\'


def _band(rows: Any) -> str:
    """Six rows of dots: each of their colours by itself, one over the other."""
    import numpy as np

    weights = (1 << np.arange(rows.shape[0], dtype=np.uint8))[:, None]
    found = (int(colour) for colour in np.unique(rows))
    return "$".join(f"#{colour}{''.join(_runs(((rows == colour) * weights).sum(axis=0)))}" for colour in found)


def _runs(sixels: Any) -> Iterator[str]:
    import numpy as np

    edges = [0, *(np.flatnonzero(np.diff(sixels)) + 1).tolist(), len(sixels)]
    for start, end in itertools.pairwise(edges):
        char, count = chr(63 + int(sixels[start])), end - start
        yield f"!{count}{char}" if count > _LONG else char * count
