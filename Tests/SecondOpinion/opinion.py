"""What others think of our signatures, and theirs for us to judge.

Reads questions, one JSON object a line, from standard input or the file named, and answers each with one line. Draft-cavage, RFC
9421 as it signs, digests and proofs are apsig's; RFC 9421 is checked by http-message-signatures, since apsig's verifier does not
know `@target-uri`.
"""
import base64
import json
import sys
import warnings

import jcs
from apsig import ProofSigner, ProofVerifier
from apsig.draft import Signer, Verifier
from apsig.draft.tools import calculate_digest
from apsig.rfc9421 import RFC9421Signer
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key
from http_message_signatures import HTTPMessageSigner, HTTPMessageVerifier, HTTPSignatureKeyResolver, algorithms
from http_message_signatures.digests import ContentDigest
from multiformats import multibase

warnings.simplefilter("ignore")
ALGORITHMS = {"rsa": algorithms.RSA_V1_5_SHA256, "ed25519": algorithms.ED25519}


class Message:
    """A request as http-message-signatures wants it."""

    def __init__(self, question):
        self.method = question["method"]
        self.url = question["url"]
        self.headers = dict(question["headers"])


class OneKey(HTTPSignatureKeyResolver):
    def __init__(self, pem):
        self.pem = pem.encode()

    def resolve_public_key(self, key_id):
        return self.pem

    def resolve_private_key(self, key_id):
        return self.pem


def body(question):
    return base64.b64decode(question["body"])


def verify_cavage(question):
    return Verifier(
        question["key"], question["method"], question["url"], question["headers"], body(question)
    ).verify(raise_on_fail=True)


def sign_cavage(question):
    key = load_pem_private_key(question["key"].encode(), None)
    signer = Signer(question["headers"], key, question["method"], question["url"], question["keyID"], body(question))
    return signer.sign()


def verify_message(question):
    verifier = HTTPMessageVerifier(
        signature_algorithm=ALGORITHMS[question["algorithm"]], key_resolver=OneKey(question["key"]))
    covered = ("@method", "@target-uri") + (("content-digest",) if body(question) else ())
    results = verifier.verify(Message(question), require_components=covered, body=body(question))
    return results[0].parameters["keyid"]


def sign_message(question):
    message = Message(question)
    signer = HTTPMessageSigner(signature_algorithm=ALGORITHMS[question["algorithm"]], key_resolver=OneKey(question["key"]))
    covered = ("@method", "@target-uri") + (("content-digest",) if body(question) else ())
    signer.sign(message, key_id=question["keyID"], covered_component_ids=covered, body=body(question) or None)
    return message.headers


def sign_message_apsig(question):
    signer = RFC9421Signer(load_pem_private_key(question["key"].encode(), None), question["keyID"])
    signer.sign_headers = ["date", "@method", "@path", "@authority"]
    host, path = question["url"].removeprefix("https://").split("/", 1)
    headers = signer.sign(question["method"], "/" + path, host, question["headers"])
    # apsig 0.6 adds one that it does not sign, in a form that RFC 9530 does not know: no body is signed with it here.
    del headers["content-digest"]
    return headers


def digests(question):
    return {"Digest": calculate_digest(body(question)), "Content-Digest": ContentDigest.create(body(question))}


def canonical(question):
    return base64.b64encode(jcs.canonicalize(json.loads(body(question)))).decode()


def verify_proof(question):
    # The parts of apsig's verify_proof, without its own look at `@context`, which fails where that maps terms inline.
    document = json.loads(body(question))
    options = document.pop("proof")
    value = multibase.decode(options.pop("proofValue"))
    if options["@context"] != document["@context"]:
        raise ValueError("another context")
    verifier = ProofVerifier(load_pem_public_key(question["key"].encode()))
    hashed = verifier.hashing(verifier.transform(document, options), verifier.canonicalize(options))
    verifier.verify_signature(value, hashed)
    return options["verificationMethod"]


def sign_proof(question):
    options = {
        "type": "DataIntegrityProof", "cryptosuite": "eddsa-jcs-2022", "proofPurpose": "assertionMethod",
        "verificationMethod": question["keyID"], "created": "2026-11-24T00:00:00Z",
    }
    signer = ProofSigner(load_pem_private_key(question["key"].encode(), None))
    return json.dumps(signer.sign(json.loads(body(question)), options), ensure_ascii=False, separators=(",", ":"))


QUESTIONS = {
    "verify cavage": verify_cavage, "sign cavage": sign_cavage, "verify message": verify_message,
    "sign message": sign_message, "sign message with apsig": sign_message_apsig, "digests": digests,
    "canonical": canonical, "verify proof": verify_proof, "sign proof": sign_proof,
}


def answer(question):
    try:
        said = QUESTIONS[question["ask"]](question)
        return {"headers": said} if isinstance(said, dict) else {"text": said}
    except Exception as error:  # Whatever it is, it is a refusal.
        return {"refusal": f"{type(error).__name__}: {error}"}


with open(sys.argv[1], encoding="utf-8") if len(sys.argv) > 1 else sys.stdin as questions:
    for line in questions:
        print(json.dumps(answer(json.loads(line))), flush=True)
