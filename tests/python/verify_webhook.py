"""Whether the verifier of Standard Webhooks takes what was sent, with each secret, and refuses it when it was altered."""

import json
import sys

from standardwebhooks import Webhook, WebhookVerificationError


def altered(given):
    try:
        Webhook(given["secrets"][0]).verify(given["body"] + " ", given["headers"])
    except WebhookVerificationError:
        return "refused"
    return "taken"


given = json.loads(sys.argv[1])
taken = [Webhook(secret).verify(given["body"], given["headers"]) for secret in given["secrets"]]
json.dump({"taken": taken, "altered": altered(given)}, sys.stdout)
