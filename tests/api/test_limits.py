"""Bodies that are too large are refused before they are read, however they are sent."""

from http import HTTPStatus

import pytest

from dashboard.api.limits import MAX_BODY, BodyLimit
from dashboard.intake.limits import MAX_FILE, MEGABYTE

ZERO = {"township": "110108001", "kind": "zero"}
FACTS = "/api/v1/units/110108024901/facts"
WHERE = [
    ("POST", "/api/v1/reports/entries"),
    ("PATCH", "/api/v1/reports/20190110-001"),
    ("POST", FACTS),
    ("POST", "/api/v1/reports/20190110-001/submit"),
    ("POST", "/_dash-update-component"),
]


def chunks(size):
    """Send a body without a declared length."""
    for _ in range(size // MEGABYTE):
        yield b"x" * MEGABYTE
    yield b"x" * (size % MEGABYTE)


def refused(answer, limit):
    assert answer.status_code == 413, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["x-content-type-options"] == "nosniff"
    told = answer.json()
    assert (told["type"], told["limit"]) == ("/problems/too-large", limit)
    return told["detail"]


@pytest.mark.parametrize("body", [bytes, chunks], ids=["declared", "chunked"])
def test_two_megabytes_are_the_limit(client, body):
    headers = {"content-type": "application/json", "accept-language": "en"}
    for method, path in WHERE:
        too_much = client.request(method, path, content=body(MAX_BODY + 1), headers=headers)
        assert refused(too_much, MAX_BODY) == "More than 2 MB were sent; this address takes no more."
        enough = client.request(method, path, content=body(MAX_BODY), headers=headers)
        assert enough.status_code != 413, path


def test_a_report_may_have_a_file_and_a_form_around_it(client, application):
    headers = {"accept-language": "en"}
    too_much = client.post(
        "/api/v1/reports", files={"file": ("r.xlsx", bytes(MAX_FILE + MEGABYTE))}, headers=headers
    )
    said = "The file has more than 20 MB. Take pictures out, and send it again."
    assert refused(too_much, MAX_FILE + MEGABYTE) == said
    by_file = client.post("/api/v1/reports", files={"file": ("r.xlsx", bytes(MAX_FILE + 1))}, headers=headers)
    assert (by_file.status_code, by_file.json()["type"]) == (422, "/problems/file-refused")
    full = client.post("/api/v1/reports", files={"file": ("r.xlsx", b"x" * MAX_FILE)}, headers=headers)
    assert full.json()["type"] != "/problems/too-large"
    assert application.services.desk.reports.listing() == []


def test_a_report_in_chunks_without_end_is_refused_while_it_comes(client):
    sent = []

    def endless():
        yield b'--b\r\nContent-Disposition: form-data; name="file"; filename="r.xlsx"\r\n\r\n'
        while True:
            sent.append(1)
            yield b"x" * MEGABYTE

    headers = {"host": "127.0.0.1", "content-type": "multipart/form-data; boundary=b"}

    async def drive():
        """Speak ASGI ourselves: a test client would collect the body before it sends it."""
        stream, answers = endless(), []

        async def receive():
            return {"type": "http.request", "body": next(stream), "more_body": True}

        async def send(message):
            answers.append(message)

        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "scheme": "http",
            "method": "POST",
            "path": "/api/v1/reports",
            "raw_path": b"/api/v1/reports",
            "root_path": "",
            "query_string": b"lang=zh",
            "headers": [(k.encode(), v.encode()) for k, v in headers.items()],
            "client": ("127.0.0.1", 5000),
            "server": ("127.0.0.1", 80),
        }
        await client.app(scope, receive, send)
        return answers

    import anyio

    answers = anyio.run(drive)
    assert answers[0]["status"] == HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    assert len(sent) == 21


def test_a_small_body_goes_on_as_it_came(client):
    answer = client.post("/api/v1/reports/entries", json=ZERO)
    assert answer.status_code == 201
    in_chunks = client.post(
        "/api/v1/reports/entries",
        content=(piece for piece in (b'{"township": "110108001",', b' "kind": "zero"}')),
        headers={"content-type": "application/json"},
    )
    assert in_chunks.status_code == 201


def test_what_goes_wrong_with_a_small_body_is_not_hidden():
    import anyio

    async def broken(scope, receive, send):
        raise KeyError("elsewhere")

    scope = {"type": "http", "method": "POST", "path": "/", "headers": [(b"content-length", b"tea")]}
    with pytest.raises(KeyError, match="elsewhere"):
        anyio.run(BodyLimit(broken, "en"), scope, None, None)
