"""Tricks that addresses play, each refused by its spelling or by what its name leads to; and honest addresses."""

from __future__ import annotations

import subprocess
import sys
from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cgq.web.address import check_address, is_allowed, join, parse_address, parse_own_host
from cgq.web.failure import WebFailure, shown
from cgq.web.ranges import refusal

BAD, BLOCKED = "bad_address", "blocked_address"

TRICKS = [
    # spelling, code, a word of the reason
    ("http://127.0.0.1/", BLOCKED, "this machine"),
    ("http://127.8.9.10/", BLOCKED, "this machine"),
    ("http://2130706433/", BLOCKED, "127.0.0.1"),
    ("http://017700000001/", BLOCKED, "127.0.0.1"),
    ("http://0x7f000001/", BLOCKED, "127.0.0.1"),
    ("http://0X7F000001/", BLOCKED, "127.0.0.1"),
    ("http://0177.0.0.1/", BLOCKED, "127.0.0.1"),
    ("http://0x7f.0.0.1/", BLOCKED, "127.0.0.1"),
    ("http://0x7f.0x0.0x0.0x1/", BLOCKED, "127.0.0.1"),
    ("http://127.1/", BLOCKED, "127.0.0.1"),
    ("http://127.0.1/", BLOCKED, "127.0.0.1"),
    ("http://127.0x1/", BLOCKED, "127.0.0.1"),
    ("http://127.000.000.001/", BLOCKED, "127.0.0.1"),
    ("http://0/", BLOCKED, "0.0.0.0"),
    ("http://0x/", BLOCKED, "0.0.0.0"),
    ("http://127.0.0.1./", BLOCKED, "127.0.0.1"),
    ("http://2130706433./", BLOCKED, "127.0.0.1"),
    ("http://127.0.0.1。/", BLOCKED, "127.0.0.1"),
    ("http://127。0。0。1/", BLOCKED, "127.0.0.1"),
    ("http://127．0．0．1/", BLOCKED, "127.0.0.1"),
    ("http://１２７.0.0.1/", BLOCKED, "127.0.0.1"),
    ("http://①②⑦.⓪.⓪.①/", BLOCKED, "127.0.0.1"),
    ("http://0ｘ7f.1/", BLOCKED, "127.0.0.1"),
    ("http://127.0.0.1:80/", BLOCKED, "this machine"),
    ("http://0.0.0.0/", BLOCKED, "this host"),
    ("http://10.1.2.3/", BLOCKED, "private"),
    ("http://172.16.0.1/", BLOCKED, "private"),
    ("http://172.31.255.255/", BLOCKED, "private"),
    ("http://192.168.0.1/", BLOCKED, "private"),
    ("http://0xc0a80001/", BLOCKED, "192.168.0.1"),
    ("http://3232235521/", BLOCKED, "192.168.0.1"),
    ("http://192.168.1/", BLOCKED, "192.168.0.1"),
    ("http://100.64.0.1/", BLOCKED, "shared"),
    ("http://169.254.1.1/", BLOCKED, "local link"),
    ("http://169.254.169.254/latest/meta-data/", BLOCKED, "metadata"),
    ("http://2852039166/", BLOCKED, "169.254.169.254"),
    ("http://0xa9fea9fe/", BLOCKED, "169.254.169.254"),
    ("http://169.254.43518/", BLOCKED, "169.254.169.254"),
    ("http://169.254.170.2/v2/credentials", BLOCKED, "metadata"),
    ("http://100.100.100.200/", BLOCKED, "metadata"),
    ("http://168.63.129.16/", BLOCKED, "metadata"),
    ("http://192.0.0.192/", BLOCKED, "metadata"),
    ("http://192.0.2.1/", BLOCKED, "documentation"),
    ("http://198.18.0.1/", BLOCKED, "measurements"),
    ("http://198.51.100.7/", BLOCKED, "documentation"),
    ("http://203.0.113.9/", BLOCKED, "documentation"),
    ("http://192.88.99.1/", BLOCKED, "tunnels"),
    ("http://224.0.0.1/", BLOCKED, "multicast"),
    ("http://239.255.255.250/", BLOCKED, "multicast"),
    ("http://240.0.0.1/", BLOCKED, "reserved"),
    ("http://255.255.255.255/", BLOCKED, "broadcast"),
    ("http://[::1]/", BLOCKED, "this machine"),
    ("http://[0:0:0:0:0:0:0:1]/", BLOCKED, "this machine"),
    ("http://[0000:0000:0000:0000:0000:0000:0000:0001]:80/", BLOCKED, "this machine"),
    ("http://[::]/", BLOCKED, "this host"),
    ("http://[::ffff:127.0.0.1]/", BLOCKED, "this machine"),
    ("http://[::FFFF:7F00:1]/", BLOCKED, "this machine"),
    ("http://[0:0:0:0:0:ffff:10.0.0.1]/", BLOCKED, "private"),
    ("http://[::ffff:169.254.169.254]/", BLOCKED, "metadata"),
    ("http://[::127.0.0.1]/", BLOCKED, "reserved"),
    ("http://[::ffff:0:127.0.0.1]/", BLOCKED, "reserved"),
    ("http://[64:ff9b::7f00:1]/", BLOCKED, "this machine"),
    ("http://[64:ff9b::a9fe:a9fe]/", BLOCKED, "metadata"),
    ("http://[64:ff9b:1::808:808]/", BLOCKED, "reserved"),
    ("http://[2002:7f00:1::]/", BLOCKED, "tunnel"),
    ("http://[2002:a00:1::1]/", BLOCKED, "tunnel"),
    ("http://[2001:0:53aa:64c:0:fbff:80ff:fffe]/", BLOCKED, "tunnels"),
    ("http://[2606:4700::5efe:7f00:1]/", BLOCKED, "tunnel"),
    ("http://[fe80::1]/", BLOCKED, "local link"),
    ("http://[fe80::1%25eth0]/", BLOCKED, "zone"),
    ("http://[fe80::1%eth0]/", BLOCKED, "zone"),
    ("http://[2606:4700::1%25lo]/", BLOCKED, "zone"),
    ("http://[fec0::1]/", BLOCKED, "private"),
    ("http://[fc00::1]/", BLOCKED, "private"),
    ("http://[fd00:ec2::254]/", BLOCKED, "metadata"),
    ("http://[fd20:ce::254]/", BLOCKED, "metadata"),
    ("http://[ff02::1]/", BLOCKED, "multicast"),
    ("http://[100::1]/", BLOCKED, "discarded"),
    ("http://[2001:db8::1]/", BLOCKED, "documentation"),
    ("http://[3fff::1]/", BLOCKED, "documentation"),
    ("http://[4000::1]/", BLOCKED, "reserved"),
    ("http://localhost/", BLOCKED, "local network"),
    ("http://LOCALHOST./", BLOCKED, "local network"),
    ("http://ｌｏｃａｌｈｏｓｔ/", BLOCKED, "local network"),
    ("http://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ/", BLOCKED, "local network"),
    ("http://papers.localhost/", BLOCKED, "localhost"),
    ("http://intranet/", BLOCKED, "local network"),
    ("http://printer.local/", BLOCKED, "local"),
    ("http://metadata.google.internal/computeMetadata/v1/", BLOCKED, "internal"),
    ("http://router.home.arpa/", BLOCKED, "home.arpa"),
    ("http://secret.onion/", BLOCKED, "onion"),
    ("http://papers.kr:22/", BLOCKED, "port 22"),
    ("http://papers.kr:25/", BLOCKED, "port 25"),
    ("http://papers.kr:6000/", BLOCKED, "port 6000"),
    ("https://papers.kr:993/", BLOCKED, "port 993"),
    ("file:///etc/passwd", BAD, "http"),
    ("ftp://papers.kr/a.pdf", BAD, "http"),
    ("gopher://papers.kr/", BAD, "http"),
    ("javascript:alert(1)", BAD, "http"),
    ("data:application/pdf,%25PDF", BAD, "http"),
    ("//papers.kr/a.pdf", BAD, "http"),
    ("http:/papers.kr/", BAD, "http"),
    ("http:\\\\papers.kr\\a.pdf", BAD, "http"),
    ("papers.kr/a.pdf", BAD, "http"),
    ("http://", BAD, "host"),
    ("http:///etc/passwd", BAD, "host"),
    ("http://:80/", BAD, "host"),
    ("http://somebody@papers.kr/", BAD, "user"),
    ("http://papers.kr@127.0.0.1/", BAD, "user"),
    ("http://somebody:secret@papers.kr/", BAD, "user"),
    ("http://papers.kr:80@127.0.0.1/", BAD, "user"),
    ("http://127.0.0.1\\@papers.kr/", BAD, "user"),
    ("http://papers.kr\\.evil.kr/", BAD, "host"),
    ("http://127.0.0.1%2f.papers.kr/", BAD, "host"),
    ("http://%31%32%37.0.0.1/", BAD, "host"),
    ("http://127.0.0.1%00.papers.kr/", BAD, "host"),
    ("http://papers.kr\x00.evil.kr/", BAD, "control"),
    ("http://papers.kr/\r\nHost: evil", BAD, "control"),
    ("http://pap\ters.kr/", BAD, "control"),
    ("http://papers .kr/", BAD, "host"),
    ("http://papers\u200b.kr/", BAD, "host"),
    ("http://papers.kr\u202e/", BAD, "host"),
    ("http://papers.kr／evil/", BAD, "host"),
    ("http://papers.kr\u2100evil.kr/", BAD, "host"),
    ("http://papers..kr/", BAD, "host"),
    ("http://.papers.kr/", BAD, "host"),
    ("http://papers.kr../", BAD, "host"),
    ("http://papers.kr:0/", BAD, "port"),
    ("http://papers.kr:65616/", BAD, "port"),
    ("http://papers.kr:-80/", BAD, "port"),
    ("http://papers.kr:８０/", BAD, "port"),
    ("http://papers.kr:80:80/", BAD, "brackets"),
    ("http://::1/", BAD, "brackets"),
    ("http://[::1/", BAD, "host"),
    ("http://[::1]evil/", BAD, "port"),
    ("http://[127.0.0.1]/", BAD, "IPv6"),
    ("http://[v1.fe]/", BAD, "IPv6"),
    ("http://256.256.256.256/", BAD, "IPv4"),
    ("http://1.2.3.4.5/", BAD, "four decimal"),
    ("http://papers.123/", BAD, "four decimal"),
    ("http://8.8.2056/", BAD, "four decimal"),
    ("http://0x08080808/", BAD, "four decimal"),
    ("http://" + "a" * 64 + ".kr/", BAD, "host"),
    ("http://papers.kr/" + "a" * 9000, BAD, "characters"),
    ("", BAD, "characters"),
]

HONEST = [
    # spelling, what it becomes
    ("http://papers.kr", "http://papers.kr/"),
    ("HTTPS://Papers.KR/Exam.PDF", "https://papers.kr/Exam.PDF"),
    ("http://papers.kr./a", "http://papers.kr/a"),
    ("http://papers.kr:80/a", "http://papers.kr/a"),
    ("https://papers.kr:443/a", "https://papers.kr/a"),
    ("http://papers.kr:8080/a", "http://papers.kr:8080/a"),
    ("http://papers.kr:/a", "http://papers.kr/a"),
    ("  http://papers.kr/a \n", "http://papers.kr/a"),
    ("http://papers.kr/a#page=2", "http://papers.kr/a"),
    ("http://papers.kr?no=1", "http://papers.kr/?no=1"),
    ("http://papers.kr/a?u=http://x@y/", "http://papers.kr/a?u=http://x@y/"),
    ("http://papers.kr/기출 문제.pdf", "http://papers.kr/%EA%B8%B0%EC%B6%9C%20%EB%AC%B8%EC%A0%9C.pdf"),
    ("http://papers.kr/%B1%E2.pdf", "http://papers.kr/%B1%E2.pdf"),
    ("http://시험.한국/a", "http://xn--vv4b606a.xn--3e0b707e/a"),
    ("http://ｐａｐｅｒｓ．ｋｒ/", "http://papers.kr/"),
    ("http://my_host.papers.kr/", "http://my_host.papers.kr/"),
    ("http://papers.kr/a/../b/./c", "http://papers.kr/b/c"),
    ("http://papers.kr/public/%2e%2e/private", "http://papers.kr/private"),
    ("http://8.8.8.8/a", "http://8.8.8.8/a"),
    ("http://[2606:4700:0::1111]/a", "http://[2606:4700::1111]/a"),
    ("http://[2606:4700::1111]:8080/a", "http://[2606:4700::1111]:8080/a"),
    ("http://[64:ff9b::808:808]/a", "http://[64:ff9b::808:808]/a"),
    ("http://1.kr/a", "http://1.kr/a"),
    ("http://127.0.0.1.papers.kr/a", "http://127.0.0.1.papers.kr/a"),
]


@pytest.mark.parametrize(("spelling", "code", "why"), TRICKS, ids=[ascii(trick[0])[:60] for trick in TRICKS])
def test_a_trick_is_refused_with_its_reason(spelling: str, code: str, why: str) -> None:
    with pytest.raises(WebFailure) as failure:
        check_address(parse_address(spelling), ())
    assert (failure.value.code, failure.value.retryable) == (code, False)
    assert why in failure.value.message
    assert failure.value.message.isprintable()


@pytest.mark.parametrize(("spelling", "meant"), HONEST, ids=[ascii(honest[0])[:60] for honest in HONEST])
def test_an_honest_address_is_taken_in_its_one_spelling(spelling: str, meant: str) -> None:
    address = parse_address(spelling)
    check_address(address, ())
    assert str(address) == meant
    assert str(parse_address(meant)) == meant


def test_there_are_more_than_sixty_tricks() -> None:
    assert len({spelling for spelling, _, _ in TRICKS}) == len(TRICKS) >= 60


@pytest.mark.parametrize(
    "location",
    ["file:///etc/passwd", "http://2130706433/", "//127.0.0.1/", "//[::1]/", "http://[", "\x00", "//papers.kr@[::1]/"],
)
def test_a_reference_is_checked_like_an_address(location: str) -> None:
    with pytest.raises(WebFailure, match=r"is no address|is not fetched"):
        check_address(join(parse_address("http://papers.kr/list/index.html"), location), ())


@pytest.mark.parametrize("location", ["\\\\127.0.0.1\\a", "http:\\\\127.0.0.1\\a", "/\\127.0.0.1/a"])
def test_a_backslash_leads_to_no_other_host(location: str) -> None:
    assert join(parse_address("http://papers.kr/list/"), location).host == "papers.kr"


@pytest.mark.parametrize(
    ("location", "meant"),
    [
        ("a.pdf", "http://papers.kr/list/a.pdf"),
        ("/a.pdf", "http://papers.kr/a.pdf"),
        ("../../../a.pdf", "http://papers.kr/a.pdf"),
        ("?page=2", "http://papers.kr/list/index.html?page=2"),
        ("//files.papers.kr/a.pdf", "http://files.papers.kr/a.pdf"),
        ("https://papers.kr/a.pdf", "https://papers.kr/a.pdf"),
        (" a b.pdf ", "http://papers.kr/list/a%20b.pdf"),
        ("", "http://papers.kr/list/index.html"),
    ],
)
def test_a_reference_is_read_from_where_it_stands(location: str, meant: str) -> None:
    assert str(join(parse_address("http://papers.kr/list/index.html"), location)) == meant


@pytest.mark.parametrize(
    ("allowed", "address", "expected"),
    [
        ("127.0.0.1", "http://127.0.0.1:8080/", True),
        ("127.0.0.1:8080", "http://127.0.0.1:8080/", True),
        ("127.0.0.1:8080", "http://127.0.0.1:8081/", False),
        ("papers.home", "http://PAPERS.home./", True),
        ("Papers.Home", "http://papers.home/", True),
        ("papers.home", "http://www.papers.home/", False),
        ("[::1]", "http://[::1]:8080/", True),
        ("::1", "http://[::1]/", True),
        ("[::1]:80", "http://[0:0::1]/", True),
        ("localhost", "http://127.0.0.1/", False),
        ("papers.kr:80", "https://papers.kr/", False),
        ("시험.한국:80", "http://xn--vv4b606a.xn--3e0b707e/", True),
        ("papers.kr", "http://papers.kr.evil.kr/", False),
    ],
)
def test_own_hosts_are_let_through_by_name_and_port(allowed: str, address: str, expected: bool) -> None:
    assert is_allowed(parse_address(address), (allowed,)) is expected


@pytest.mark.parametrize("entry", ["", "http://a.home", "u@a.home", "a.home:x", "a.home:", "2130706433", "a/b"])
def test_an_own_host_that_is_none_is_told(entry: str) -> None:
    with pytest.raises(WebFailure):
        parse_own_host(entry)


@pytest.mark.parametrize("spelling", ["http://2130706433/", "http://0177.0.0.1/", "http://127.0.0.1./"])
def test_an_own_host_has_one_spelling(spelling: str) -> None:
    with pytest.raises(WebFailure):
        parse_address(spelling)  # whatever is allowed: no list is asked


def test_what_the_registry_calls_global_is_all_that_is_taken() -> None:
    """Any address that Python's own tables call private, reserved or multicast is refused here as well."""
    for text in ("10.0.0.1", "127.0.0.1", "169.254.0.1", "240.0.0.1", "fc00::1", "fe80::1", "ff0e::1", "2001:db8::1"):
        assert refusal(ip_address(text)) is not None
    for text in ("1.1.1.1", "8.8.8.8", "172.32.0.1", "100.128.0.1", "2606:4700::1", "2a00:1450::1"):
        assert refusal(ip_address(text)) is None


@given(st.ip_addresses())
def test_no_address_is_taken_that_is_not_global(ip: object) -> None:
    address = ip_address(str(ip))
    if refusal(address) is None and getattr(address, "ipv4_mapped", None) is None:
        assert address.is_global
        assert not address.is_multicast


@given(st.text(max_size=60))
def test_whatever_is_given_is_an_address_or_a_failure_with_a_code(text: str) -> None:
    for spelling in (text, f"http://{text}", f"http://papers.kr/{text}"):
        try:
            address = parse_address(spelling)
        except WebFailure as failure:
            assert failure.code in (BAD, BLOCKED)  # noqa: PT017 - either is right
            continue
        assert str(address).isascii()
        assert " " not in str(address)
        assert parse_address(str(address)) == address


def test_a_shown_address_holds_no_secret_and_no_control_sign() -> None:
    text = shown("https://somebody:hunter22@papers.kr/a\x1b[31m?access_token=abcdefghijkl&no=1")
    assert "hunter22" not in text
    assert "abcdefghijkl" not in text
    assert text.isprintable()
    assert "no=1" in text
    assert len(shown("http://papers.kr/" + "a" * 5000)) < 300


def test_a_failure_shows_no_token() -> None:
    with pytest.raises(WebFailure) as failure:
        check_address(parse_address("http://10.0.0.1/a.pdf?access_token=abcdefghijkl"), ())
    assert "abcdefghijkl" not in failure.value.message


def test_nothing_heavy_is_loaded_before_something_is_fetched() -> None:
    heavy = ("httpcore2", "h11", "bs4", "soupsieve", "protego", "idna")
    code = (
        "import sys, cgq.web.client, cgq.web.links, cgq.web.rules\n"
        f"print(*[name for name in {heavy} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
