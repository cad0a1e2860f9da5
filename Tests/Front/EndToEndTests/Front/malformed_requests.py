"""Requests on the border of HTTP/1.1. Each is followed by another request, which a server would
answer if it misread the first one.

The server accepts the requests in `FINE` and answers the following request on the same connection.
It rejects the requests in `WRONG`, closes the connection and ignores the bytes that follow.
"""

BEHIND = b"GET /health/live HTTP/1.1\r\nHost: a\r\nX-Request-Id: behind\r\n\r\n"
POST = b"POST /v1/schedules/event-imports HTTP/1.1\r\nHost: a\r\n"
GET = b"GET /health/live HTTP/1.1\r\nHost: a\r\n"
CHUNKED = POST + b"Transfer-Encoding: chunked\r\n"
EMPTY = b"\r\n0\r\n\r\n"


def line(text, fields=b"Host: a\r\n"):
    return text + b"\r\n" + fields + b"\r\n"


FINE = {
    "pipelined": (200, GET + b"\r\n"),
    "a body that nobody asked for": (200, GET + b"Content-Length: 5\r\n\r\nhello"),
    "an extension of a chunk": (401, CHUNKED + b"\r\n1;a=b\r\nx\r\n0\r\n\r\n"),
    "empty lines before": (200, b"\r\n\r\n" + GET + b"\r\n"),
    "absolute form": (200, line(b"GET http://b/health/live HTTP/1.1")),
    "absolute form of https": (200, line(b"GET HTTPS://b:443/health/live HTTP/1.1")),
    "absolute form without a path": (404, line(b"GET http://b HTTP/1.1")),
    "blanks behind a length": (401, POST + b"Content-Length: 1 \t\r\n\r\nx"),
    "blanks behind a coding": (401, POST + b"Transfer-Encoding:\tchunked \t \r\n" + EMPTY),
    "asterisk form": (404, line(b"OPTIONS * HTTP/1.1")),
    "an empty Host": (200, line(b"GET /health/live HTTP/1.1", b"Host:\r\n")),
}

WRONG = {
    "CL.TE": (400, POST + b"Content-Length: 6\r\nTransfer-Encoding: chunked\r\n" + EMPTY + b"X"),
    "TE.CL": (400, CHUNKED + b"Content-Length: 4\r\n\r\n48\r\n"),
    "two lengths": (400, POST + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\n1"),
    "two equal lengths": (400, POST + b"Content-Length: 1\r\nContent-Length: 1\r\n\r\n1"),
    "a list of lengths": (400, POST + b"Content-Length: 1, 1\r\n\r\n1"),
    "a signed length": (400, POST + b"Content-Length: +1\r\n\r\n1"),
    "a negative length": (400, POST + b"Content-Length: -1\r\n\r\n1"),
    "a hexadecimal length": (400, POST + b"Content-Length: 0x1\r\n\r\n1"),
    "an empty length": (400, POST + b"Content-Length:\r\n\r\n"),
    "a length of two words": (400, POST + b"Content-Length: 1 0\r\n\r\n1"),
    "a length that overflows": (400, POST + b"Content-Length: 99999999999999999999\r\n\r\n1"),
    "TE identity": (400, POST + b"Transfer-Encoding: identity\r\n\r\n"),
    "TE chunked, identity": (400, POST + b"Transfer-Encoding: chunked, identity\r\n" + EMPTY),
    "TE gzip, chunked": (400, POST + b"Transfer-Encoding: gzip, chunked\r\n" + EMPTY),
    "TE twice": (400, CHUNKED + b"Transfer-Encoding: chunked\r\n" + EMPTY),
    "TE xchunked": (400, POST + b"Transfer-Encoding: xchunked\r\n" + EMPTY),
    "TE in quotes": (400, POST + b'Transfer-Encoding: "chunked"\r\n' + EMPTY),
    "TE after a vertical tab": (400, POST + b"Transfer-Encoding: \x0bchunked\r\n" + EMPTY),
    "TE with a blank before the colon": (400, POST + b"Transfer-Encoding : chunked\r\n" + EMPTY),
    "TE folded": (400, POST + b"Transfer-Encoding:\r\n chunked\r\n" + EMPTY),
    "TE in HTTP/1.0": (400, CHUNKED.replace(b"HTTP/1.1", b"HTTP/1.0") + EMPTY),
    "a chunk size with 0x": (401, CHUNKED + b"\r\n0x1\r\nx\r\n0\r\n\r\n"),
    "a chunk size before a blank": (401, CHUNKED + b"\r\n1 \r\nx\r\n0\r\n\r\n"),
    "a chunk size after a blank": (401, CHUNKED + b"\r\n 1\r\nx\r\n0\r\n\r\n"),
    "a negative chunk size": (401, CHUNKED + b"\r\n-1\r\nx\r\n0\r\n\r\n"),
    "a chunk size that overflows": (401, CHUNKED + b"\r\nffffffffffffffffff\r\nx\r\n"),
    "a chunk size before LF": (401, CHUNKED + b"\r\n1\nx\n0\n\n"),
    "an extension before LF": (401, CHUNKED + b"\r\n1;a\nx\r\n0\r\n\r\n"),
    "a chunk longer than its size": (401, CHUNKED + b"\r\n1\r\nxy\r\n0\r\n\r\n"),
    "a length among the trailers": (401, CHUNKED + b"\r\n0\r\nContent-Length: 5\r\n\r\n"),
    "a folded field": (400, GET + b"X-A: b\r\n c\r\n\r\n"),
    "a folded first field": (400, line(b"GET /health/live HTTP/1.1", b" Host: a\r\n")),
    "LF alone": (400, b"GET /health/live HTTP/1.1\nHost: a\n\n"),
    "one LF alone": (400, b"GET /health/live HTTP/1.1\r\nHost: a\nX-A: b\r\n\r\n"),
    "CR alone": (400, b"GET /health/live HTTP/1.1\r\nHost: a\rX-A: b\r\n\r\n"),
    "NUL in a value": (400, GET + b"X-A: b\x00c\r\n\r\n"),
    "NUL in a name": (400, GET + b"X\x00A: b\r\n\r\n"),
    "a control character in a value": (400, GET + b"X-A: b\x01c\r\n\r\n"),
    "a blank before the colon": (400, line(b"GET /health/live HTTP/1.1", b"Host : a\r\n")),
    "a field without a name": (400, GET + b": a\r\n\r\n"),
    "a field without a colon": (400, GET + b"X-A\r\n\r\n"),
    "no Host": (400, line(b"GET /health/live HTTP/1.1", b"")),
    "two Hosts": (400, GET + b"Host: b\r\n\r\n"),
    "a Host with a path": (400, line(b"GET /health/live HTTP/1.1", b"Host: a/b\r\n")),
    "a Host with a user": (400, line(b"GET /health/live HTTP/1.1", b"Host: a@b\r\n")),
    "HTTP/1.0": (200, line(b"GET /health/live HTTP/1.0")),
    "HTTP/1.2": (400, line(b"GET /health/live HTTP/1.2")),
    "HTTP/2.0": (400, line(b"GET /health/live HTTP/2.0")),
    "HTTP/01.1": (400, line(b"GET /health/live HTTP/01.1")),
    "the preface of HTTP/2": (400, b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
    "an unknown method": (400, line(b"FOO /health/live HTTP/1.1")),
    "a method in lower case": (400, line(b"get /health/live HTTP/1.1")),
    "two blanks between": (400, line(b"GET  /health/live HTTP/1.1")),
    "two blanks behind the target": (400, line(b"GET /health/live  HTTP/1.1")),
    "a tab for a blank": (400, line(b"GET\t/health/live HTTP/1.1")),
    "a blank before the method": (400, line(b" GET /health/live HTTP/1.1")),
    "no target": (400, line(b"GET HTTP/1.1")),
    "a relative target": (400, line(b"GET health/live HTTP/1.1")),
    "asterisk form of GET": (400, line(b"GET * HTTP/1.1")),
    "a target with a fragment": (400, line(b"GET /health/live#x HTTP/1.1")),
    "a target that is not ASCII": (400, line(b"GET /health/\xff HTTP/1.1")),
    "a control character in the target": (400, line(b"GET /health/\x01 HTTP/1.1")),
    "absolute form of ftp": (400, line(b"GET ftp://b/health/live HTTP/1.1")),
    "absolute form without a host": (400, line(b"GET http:///health/live HTTP/1.1")),
    "absolute form with a user": (400, line(b"GET http://a@b/health/live HTTP/1.1")),
    "an upgrade to h2c": (200, GET + b"Connection: Upgrade\r\nUpgrade: h2c\r\n\r\n"),
    "a long field": (431, GET + b"X-A: " + b"x" * 17_000 + b"\r\n\r\n"),
    "many fields": (431, GET + b"X-A: b\r\n" * 101 + b"\r\n"),
    "a long target": (431, line(b"GET /" + b"x" * 17_000 + b" HTTP/1.1")),
}


def statuses(answer):
    """The statuses of the received responses. Their bodies contain no status line."""
    return [int(head[:3]) for head in answer.split(b"HTTP/1.1 ")[1:]]
