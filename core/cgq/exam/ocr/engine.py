"""A plugin of OCRmyPDF: Tesseract is given the page in strips and without its circled signs, which it cannot read.

OCRmyPDF loads this module by its name, in its own process; nothing else imports it.
"""

from __future__ import annotations

import math
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from ocrmypdf import hookimpl
from ocrmypdf.builtin_plugins.tesseract_ocr import TesseractOcrEngine
from ocrmypdf.hocrtransform.hocr_parser import HocrParseError, HocrParser
from ocrmypdf.models.ocr_element import BoundingBox, OcrClass, OcrElement
from PIL import Image, ImageDraw

from cgq.exam.key.circled.ground import ground_of
from cgq.exam.key.circled.rings import rings_of
from cgq.exam.key.pictured.page import tilt_of
from cgq.exam.ocr.layer import layer_of
from cgq.exam.ocr.strips import Strip, picture_of, strips_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ocrmypdf._options import OcrOptions
    from ocrmypdf.pluginspec import OcrEngine

    from cgq.exam.key.circled.rings import Ring

_TESSERACT: type[OcrEngine] = TesseractOcrEngine
_WHITE = 255
_MARGIN = 0.08
_ENOUGH = 2000


class ExamEngine(TesseractOcrEngine):
    """Tesseract for the text; the circled signs are told by their shapes."""

    @staticmethod
    def supports_generate_ocr() -> bool:
        """OCRmyPDF asks for a tree of words, not for a file."""
        return True

    @staticmethod
    def get_deskew(input_file: Path, options: OcrOptions) -> float:
        """By how many degrees to turn the page against the clock. Tesseract needs more text to tell than some
        pages have, and may turn those away from the level."""
        del options
        with Image.open(input_file) as picture:
            picture.draft("L", (_ENOUGH, _ENOUGH))
            grey = picture.convert("L")
        grey.thumbnail((_ENOUGH, _ENOUGH))
        return -math.degrees(tilt_of(np.asarray(grey)))

    @staticmethod
    def generate_ocr(input_file: Path, options: OcrOptions, page_number: int = 0) -> tuple[OcrElement, str]:
        """The words of a page's picture and where they stand."""
        with Image.open(input_file) as picture:
            dpi = float(picture.info.get("dpi", (300.0,))[0])
            page = picture.convert("L")
        ground = ground_of(page, dpi)
        rings = rings_of(ground) if ground is not None else []
        strips = strips_of(ground, page.size) if ground is not None else [Strip(0, 0, *page.size, 0)]
        with tempfile.TemporaryDirectory() as folder:
            prepared, read, text = (Path(folder, name) for name in ("page.png", "page.hocr", "page.txt"))
            picture_of(_without(page, rings), strips).save(prepared, dpi=(dpi, dpi), compress_level=1)
            _TESSERACT.generate_hocr(prepared, read, text, options)
            tree = _parsed(read, page.size)
        layer = layer_of(tree, page.size, strips, rings)
        layer.dpi, layer.page_number = dpi, page_number
        return layer, layer.get_text_recursive()


def _without(page: Image.Image, rings: Sequence[Ring]) -> Image.Image:
    """The page with white where its rings stand."""
    pen = ImageDraw.Draw(page)
    for ring in rings:
        left, top, right, bottom = ring.box
        margin = _MARGIN * (right - left)
        pen.ellipse((left - margin, top - margin, right + margin, bottom + margin), fill=_WHITE)
    return page


def _parsed(read: Path, size: tuple[int, int]) -> OcrElement:
    """What Tesseract wrote; a page without a word when it found none, or ran out of time."""
    try:
        return HocrParser(read).parse()
    except HocrParseError:
        return OcrElement(ocr_class=OcrClass.PAGE, bbox=BoundingBox(0, 0, *size))


@hookimpl
def get_ocr_engine() -> TesseractOcrEngine:
    """Called by OCRmyPDF."""
    return ExamEngine()
