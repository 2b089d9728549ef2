"""A small WebDriver client (W3C WebDriver) for headless Chromium; standard library alone."""

import base64
import json
import os
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.request

ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
TAB, ENTER, ESCAPE, SPACE, SHIFT, CONTROL = "\ue004", "\ue007", "\ue00c", "\ue00d", "\ue008", "\ue009"
LEFT, UP, RIGHT, DOWN, HOME, END, DELETE = "\ue012", "\ue013", "\ue014", "\ue015", "\ue011", "\ue010", "\ue017"


class Browser:
    """One headless Chromium behind chromedriver; use as a context manager."""

    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="scholion-browser-")
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.driver = subprocess.Popen(
            ["chromedriver", f"--port={self.port}"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            env={**os.environ, "HOME": self.folder})
        for _ in range(100):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{self.port}/status", timeout=1).read()
                break
            except OSError:
                time.sleep(0.1)
        options = {
            "args": ["--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--disable-dev-shm-usage",
                     "--host-resolver-rules=MAP *.localhost 127.0.0.1", f"--user-data-dir={self.folder}/profile"],
            "binary": shutil.which("chromium") or "chromium",
        }
        capabilities = {"alwaysMatch": {"goog:chromeOptions": options, "timeouts": {"script": 90_000}, "goog:loggingPrefs": {"browser": "ALL"}}}
        answer = self._call("POST", "/session", {"capabilities": capabilities})
        self.session = answer["sessionId"]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        try:
            self._call("DELETE", f"/session/{self.session}")
        finally:
            self.driver.terminate()
            self.driver.wait()
            shutil.rmtree(self.folder, ignore_errors=True)

    def _call(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}{path}", data=data, method=method, headers={"Content-Type": "application/json"})
        try:
            with urllib.request.urlopen(request, timeout=100) as response:
                return json.load(response)["value"]
        except urllib.error.HTTPError as error:
            raise RuntimeError(json.load(error)["value"]["message"]) from None

    def _do(self, method, path, body=None):
        return self._call(method, f"/session/{self.session}{path}", body)

    def cdp(self, command, **parameters):
        return self._do("POST", "/goog/cdp/execute", {"cmd": command, "params": parameters})

    def look(self, width=1280, height=900, scheme="light"):
        """A window of that size and colour scheme, whatever it shows."""
        self.cdp("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)
        self.cdp("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])

    def show(self, url, width=1280, height=900, scheme="light"):
        """Opens a page in a window of that size and colour scheme."""
        self.look(width, height, scheme)
        self._do("POST", "/url", {"url": url})

    def scripts(self, allowed):
        """Whether pages opened from now on may run scripts; those of the tests run either way."""
        self.cdp("Emulation.setScriptExecutionDisabled", value=not allowed)

    def forget(self):
        """Nobody is signed in any more."""
        self.cdp("Network.clearBrowserCookies")

    def run(self, script, *arguments):
        return self._do("POST", "/execute/sync", {"script": script, "args": list(arguments)})

    def wait(self, script, *arguments):
        """Runs a script that tells when it is done by calling its last argument."""
        return self._do("POST", "/execute/async", {"script": script, "args": list(arguments)})

    def find(self, selector):
        """The first that fits; a page on its way is waited for."""
        end = time.monotonic() + 5
        while True:
            try:
                return self._do("POST", "/element", {"using": "css selector", "value": selector})[ELEMENT]
            except RuntimeError as error:
                if time.monotonic() > end or "no such element" not in str(error):
                    raise
                time.sleep(0.05)

    def has(self, selector):
        return bool(self._do("POST", "/elements", {"using": "css selector", "value": selector}))

    def text(self, selector="body"):
        try:
            return self._do("GET", f"/element/{self.find(selector)}/text")
        except RuntimeError as error:
            if "stale element" not in str(error):
                raise
            return self._do("GET", f"/element/{self.find(selector)}/text")

    def shows(self, text, selector="main"):
        """Whether a text is there, or comes with the page that is on its way."""
        return self.becomes(lambda: text in self.text(selector))

    def value(self, selector):
        return self._do("GET", f"/element/{self.find(selector)}/property/value")

    def type(self, selector, text):
        element = self.find(selector)
        self._do("POST", f"/element/{element}/clear", {})
        self._do("POST", f"/element/{element}/value", {"text": text})

    def add(self, selector, text):
        """Types after what is there already."""
        self._do("POST", f"/element/{self.find(selector)}/value", {"text": text})

    def choose_file(self, selector, path):
        self._do("POST", f"/element/{self.find(selector)}/value", {"text": path})

    def click(self, selector):
        self._do("POST", f"/element/{self.find(selector)}/click", {})

    def click_text(self, text):
        """Clicks the link, button or summary that says so, and nothing else that is seen."""
        path = f"//*[self::a or self::button or self::summary][starts-with(normalize-space(.), '{text}')]"
        for found in self._do("POST", "/elements", {"using": "xpath", "value": path}):
            if self._do("GET", f"/element/{found[ELEMENT]}/displayed"):
                return self._do("POST", f"/element/{found[ELEMENT]}/click", {})
        raise AssertionError(f"nothing to click says {text!r} on {self.url()}: {self.text('main')[:300]}")

    def press(self, *keys):
        """Presses keys one after the other; a pair is pressed together."""
        actions = []
        for key in keys:
            held = key if isinstance(key, tuple) else (key,)
            actions += [{"type": "keyDown", "value": k} for k in held] + [{"type": "keyUp", "value": k} for k in reversed(held)]
        self._do("POST", "/actions", {"actions": [{"type": "key", "id": "keys", "actions": actions}]})

    def write(self, text):
        """Types at the focus."""
        self.press(*text)

    def becomes(self, condition, seconds=10):
        """Whether it comes true in a while: a press of a button may lead on only after this has returned."""
        end = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > end:
                return False
            time.sleep(0.05)
        return True

    def tab(self):
        """Opens another tab beside the one at hand, which goes to the background; gives that one's handle."""
        before = self._do("GET", "/window")
        self._do("POST", "/window", {"handle": self._do("POST", "/window/new", {"type": "tab"})["handle"]})
        return before

    def close_tab(self, back_to):
        self._do("DELETE", "/window")
        self._do("POST", "/window", {"handle": back_to})

    def switch(self, handle):
        """To another tab; gives the handle of the one that was at hand."""
        before = self._do("GET", "/window")
        self._do("POST", "/window", {"handle": handle})
        return before

    def reload(self):
        self._do("POST", "/refresh", {})

    def url(self):
        return self._do("GET", "/url")

    def complaints(self):
        """What the console was told since the last call, other than notes."""
        return [entry["message"] for entry in self._do("POST", "/se/log", {"type": "browser"})
                if entry["level"] in ("SEVERE", "WARNING")]

    def picture(self, path):
        """A screenshot of the whole page."""
        size = self.cdp("Page.getLayoutMetrics")["cssContentSize"]
        clip = {"x": 0, "y": 0, "width": size["width"], "height": min(size["height"], 6000), "scale": 1}
        data = self.cdp("Page.captureScreenshot", captureBeyondViewport=True, clip=clip)["data"]
        with open(path, "wb") as file:
            file.write(base64.b64decode(data))
