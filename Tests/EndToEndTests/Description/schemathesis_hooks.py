"""What schemathesis cannot know from the description: tokens, names of time zones and of what is
stored, and the rules that JSON Schema has no words for.

Environment: ADMIN_TOKEN and ACCOUNT_TOKEN, absent for a run without; RESOURCES, a JSON object of
values of path parameters that name something.
"""

import json
import os
import re
import zlib

import schemathesis
from hypothesis import strategies

schemathesis.openapi.format(
    "iana-time-zone", strategies.sampled_from(["UTC", "America/New_York", "Asia/Kathmandu"])
)


class Token:
    variable = ""

    def get(self, case, context):
        return os.environ.get(self.variable)

    def set(self, case, token, context):
        if token:
            case.headers["Authorization"] = f"Bearer {token}"


# Not the error report, which goes by its link.
@schemathesis.auth().apply_to(path_regex="^/v1/schedules/event-imports(/[^/]+)?$")
class AccountToken(Token):
    variable = "ACCOUNT_TOKEN"


@schemathesis.auth().apply_to(path_regex="^/admin/")
class AdminToken(Token):
    variable = "ADMIN_TOKEN"


RESOURCES = json.loads(os.environ.get("RESOURCES", "{}"))


@schemathesis.hook
def map_path_parameters(context, path_parameters):
    """Lets every other request name what is there; else all of them would get a 404."""
    return {
        name: RESOURCES[name]
        if name in RESOURCES and zlib.crc32(str(value).encode()) % 2
        else value
        for name, value in (path_parameters or {}).items()
    }


# A request that is valid by its schema may still be refused, with a 400, for one of these rules:
# JSON Schema counts characters where the server counts bytes; a cursor is good for the list that
# gave it; and not every 64 bytes are a point on P-256, nor every number an RSA modulus.
BEYOND_SCHEMAS = re.compile(r"bytes|cursor is not one that this list has given|JWK Set|key set|[Kk]ey \d")


@schemathesis.hook
def filter_failure(context, failure, case, response):
    if type(failure).__name__ != "RejectedPositiveData" or response.status_code != 400:
        return True
    fields = response.json().get("fields", [])
    return not fields or not all(BEYOND_SCHEMAS.search(field["description"]) for field in fields)
