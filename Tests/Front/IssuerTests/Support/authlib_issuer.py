"""An OAuth 2.0 authorization server built on Authlib: client credentials, at+jwt, JWKS, metadata.

Reads one JSON object per line from standard input, and answers each with one on standard output:

  {"do": "listen"}    accept connections; {"do": "close"} refuses them, and keeps the port;
                      with "tls" and an untrusted certificate
  {"do": "rotate"}    sign with a new key ("alg", "kid" at will), and publish it beside the others
  {"do": "retire"}    publish the signing key only
  {"do": "pem"}       the signing key's public half
  {"do": "clock"}     set the issuer's clock "by" seconds off
  {"do": "requests"}  the number of requests, by path

Ends when standard input does.
"""

import collections
import json
import socket
import sys
import threading
import time
from types import SimpleNamespace

from authlib.integrations.flask_oauth2 import AuthorizationServer
from authlib.oauth2.rfc6749 import ClientMixin, grants, list_to_scope, scope_to_list
from authlib.oauth2.rfc8414 import get_well_known_url as oauth_url
from authlib.oauth2.rfc9068 import JWTBearerTokenGenerator
from authlib.oauth2.rfc9068 import token as rfc9068
from authlib.oidc.discovery import get_well_known_url as openid_url
from flask import Flask, jsonify, request
from joserfc.jwk import ECKey, KeySet, RSAKey
from werkzeug.serving import WSGIRequestHandler, make_server

clock = SimpleNamespace(offset=0)
rfc9068.time = SimpleNamespace(time=lambda: time.time() + clock.offset)


def bound_socket(port):
    """Reserves the port without listening, so that connections are refused."""
    held = socket.socket()
    held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    held.bind(("127.0.0.1", port))
    return held


held = bound_socket(0)
port = held.getsockname()[1]
base = f"http://127.0.0.1:{port}"
issuer = f"{base}/tenants/one"
app = Flask(__name__)
seen = collections.Counter()


class Keys:
    def __init__(self):
        self.published = []
        self.rotate("RS256", None)

    def rotate(self, alg, kid):
        parameters = {"use": "sig", "alg": alg}
        if kid is not None:
            parameters["kid"] = kid
        make = RSAKey.generate_key if alg == "RS256" else ECKey.generate_key
        size = 2048 if alg == "RS256" else "P-256"
        self.signing = make(size, parameters, auto_kid=kid is None)
        self.alg = alg
        self.published = [*self.published, self.signing]

    def retire(self):
        self.published = [self.signing]


keys = Keys()


class Client(ClientMixin):
    def __init__(self, account):
        self.account = account

    def get_client_id(self):
        return f"client-of-{self.account}"

    def get_allowed_scope(self, scope):
        allowed = {"wfm-public:write", "wfm-public:read", "other"}
        return list_to_scope(
            [word for word in scope_to_list(scope or "") if word in allowed]
        )

    def check_client_secret(self, secret):
        return secret == f"secret-of-{self.account}"

    def check_endpoint_auth_method(self, method, endpoint):
        return method in ("client_secret_basic", "client_secret_post")

    def check_grant_type(self, grant_type):
        return grant_type == "client_credentials"


clients = {client.get_client_id(): client for client in [Client("acme"), Client("umbrella")]}


class Tokens(JWTBearerTokenGenerator):
    def get_jwks(self):
        self.alg = keys.alg
        return KeySet([keys.signing])

    def get_audiences(self, client, user, scope):
        return ["https://wfm.example.com", "https://other.example.com"]

    def get_extra_claims(self, client, grant_type, user, scope):
        return {
            "account_id": client.account,
            "nbf": int(time.time() + clock.offset),
        }

    def access_token_generator(self, *arguments, **named):
        self.get_jwks()
        return super().access_token_generator(*arguments, **named)


server = AuthorizationServer(app, clients.get, lambda token, request: None)
server.register_grant(grants.ClientCredentialsGrant)
server.register_token_generator(
    "default", Tokens(issuer=issuer, expires_generator=lambda client, grant: 600)
)


@app.before_request
def count():
    seen[request.path] += 1


@app.post("/tenants/one/token")
def token():
    return server.create_token_response()


@app.get("/tenants/one/jwks")
def jwks():
    return jsonify(KeySet(keys.published).as_dict(private=False))


@app.get(oauth_url(issuer))
@app.get(openid_url(issuer))
def metadata():
    return jsonify(
        issuer=issuer,
        token_endpoint=f"{issuer}/token",
        jwks_uri=f"{issuer}/jwks",
        grant_types_supported=["client_credentials"],
        response_types_supported=[],
    )


class Quiet(WSGIRequestHandler):
    def log_request(self, *arguments):
        pass


class Door:
    def __init__(self):
        self.http = None

    def open(self, ssl_context):
        listener = bound_socket(port)
        listener.listen(128)
        self.http = make_server(
            "127.0.0.1",
            port,
            app,
            threaded=True,
            request_handler=Quiet,
            ssl_context=ssl_context,
            fd=listener.fileno(),
        )
        listener.close()
        threading.Thread(target=self.http.serve_forever, args=[0.01], daemon=True).start()

    def close(self):
        self.http.shutdown()
        self.http.server_close()
        self.http = None


door = Door()


def carry_out(command):
    match command["do"]:
        case "listen":
            door.open("adhoc" if command.get("tls") else None)
        case "close":
            door.close()
        case "rotate":
            keys.rotate(command.get("alg", "RS256"), command.get("kid"))
        case "retire":
            keys.retire()
        case "pem":
            return {"pem": keys.signing.as_pem(private=False).decode()}
        case "clock":
            clock.offset = command["by"]
        case "requests":
            return {"requests": dict(seen)}
    return {}


print(json.dumps({"issuer": issuer}), flush=True)
for line in sys.stdin:
    print(json.dumps(carry_out(json.loads(line))), flush=True)
