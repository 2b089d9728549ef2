"""The recorded answers of bibliographic sources (Tests/CatalogTests/Recorded), served on loopback as if it were the sources.

A server of the tests asks it with SCHOLION_SOURCE_MIRROR.
"""

import http.server
import os
import threading

RECORDED = os.path.join(os.path.dirname(__file__), "..", "CatalogTests", "Recorded")
ATOM, JSON = "application/atom+xml", "application/json"
# What a target holds, and what is answered; the first that fits.
ANSWERS = [
    ("id_list=2202.12139", ATOM, "arxiv-search.xml"),
    ("id_list=", ATOM, "arxiv-none.xml"),
    ("/api/query?search_query=", ATOM, "arxiv-search.xml"),
    ("/works?", JSON, "crossref-search.json"),
]


class Sources:
    """Every source at once; `asked` are the targets in their order."""

    def __init__(self):
        asked = self.asked = []

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                asked.append(self.path)
                for part, kind, name in ANSWERS:
                    if part in self.path:
                        with open(os.path.join(RECORDED, name), "rb") as file:
                            body = file.read()
                        self.send_response(200)
                        self.send_header("Content-Type", kind)
                        break
                else:
                    body = b"Resource not found."
                    self.send_response(404)
                    self.send_header("Content-Type", "text/plain")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def origin(self):
        return f"http://localhost:{self.server.server_address[1]}"

    def stop(self):
        self.server.shutdown()
        self.server.server_close()
