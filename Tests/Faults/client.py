"""A client of the API: one connection per request, no retries."""

import base64
import hashlib
import hmac
import http.client
import json
import time

from .replica import SECRET

IMPORTS = "/v1/schedules/event-imports"


def token(account, lifetime=7 * 86400):
    """Returns an access token. It lives a week, so that moved clocks do not expire it."""
    def part(value):
        return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=")

    claims = {"account_id": account, "scope": "wfm-public:write wfm-public:read",
              "exp": int(time.time()) + lifetime, "client_id": "faults"}
    signed = part({"alg": "HS256", "typ": "JWT"}) + b"." + part(claims)
    signature = hmac.new(SECRET.encode(), signed, hashlib.sha256).digest()
    return (signed + b"." + base64.urlsafe_b64encode(signature).rstrip(b"=")).decode()


def form(file):
    """Returns the multipart body of an upload, and its media type."""
    fields = {"file_name": "schedule.csv", "time_zone": file.zone, "date_format": file.format}
    text = "".join(
        f'--end\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items())
    text += '--end\r\nContent-Disposition: form-data; name="csv_file"; filename="s.csv"\r\n\r\n'
    return text.encode() + file.content + b"\r\n--end--\r\n", "multipart/form-data; boundary=end"


class Client:
    def __init__(self, account):
        self.account = account
        self.authorization = {"Authorization": f"Bearer {token(account)}"}

    def request(self, address, method, path, body=None, headers=None, timeout=40):
        """Returns the status, the header fields and the body."""
        connection = http.client.HTTPConnection(*address, timeout=timeout)
        try:
            connection.request(method, path, body, self.authorization | (headers or {}))
            response = connection.getresponse()
            return response.status, response.headers, response.read()
        finally:
            connection.close()

    def upload(self, address, file):
        """Returns the status, and the import's id if the status is 202."""
        body, media_type = form(file)
        status, headers, _ = self.request(
            address, "POST", IMPORTS, body, {"Content-Type": media_type})
        return status, headers["Location"].split("/")[-1] if status == 202 else None

    def status(self, address, id):
        """Returns the import's status, or the number of another HTTP status."""
        status, _, body = self.request(address, "GET", f"{IMPORTS}/{id}")
        return json.loads(body)["status"] if status == 200 else status
