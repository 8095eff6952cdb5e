"""Why an address gave no paper: every code that an item of a collection can have, with what it means.

An item has what its address, or its page, is at fault for. What says nothing of it, such as a worker that somebody
ended or a full disk, is the failure of the job, which is tried again (R5).
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from cgq.errors import InputFailed, Missing, Refused, StageFailed
from cgq.exam.findings import EMPTY_FILE, NOT_A_PDF, TOO_LARGE
from cgq.web.failure import WebFailure

if TYPE_CHECKING:
    from collections.abc import Mapping

FAULTS_OF_ADDRESSES = (WebFailure, InputFailed, Refused, Missing)
"""The errors that say something of an address, or of a path."""

CODES: Mapping[str, str] = MappingProxyType(
    {
        "not_found": "The server has nothing at this address (404, 410).",
        "refused": "The server refuses it: a login, a country, a browser is asked for (another 4xx).",
        "too_many_requests": "The server asks to come back later (429), three times, or in more than two minutes.",
        "server_error": "The server is broken (5xx), three times.",
        "timeout": "It took longer than `seconds`, three times; or its host wants longer pauses than a call lasts.",
        "unreachable": "No connection, or one that broke, three times.",
        "tls": "The certificate of the host is not right.",
        "too_many_redirects": "It redirects more than five times.",
        TOO_LARGE: "It is larger than `most_bytes`, packed or unpacked; a local file: than 50 MB.",
        "wrong_type": "Its packing cannot be undone; a page that should lead to papers is no page.",
        "robots": "The robots.txt of the host forbids it, or cannot be read now.",
        "blocked_address": "The address, or one that it redirects or resolves to, lies in a private network.",
        "bad_address": "It is no address that can be fetched: another scheme, a user in it, too long.",
        "secret_in_address": "A link holds a token: an address with it would be stored and shown.",
        "not_a_paper": "What came is no paper in any form and no zip, whatever its name and type say.",
        EMPTY_FILE: "Nothing came: the file is empty.",
        "record_gone": "Its paper, or the file of it, was removed while the address was asked whether it has changed.",
        "no_links": "No link of the page, or of the first page of a search, leads to a paper.",
        "too_many_links": "A page has more links than are kept; the item stands for the rest of them.",
        "bad_selector": "A selector of the catalogue cannot be read.",
        NOT_A_PDF: "A local file is no paper in any form that is read.",
        "input_missing": "A local file is not there.",
        "input_unreadable": "A local file cannot be read.",
        "not_a_file": "A path names a folder or a device.",
        "ambiguous_name": "A local file is not there, and several whose names look the same are.",
        StageFailed.code: "An error that nobody foresaw; the other addresses go on.",
    }
)

WHAT_TO_DO: Mapping[str, str] = MappingProxyType(
    {
        "not_found": "Correct the address: open the page that names it in a browser.",
        "refused": "Open it in a browser; what asks for a login is fetched by hand: `cgq enqueue PATH`",
        "too_many_requests": "Start it again when the server's Retry-After has passed: `cgq retry --items`",
        "server_error": "Start it again later: `cgq retry --items`",
        "timeout": "Start it again: `cgq retry --items` For slow hosts raise seconds under [collect].",
        "unreachable": "Check the network and the name of the host, then start it again: `cgq retry --items`",
        "robots": "If its robots.txt could not be read, start it again later: `cgq retry --items` Else ask the host.",
        "bad_address": "An address begins with http:// or https://, and has no user in it. Correct it.",
    }
)
"""What a person can do about a code, where the error itself does not say it."""
