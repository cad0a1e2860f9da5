"""Signs what standard input asks for, with boto3: one JSON object a line in, one out."""

import datetime
import json
import sys

import boto3
import botocore.auth
import botocore.awsrequest
import botocore.config
import botocore.credentials


def presigned(case):
    client = boto3.client(
        "s3",
        endpoint_url=case["endpoint"],
        region_name=case["region"],
        aws_access_key_id=case["id"],
        aws_secret_access_key=case["secret"],
        aws_session_token=case.get("token"),
        config=botocore.config.Config(
            signature_version="s3v4",
            s3={"addressing_style": "virtual" if case["virtual"] else "path"},
        ),
    )
    return client.generate_presigned_url(
        "get_object",
        Params={
            "Bucket": case["bucket"],
            "Key": case["key"],
            "ResponseContentDisposition": case["disposition"],
        },
        ExpiresIn=case["expires"],
    )


def upload(case):
    request = botocore.awsrequest.AWSRequest(
        method="PUT",
        url=case["url"],
        headers=case["headers"],
        data=case["body"].encode(),
    )
    credentials = botocore.credentials.Credentials(
        case["id"], case["secret"], case.get("token")
    )
    botocore.auth.S3SigV4Auth(credentials, "s3", case["region"]).add_auth(request)
    return request.headers["Authorization"]


for line in sys.stdin:
    case = json.loads(line)
    now = datetime.datetime.fromtimestamp(case["now"], datetime.timezone.utc)
    botocore.auth.get_current_datetime = lambda *_, **__: now
    made = presigned(case) if case["kind"] == "presigned" else upload(case)
    print(json.dumps(made), flush=True)
