"""Who is let in, and what leaves: the gate of the workbench."""

from __future__ import annotations

import re
from collections.abc import Iterator

import httpx
import pytest

from served import KEY, Served


@pytest.fixture
def stranger(flagship: Served) -> Iterator[httpx.Client]:
    with flagship.stranger() as client:
        yield client


def code(answer: httpx.Response) -> str:
    found: str = answer.json()["diagnostics"][0]["code"]
    return found


@pytest.mark.parametrize(
    "path", ["/", "/api/check", "/static/brief.css", "/api/nothing", "/nothing"]
)
def test_nothing_opens_without_the_key(stranger: httpx.Client, path: str) -> None:
    assert stranger.get(path).status_code == 401
    assert stranger.get(path, headers={"Authorization": "Bearer wrong"}).status_code == 401
    assert (
        stranger.get(path, headers={"Cookie": f"detente-{stranger.base_url.port}=x"}).status_code
        == 401
    )


def test_the_key_becomes_a_cookie_and_leaves_the_address(stranger: httpx.Client) -> None:
    answer = stranger.get("/", params={"key": KEY, "scenario": "friendly"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/?scenario=friendly")
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert stranger.get("/").status_code == 200


@pytest.mark.parametrize(
    "path", ["//elsewhere.example/", "/\\elsewhere.example", "/%2f/elsewhere.example"]
)
def test_the_key_leads_to_no_other_host(stranger: httpx.Client, path: str) -> None:
    address = f"http://127.0.0.1:{stranger.base_url.port}{path}?key={KEY}"
    answer = stranger.get(httpx.URL(address))
    assert answer.status_code == 303
    assert re.match(r"/(?![/\\])", answer.headers["location"])


def test_a_wrong_key_opens_nothing(stranger: httpx.Client) -> None:
    assert stranger.get("/?key=wrong").status_code == 401
    assert stranger.get("/").status_code == 401


@pytest.mark.parametrize(
    "host", ["elsewhere.example", "127.0.0.1", "127.0.0.1.elsewhere.example:{port}", "localhost:1"]
)
def test_another_host_name_is_refused(flagship: Served, host: str) -> None:
    answer = flagship.client.get("/api/check", headers={"Host": host.format(port=flagship.port)})
    assert (answer.status_code, code(answer)) == (403, "wrong-host")


@pytest.mark.parametrize(
    "origin", ["http://elsewhere.example", "null", "http://127.0.0.1:1", "https://127.0.0.1:{port}"]
)
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_another_origin_is_refused(flagship: Served, origin: str, method: str) -> None:
    headers = {"Origin": origin.format(port=flagship.port)}
    answer = flagship.client.request(method, "/api/jobs", headers=headers)
    assert (answer.status_code, code(answer)) == (403, "wrong-origin")


def test_a_form_of_another_page_is_refused_though_the_cookie_were_sent(
    stranger: httpx.Client,
) -> None:
    stranger.get("/", params={"key": KEY})
    for headers in ({}, {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}):
        answer = stranger.post("/api/jobs", json={"question": "analyse"}, headers=headers)
        assert (answer.status_code, code(answer)) == (403, "wrong-origin")
    own = {"Origin": f"http://127.0.0.1:{stranger.base_url.port}"}
    assert stranger.post("/api/jobs", json={}, headers=own).status_code == 404


def test_its_own_pages_may_ask(flagship: Served) -> None:
    for host in ("127.0.0.1", "localhost"):
        name = f"{host}:{flagship.port}"
        headers = {"Host": name, "Origin": f"http://{name}"}
        assert flagship.client.get("/api/check", headers=headers).status_code == 200


@pytest.mark.parametrize(
    "path", ["/", "/states/70", "/api/check", "/static/workbench.css", "/nothing", "/api/nothing"]
)
def test_every_answer_forbids_what_the_workbench_does_not_need(flagship: Served, path: str) -> None:
    headers = flagship.client.get(path).headers
    policy = headers["content-security-policy"]
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    assert not re.search(r"https?:|\*", policy)
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cache-control"] == "no-store"
    assert "server" not in headers


@pytest.mark.parametrize("path", ["/", "/states/70"])
def test_pages_hold_no_script_or_style_and_load_only_own_files(flagship: Served, path: str) -> None:
    page = flagship.client.get(path).text
    assert "<style" not in page
    assert not re.search(r"<script(?![^>]* src=)", page)
    assert not re.search(r"<[^>]+ (style|on\w+)=", page)
    loaded = re.findall(
        r"<(?:script|link|img|iframe|object|embed|source)[^>]*? (?:src|href)=\"([^\"]*)", page
    )
    assert loaded
    for address in loaded:
        assert address.startswith("/static/")


def test_too_much_is_refused_whether_announced_or_not(flagship: Served) -> None:
    much = b"x" * 1_100_000
    answer = flagship.client.post("/api/jobs", content=much)
    assert (answer.status_code, code(answer)) == (413, "too-large")
    answer = flagship.client.post("/api/jobs", content=iter([much]))
    assert (answer.status_code, code(answer)) == (413, "too-large")


def test_only_this_machine_can_reach_it() -> None:
    from detente.web.server import listening

    with listening(0) as listener:
        assert listener.getsockname()[0] == "127.0.0.1"
