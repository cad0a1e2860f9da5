"""An OAuth client built on Authlib, for OAuthClientTests.

    oauth_client.py key ES256|RS256 FILE
        makes a private key, writes it to FILE and prints its public half as a JWK Set
    oauth_client.py token ADDRESS TOKEN_URL METHOD CLIENT SECRET_OR_KEY_FILE SCOPE
        gets a token at ADDRESS, uses it, and prints its type, lifetime, scope and the status
"""

import base64
import json
import sys
import time

from authlib.integrations.base_client import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oauth2.rfc7523 import PrivateKeyJWT
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from joserfc.jwk import ECKey, RSAKey


def number(value, length=None):
    length = length or (value.bit_length() + 7) // 8
    return base64.urlsafe_b64encode(value.to_bytes(length, "big")).rstrip(b"=").decode()


def make_key(algorithm, file):
    if algorithm == "ES256":
        key = ec.generate_private_key(ec.SECP256R1())
        public = key.public_key().public_numbers()
        jwk = {"kty": "EC", "crv": "P-256", "x": number(public.x, 32), "y": number(public.y, 32)}
    else:
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        public = key.public_key().public_numbers()
        jwk = {"kty": "RSA", "n": number(public.n), "e": number(public.e)}
    with open(file, "wb") as output:
        output.write(key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption()))
    print(json.dumps({"keys": [jwk]}))


def get_token(address, token_url, method, client, credential, scope):
    if method in ("ES256", "RS256"):
        with open(credential, encoding="ascii") as file:
            key = {"ES256": ECKey, "RS256": RSAKey}[method].import_key(file.read())
        # Authlib's default is an hour, which the server rejects.
        claims = {"exp": int(time.time()) + 60}
        session = OAuth2Session(
            client, key, scope=scope,
            token_endpoint_auth_method=PrivateKeyJWT(token_url, claims=claims, alg=method))
    else:
        session = OAuth2Session(
            client, credential, scope=scope, token_endpoint_auth_method=method)
    try:
        token = session.fetch_token(f"{address}/oauth/token", grant_type="client_credentials")
    except OAuthError as error:
        print(error.error)
        return
    use = session.get(
        f"{address}/v1/schedules/event-imports/00000000-0000-4000-8000-000000000000")
    print(token["token_type"], token["expires_in"], token["scope"], use.status_code)


if __name__ == "__main__":
    {"key": make_key, "token": get_token}[sys.argv[1]](*sys.argv[2:])
