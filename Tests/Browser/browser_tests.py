"""What a person meets, in a real browser: every page at three widths and in both schemes, then the first hour of a new member.

Run by `make test` where CI is true; needs chromium and chromedriver. Pictures go to .build/screenshots.
"""

import os
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.request

sys.path.insert(0, os.path.dirname(__file__))
from webdriver import Browser  # noqa: E402

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))
PROGRAM = os.environ.get("SCHOLION_PROGRAM", os.path.join(ROOT, ".build/debug/scholion"))
PICTURES = os.environ.get("SCHOLION_SCREENSHOTS", os.path.join(ROOT, ".build/screenshots"))
PASSWORD = "correct horse battery"
WIDTHS = [360, 390, 1280]

SIDEWAYS = "return document.documentElement.scrollWidth - window.innerWidth"
FOREIGN = """
return performance.getEntriesByType('resource').map(e => e.name).filter(n => new URL(n).origin !== location.origin)
"""
# Text whose colour is too close to what lies behind it (WCAG 2.2, 1.4.3).
CONTRAST = """
function channel(c) { c /= 255; return c <= 0.04045 ? c / 12.92 : Math.pow((c + 0.055) / 1.055, 2.4) }
function luminance(c) { return 0.2126 * channel(c[0]) + 0.7152 * channel(c[1]) + 0.0722 * channel(c[2]) }
function colour(text) {
  const canvas = document.createElement('canvas'); canvas.width = canvas.height = 1
  const context = canvas.getContext('2d', {willReadFrequently: true})
  context.fillStyle = text; context.fillRect(0, 0, 1, 1)
  const d = context.getImageData(0, 0, 1, 1).data; return [d[0], d[1], d[2], d[3] / 255]
}
function behind(element) {
  for (let e = element; e; e = e.parentElement) {
    const c = colour(getComputedStyle(e).backgroundColor); if (c[3] > 0.99) return c
  }
  return matchMedia('(prefers-color-scheme: dark)').matches ? [18, 18, 18, 1] : [255, 255, 255, 1]
}
const poor = []
for (const element of document.querySelectorAll('body *')) {
  if (![...element.childNodes].some(n => n.nodeType === 3 && n.textContent.trim())) continue
  const style = getComputedStyle(element), box = element.getBoundingClientRect()
  if (style.visibility === 'hidden' || style.display === 'none' || box.width < 2 || box.height < 2) continue
  const a = luminance(colour(style.color)), b = luminance(behind(element))
  const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)
  if (ratio < 4.5) poor.push(element.tagName + '.' + element.className + ' ' + ratio.toFixed(2) + ' ' + element.textContent.trim().slice(0, 30))
}
return poor.slice(0, 5)
"""
REACHABLE = """
return [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary')]
  .filter(e => e.checkVisibility({visibilityProperty: true}) && !e.disabled
    && !(e.type === 'radio' && !e.checked && document.querySelector(`input[name="${e.name}"]:checked`)))
  .length
"""
FOCUSED = """
const e = document.activeElement
if (!e || e === document.body) return null
if (!e.dataset.seen) { e.dataset.seen = '1' }
const s = getComputedStyle(e)
const visible = (s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 1) || s.boxShadow !== 'none'
return [e.tagName + ' ' + (e.getAttribute('href') || e.name || e.textContent.trim().slice(0, 20)), visible]
"""


class Server:
    """A seeded server in a folder of its own; stops with the tests."""

    def __init__(self):
        self.folder = tempfile.TemporaryDirectory(prefix="scholion-pages-")
        self.environment = {
            **{k: v for k, v in os.environ.items() if not k.startswith("SCHOLION_")},
            "SCHOLION_DATA": os.path.join(self.folder.name, "data"), "SCHOLION_KEYS": os.path.join(self.folder.name, "keys"),
            "SCHOLION_LISTEN": "127.0.0.1:0", "SCHOLION_LOG": "error", "SCHOLION_RATE_LIMITS": "off",
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

    def command(self, *words):
        return subprocess.run([PROGRAM, *words], env=self.environment, cwd=self.folder.name, check=True,
                              capture_output=True, text=True).stdout.strip()

    def stop(self):
        self.process.terminate()
        self.process.wait(timeout=15)
        self.folder.cleanup()


class PageTests(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        os.makedirs(PICTURES, exist_ok=True)
        cls.server = Server()
        cls.server.command("account", "create", "mira", "--email", "mira@example.org", "--password", PASSWORD, "--role", "admin")
        cls.browser = Browser()

    @classmethod
    def tearDownClass(cls):
        cls.browser.__exit__()
        cls.server.stop()

    def page(self, path, name):
        """Opens a page at every width and in both schemes, looks at it, and takes its pictures."""
        url = self.server.origin + path
        for width in WIDTHS:
            for scheme in ("light", "dark"):
                self.browser.show(url, width=width, scheme=scheme)
                with self.subTest(page=name, width=width, scheme=scheme):
                    self.assertLessEqual(self.browser.run(SIDEWAYS), 0, "scrolls sideways")
                    self.assertEqual(self.browser.run(FOREIGN), [], "loads from elsewhere")
                    self.assertEqual(self.browser.run(CONTRAST), [], "poor contrast")
                    self.assertEqual([c for c in self.browser.complaints() if not self.is_expected(c, path)], [], "console")
                if width != 360:
                    self.browser.picture(os.path.join(PICTURES, f"{name}-{width}-{scheme}.png"))

    @staticmethod
    def is_expected(complaint, path):
        """Browsers ask for /favicon.ico by themselves, and tell of a missing page that was asked for."""
        return "favicon.ico" in complaint or (path == "/nothing-here" and "404" in complaint)

    def sign_in(self):
        self.browser.show(self.server.origin + "/sign-in")
        if "/sign-in" not in self.browser.url():
            return
        names = self.browser.run("return [...document.querySelectorAll('main form input:not([type=hidden])')].map(e => e.name)")
        self.browser.type(f"main input[name='{names[0]}']", "mira")
        self.browser.type("main input[type=password]", PASSWORD)
        self.browser.click("main form button")

    def first(self, path, selector):
        self.browser.show(self.server.origin + path)
        return self.browser.run(f"const e = document.querySelector({selector!r}); return e && new URL(e.href).pathname")

    def test_1_readers_pages(self):
        pages = {"home": "/", "about": "/about", "papers": "/papers", "venues": "/venues", "sign-in": "/sign-in",
                 "sign-up": "/sign-up", "paper": "/paper/arxiv/1512.03385", "paper-empty": "/paper/arxiv/1409.1556",
                 "venue": "/venue/cvpr", "missing": "/nothing-here"}
        for name, path in pages.items():
            with self.subTest(page=name):
                self.page(path, name)
        profile = self.first("/", "a[href^='/@'], a[href*='/@']")
        self.assertTrue(profile)
        self.page(profile.split("/")[1] and "/" + profile.split("/")[1], "profile")

    def test_2_members_pages(self):
        self.sign_in()
        self.assertNotIn("/sign-in", self.browser.url())
        for name, path in {"member-home": "/", "timeline": "/home", "notifications": "/notifications", "settings": "/settings",
                           "add": "/add", "follow": "/follow", "member-paper": "/paper/arxiv/1512.03385"}.items():
            with self.subTest(page=name):
                self.page(path, name)

    def test_3_every_control_is_reached_by_tab_with_a_visible_focus(self):
        self.sign_in()
        for path in ("/", "/paper/arxiv/1512.03385", "/add"):
            self.browser.show(self.server.origin + path)
            wanted = self.browser.run(REACHABLE)
            invisible = []
            for _ in range(wanted * 2 + 40):
                self.browser.press("\ue004")
                focused = self.browser.run(FOCUSED)
                if focused and not focused[1]:
                    invisible.append(focused[0])
                if self.browser.run("return document.querySelectorAll('[data-seen]').length") >= wanted:
                    break
            with self.subTest(path=path):
                self.assertEqual(invisible, [], "focus is not visible")
                self.assertGreaterEqual(self.browser.run("return document.querySelectorAll('[data-seen]').length"), wanted)

    def test_4_a_member_writes_a_summary_with_math_and_reads_it(self):
        self.sign_in()
        path = self.first("/paper/arxiv/1409.1556", "a[href*='/write']")
        self.assertTrue(path, "the paper page leads to the editor")
        self.browser.show(self.server.origin + path)
        self.browser.type("textarea[name=tldr]" if self.browser.run(
            "return !!document.querySelector('textarea[name=tldr]')") else "input[name=tldr]", "Depth with 3x3 filters wins.")
        self.browser.type("textarea[name=text]", "Stacks of $3 \\times 3$ filters.\n\n$$y = f(x)$$")
        self.browser.click("button[value=preview]")
        self.assertGreaterEqual(self.browser.run("return document.querySelectorAll('math').length"), 2, "the preview shows math")
        self.assertIn("3 \\times 3", self.browser.run("return document.querySelector('textarea[name=text]').value"))
        self.browser.picture(os.path.join(PICTURES, "preview-1280-light.png"))
        self.browser.click("button[value=publish]")
        self.browser.show(self.server.origin + "/paper/arxiv/1409.1556")
        self.assertIn("Depth with 3x3 filters wins.", self.browser.run("return document.body.innerText"))
        self.assertGreaterEqual(self.browser.run("return document.querySelectorAll('math').length"), 2)

    def test_5_only_the_editor_runs_a_script_and_it_is_ours(self):
        with urllib.request.urlopen(self.server.origin.replace("localhost", "127.0.0.1", 1) + "/livez", timeout=5) as answer:
            self.assertEqual(answer.status, 200)
        for path in ("/", "/paper/arxiv/1512.03385", "/sign-in", "/about"):
            self.browser.show(self.server.origin + path)
            # A block of data, as search engines read it, is no script: its type is no language.
            blocks = "return [...document.scripts].filter(s => s.type != 'application/ld+json').length"
            self.assertEqual(self.browser.run(blocks), 0)
            self.assertEqual(self.browser.run("return document.querySelectorAll('[style], style').length"), 0)
        self.sign_in()
        # Every page with a script, and which.
        for path, scripts in {"/": [], "/drafts": [], "/cite": [], "/writing": [], self.editor(): ["/assets/desk."]}.items():
            self.browser.show(self.server.origin + path)
            found = self.browser.run("return [...document.scripts].map(s => new URL(s.src).pathname)")
            self.assertEqual([name[:len("/assets/desk.")] for name in found], scripts, path)

    def editor(self):
        path = self.first("/paper/arxiv/1512.03385", "a[href*='/write']")
        self.assertTrue(path)
        return path

    def wait(self, script, message):
        """Until a script says yes, at most ten seconds."""
        for _ in range(200):
            if self.browser.run(script):
                return
            time.sleep(0.05)
        self.fail(message)

    def test_6_the_desk_previews_keeps_and_formats_while_one_types(self):
        self.sign_in()
        path = self.editor()
        for width in (360, 1280):
            self.browser.show(self.server.origin + path, width=width)
            self.wait("return !!document.querySelector('.toolbar')", "the buttons are there")
            self.assertLessEqual(self.browser.run(SIDEWAYS), 0, "scrolls sideways")
        self.browser.type("textarea[name=text]", "It adds $x$ to each block.")
        self.wait("return document.querySelectorAll('#preview-box math').length == 1", "the preview follows")
        self.wait("return document.querySelector('input[name=draft]').value != '0'", "the draft is kept by itself")
        self.browser.run("const t = document.querySelector('textarea[name=text]'); t.focus(); t.setSelectionRange(3, 7)")
        self.browser.run("document.querySelector('.toolbar button').click()")
        self.assertIn("It **adds** $x$", self.browser.run("return document.querySelector('textarea[name=text]').value"))
        self.wait("return !!document.querySelector('#preview-box strong')", "the preview follows the buttons")
        names = self.browser.run("return [...document.querySelectorAll('.toolbar button')].map(b => b.textContent)")
        self.assertTrue({"Bold", "Italic", "Heading", "List", "Quote", "Code", "Link", "Formula", "Cite", "Table"} <= set(names))
        self.assertEqual(self.browser.run(
            "return [...document.querySelectorAll('.toolbar button')].filter(b => b.tabIndex == 0).length"), 1)
        self.assertEqual(self.browser.run(CONTRAST), [], "poor contrast")
        self.browser.picture(os.path.join(PICTURES, "desk-1280-light.png"))
        self.browser.run("[...document.querySelectorAll('.toolbar button')].find(b => b.textContent == 'Cite').click()")
        self.browser.run("const q = document.getElementById('cite-input'); q.value = 'dee';"
                         "q.dispatchEvent(new Event('input', {bubbles: true}))")
        self.wait("return document.querySelectorAll('#cite-list [role=option]').length > 0", "papers are offered")
        self.browser.press("\ue007")
        self.wait(r"return /\\cite\{[^}]+\}/.test(document.querySelector('textarea[name=text]').value)", "the paper is cited")
        self.browser.show(self.server.origin + "/drafts")
        self.assertIn("to each block", self.browser.run("return document.body.innerText"))
        complaints = [c for c in self.browser.complaints() if "favicon.ico" not in c]
        self.assertEqual(complaints, [], "console")


if __name__ == "__main__":
    unittest.main(verbosity=2)
