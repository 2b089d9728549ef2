"""A mail server for the tests, on a port of 127.0.0.1 that the system picks.

Prints one JSON object a line: first the port (and the file of the certificate's authority), then every message it took, as Python's
own parser of mail reads it: the envelope, the header decoded, the parts decoded, and the longest line as it came.

`server.py MODE`: plain; tls (STARTTLS must come first); smtps; sign-in (STARTTLS, then ada and her password).
How it answers stands in the address: `refused@` 550, `later@` 451, `full@` 552 to the message itself, `busy@` 421.
"""
import asyncio
import datetime
import email
import email.policy
import ipaddress
import json
import ssl
import sys
import tempfile

from aiosmtpd.smtp import SMTP, AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

ANSWERS = {"refused": "550 5.1.1 no such mailbox", "later": "451 4.7.1 come again", "busy": "421 4.3.2 going away"}


def say(**words):
    print(json.dumps(words), flush=True)


class Handler:
    async def handle_RCPT(self, server, session, envelope, address, options):
        answer = ANSWERS.get(address.split("@")[0])
        if answer:
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if envelope.rcpt_tos[0].startswith("full@"):
            return "552 5.2.2 mailbox full"
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        header = [[name, str(value)] for name, value in message.items()]
        defects = [type(defect).__name__ for part in message.walk() for defect in part.defects]
        defects += [type(defect).__name__ for _, value in message.items() for defect in value.defects]
        parts = [part for part in message.walk() if not part.is_multipart()]
        say(
            sender=envelope.mail_from, recipients=envelope.rcpt_tos, type=message.get_content_type(), header=header, defects=defects,
            parts=[[part.get_content_type(), part.get_content(), str(part["Content-Transfer-Encoding"])] for part in parts],
            fromName=message["From"].addresses[0].display_name, fromAddress=message["From"].addresses[0].addr_spec,
            longest=max(len(line) for line in envelope.content.split(b"\r\n")), isSecure=server.transport.get_extra_info("ssl_object") is not None,
            bareLineEnds=envelope.content.replace(b"\r\n", b"").count(b"\n") + envelope.content.replace(b"\r\n", b"").count(b"\r"))
        return "250 OK"


def authenticate(server, session, envelope, mechanism, data):
    # Not handled: the server itself says 535.
    isRight = data.login == b"ada" and data.password == b"open sesame"
    return AuthResult(success=isRight, handled=isRight)


def certificate():
    """A context with a certificate of its own for localhost and 127.0.0.1, and the file of it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.timezone.utc)
    names = x509.SubjectAlternativeName([x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=2)).add_extension(names, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True).sign(key, hashes.SHA256()))
    file = tempfile.NamedTemporaryFile(prefix="scholion-mail-", suffix=".pem", delete=False)
    file.write(made.public_bytes(serialization.Encoding.PEM))
    file.flush()
    with tempfile.NamedTemporaryFile(suffix=".pem") as secret:
        secret.write(key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
        secret.flush()
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(file.name, secret.name)
    return context, file.name


async def main(mode):
    context, authority = certificate() if mode != "plain" else (None, "")
    options = {"hostname": "mail.localhost", "enable_SMTPUTF8": False}
    if mode in ("tls", "sign-in"):
        options |= {"tls_context": context, "require_starttls": True}
    if mode == "sign-in":
        options |= {"authenticator": authenticate, "auth_required": True}
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: SMTP(Handler(), **options), "127.0.0.1", 0, ssl=context if mode == "smtps" else None)
    say(port=server.sockets[0].getsockname()[1], authority=authority)
    # Ends with whoever started it.
    await loop.run_in_executor(None, sys.stdin.read)


asyncio.run(main(sys.argv[1]))
