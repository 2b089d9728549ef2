"""What all browser tests share: one seeded server, one replay of the sources, one browser, one folder of pictures."""

import http.client
import os
import re
import struct
import subprocess
import sys
import tempfile
import unittest
import zlib

from replay import Sources
from webdriver import Browser

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))
PROGRAM = os.environ.get("SCHOLION_PROGRAM", os.path.join(ROOT, ".build/debug/scholion"))
PICTURES = os.environ.get("SCHOLION_SCREENSHOTS", os.path.join(ROOT, ".build/screenshots"))
PASSWORD = "correct horse battery"


class Server:
    """A seeded server in a folder of its own; stops with the tests."""

    def __init__(self, sources):
        self.folder = tempfile.TemporaryDirectory(prefix="scholion-pages-")
        self.environment = {
            **{k: v for k, v in os.environ.items() if not k.startswith("SCHOLION_")},
            "SCHOLION_DATA": os.path.join(self.folder.name, "data"), "SCHOLION_KEYS": os.path.join(self.folder.name, "keys"),
            "SCHOLION_LISTEN": "127.0.0.1:0", "SCHOLION_LOG": "error", "SCHOLION_RATE_LIMITS": "off",
            "SCHOLION_REGISTRATION": "open", "SCHOLION_ALLOW_PRIVATE_PEERS": "on", "SCHOLION_SOURCES": "arxiv,crossref",
            "SCHOLION_SOURCE_MIRROR": sources.origin,
        }
        self.process = subprocess.Popen(
            [PROGRAM, "serve", "--seed", os.path.join(ROOT, "Sources/scholion/Seed")], cwd=self.folder.name,
            env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.origin = None
        for line in self.process.stdout:
            if line.startswith("listening "):
                self.origin = line.split()[1].rstrip("/")
                break
        if not self.origin:
            raise RuntimeError("the server did not start")
        self.port = int(self.origin.rsplit(":", 1)[1])

    def command(self, *words):
        return subprocess.run([PROGRAM, *words], env=self.environment, cwd=self.folder.name, check=True,
                              capture_output=True, text=True).stdout.strip()

    def publish(self, name, identifier, text):
        """Publishes a summary by command; gives its path."""
        path = os.path.join(self.folder.name, "summary.md")
        with open(path, "w", encoding="utf-8", errors="surrogatepass", newline="") as file:
            file.write(text)
        return self.command("summary", "publish", name, identifier, path)[len(self.origin):]

    def visitor(self):
        return Visitor(self)

    def stop(self):
        self.process.terminate()
        self.process.wait(timeout=15)
        self.process.stdout.close()
        self.folder.cleanup()


class Visitor:
    """Asks without a browser, over one connection; may sign in."""

    def __init__(self, server):
        self.authority = f"localhost:{server.port}"
        self.connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
        self.cookies = {}

    def ask(self, path, form=None, accept="text/html"):
        """Status, fields and body of an answer; redirects are not followed."""
        fields = {"Host": self.authority, "Accept": accept,
                  "Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        body = None
        if form is not None:
            body = "&".join(f"{k}={quoted(v)}" for k, v in form.items())
            fields["Content-Type"] = "application/x-www-form-urlencoded"
            fields["Origin"] = f"http://{self.authority}"
        self.connection.request("GET" if form is None else "POST", path, body, fields)
        answer = self.connection.getresponse()
        data = answer.read()
        for value in answer.headers.get_all("Set-Cookie") or []:
            name, rest = value.split("=", 1)
            self.cookies[name] = rest.split(";")[0]
        return answer.status, answer.headers, data

    def sign_in(self, name, password=PASSWORD):
        page = self.ask("/sign-in")[2].decode()
        token = re.search(r'name="csrf" value="([^"]*)"', page)[1]
        status = self.ask("/sign-in", {"csrf": token, "return": "/", "name": name, "password": password})[0]
        if status != 303:
            raise RuntimeError(f"signing in was answered {status}")


def quoted(text):
    return "".join(chr(b) if chr(b).isalnum() and b < 128 else f"%{b:02X}" for b in str(text).encode())


# A wide table, wide formulas, a long word, a text from right to left: what breaks pages, if anything does.
AWKWARD = r"""---
title: A title that goes on and on, with Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft in it
tldr: One paragraph, and https://example.org/an/address/that/is/longer/than/any/line/of/a/phone/can/be/and/does/not/break/by/itself here.
language: en
---
A root $\sqrt{x^2 + \sqrt{y}}$, a set $\mathbb{R}^n$, letters $\mathcal{L}$, $\mathbf{W}$, and a wide one:

$$f(x) = a_0 + a_1 x + a_2 x^2 + a_3 x^3 + a_4 x^4 + a_5 x^5 + a_6 x^6 + a_7 x^7 + a_8 x^8 + a_9 x^9 + a_{10} x^{10} + \sqrt[3]{\frac{a}{b}}$$

$$\begin{cases} x & \text{if } x \ge 0 \\ -\alpha x & \text{otherwise}\end{cases} \qquad \begin{pmatrix} a & b \\ c & d \end{pmatrix}$$

| model | parameters | accuracy | time to train | machine | licence | remark |
| --- | ---: | ---: | ---: | --- | --- | --- |
| a first model with a long name | 1,000,000 | 91.25 | 3 days | eight of the large ones | CC BY 4.0 | none that would fit here |
| short | 5 | 12.00 | 1 s | any | CC0 | |

هذا ملخص قصير للورقة العلمية، مكتوب من اليمين إلى اليسار مع صيغة $a^2 + b^2 = c^2$ في وسطه.

> A quotation.

```
code that is wider than a phone: for item in sorted(collection, key=lambda item: (item.year, item.title)): print(item)
```

1. First[^1]
2. Second

[^1]: A footnote.
"""


def drawing(folder, name="drawing.png", width=640, height=360):
    """A PNG of a rising band, where a test needs a picture; gives its path."""
    rows = bytearray()
    for y in range(height):
        rows.append(0)
        for x in range(width):
            rows += bytes((20, 110, 105)) if abs((height - y) - x * height // width) < 24 else bytes((238, 240, 232))

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    path = os.path.join(folder, name)
    with open(path, "wb") as file:
        file.write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
                   + chunk(b"IDAT", zlib.compress(bytes(rows))) + chunk(b"IEND", b""))
    return path


class Scene:
    """Made by whichever test asks first."""

    def __init__(self):
        os.makedirs(PICTURES, exist_ok=True)
        self.sources = Sources()
        self.server = Server(self.sources)
        self.server.command("account", "create", "mira", "--email", "mira@example.org", "--password", PASSWORD, "--role", "admin",
                            "--display-name", "Mira Quill")
        self.awkward = self.server.publish("mira", "arxiv:1412.6980", AWKWARD)
        self.browser = Browser()

    def picture(self, name):
        self.browser.picture(os.path.join(PICTURES, f"{name}.png"))

    def show(self, path, **window):
        self.browser.show(self.server.origin + path, **window)

    def sign_in(self, name="mira"):
        self.browser.forget()
        self.show("/sign-in")
        self.browser.type("main input[name=name]", name)
        self.browser.type("main input[type=password]", PASSWORD)
        self.browser.click("main form button")
        if not self.browser.becomes(lambda: "/sign-in" not in self.browser.url()):
            raise AssertionError("signing in leads nowhere")

    def stop(self):
        self.browser.__exit__()
        self.server.stop()
        self.sources.stop()


_scene = None


def scene():
    global _scene
    if _scene is None:
        _scene = Scene()
    return _scene


def stop():
    if _scene is not None:
        _scene.stop()


def main():
    """Runs the tests of one module."""
    result = unittest.main(verbosity=2, exit=False).result
    stop()
    sys.exit(not result.wasSuccessful())
