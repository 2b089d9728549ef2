"""The hostile corpus in a real browser, without the policy that would stop it: no request, no script, nothing but the allow-list.

The inputs are put where a stranger's comments lie, as if an older sanitizer had let them in; so what is shown was made safe on
its way out. They come last: the strangers stay, and the browser's policy stays off.
"""

import json
import os
import sqlite3
import unittest

from scene import PASSWORD, ROOT, main, scene

HTML = """p br hr a em strong del s u code pre blockquote ul ol li h2 h3 h4 h5 h6 table thead tbody tr th td sub sup ruby rt rp
span div""".split()
MATH = """math semantics annotation mrow mi mo mn ms mtext mspace msqrt mroot mfrac msub msup msubsup munder mover munderover mtable
mtr mtd mstyle mpadded mphantom merror mmultiscripts mprescripts none""".split()
ATTRIBUTES = """href class rel start align tabindex display encoding displaystyle scriptlevel form fence separator stretchy symmetric
largeop movablelimits lspace rspace minsize maxsize mathvariant linethickness width height depth voffset accent accentunder
columnspan rowspan columnalign dir lang""".split()

TRAP = """
window.__ran = []
for (const name of ['alert', 'confirm', 'prompt', 'open', 'fetch']) window[name] = () => { window.__ran.push(name) }
"""
# Everything an inline handler could wait for.
PROVOKE = """
const events = ['click', 'mouseover', 'mouseenter', 'pointerenter', 'focus', 'blur', 'load', 'error', 'toggle', 'begin', 'wheel',
  'copy', 'beforeinput', 'animationstart', 'scrollend', 'start', 'submit']
document.addEventListener('click', e => e.preventDefault(), true)
for (const element of document.querySelectorAll('.prose, .prose *'))
  for (const name of events) element.dispatchEvent(new Event(name, {bubbles: false, cancelable: true}))
return window.__ran
"""
STRANGE = """
const [elements, attributes] = arguments, strange = []
for (const element of document.querySelectorAll('.prose *')) {
  if (!elements.includes(element.localName)) strange.push(element.localName)
  for (const a of element.attributes) {
    if (!attributes.includes(a.name)) strange.push(element.localName + ' ' + a.name)
    if (a.name === 'href' && !/^https?:$/.test(element.protocol)) strange.push(a.value)
  }
}
return strange.slice(0, 20)
"""
REQUESTS = """
return performance.getEntriesByType('resource').map(e => new URL(e.name))
  .filter(u => u.origin !== location.origin || !(u.pathname.startsWith('/assets/') || u.pathname === '/favicon.ico')).map(u => u.href)
"""
# A block of data, as search engines read it, is no script: its type is no language.
ACTIVE = """
return document.querySelectorAll('script:not([type="application/ld+json"]), style, iframe, object, embed, base').length
"""


def corpus(name):
    with open(os.path.join(ROOT, f"federation/hostile/{name}.jsonl"), encoding="utf-8") as lines:
        for line in map(json.loads, lines):
            parts = line.get("parts", [line.get("input", "")])
            yield line["number"], "".join(p if isinstance(p, str) else p[0] * p[1] for p in parts)


class HostileTests(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server, cls.browser = scene().server, scene().browser
        cls.browser.forget()
        cls.browser.cdp("Page.enable")
        cls.browser.cdp("Page.setBypassCSP", enabled=True)
        cls.browser.cdp("Page.addScriptToEvaluateOnNewDocument", source=TRAP)

    def judge(self, path, least):
        self.browser.show(self.server.origin + path)
        self.assertGreaterEqual(self.browser.run("return document.querySelectorAll('.prose').length"), least)
        self.assertEqual(self.browser.run(PROVOKE), [])
        self.assertEqual(self.browser.run(STRANGE, HTML + MATH, ATTRIBUTES), [])
        self.assertEqual(self.browser.run(REQUESTS), [])
        self.assertEqual(self.browser.run(ACTIVE), 0)

    def test_1_the_trap_works(self):
        """A page that does run a script is caught, so that the silence of the others means something."""
        self.browser._do("POST", "/url", {"url": "data:text/html,<div class=prose><p onclick=alert(1)>x<img src=x:x></div>"})
        self.assertEqual(self.browser.run(PROVOKE), ["alert"])
        self.assertNotEqual(self.browser.run(STRANGE, HTML + MATH, ATTRIBUTES), [])

    def test_2_comments_of_strangers(self):
        database = sqlite3.connect(os.path.join(self.server.folder.name, "data/scholion.db"), timeout=20)
        columns = [row[1] for row in database.execute("PRAGMA table_info(post)")]
        root = database.execute("SELECT root_id FROM post WHERE kind = 'reply' AND visibility = 'public' LIMIT 1").fetchone()[0]
        reply = dict(zip(columns, database.execute("SELECT * FROM post WHERE root_id = ? AND kind = 'reply'", (root,)).fetchone()))
        last = database.execute("SELECT max(id) FROM post").fetchone()[0]
        author = database.execute("SELECT a.name FROM actor a JOIN post p ON p.actor_id = a.id WHERE p.id = ?", (root,)).fetchone()[0]
        inputs = list(corpus("html"))
        for number, text in inputs:
            row = {**reply, "id": last + number, "uri": f"https://hostile.example/{number}", "url": "https://hostile.example/",
                   "local": 0, "html": "<p>x</p>", "raw_html": text, "sanitizer": 0}
            database.execute(f"INSERT INTO post ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})",
                             [row[c] for c in columns])
        database.commit()
        database.close()
        self.assertGreaterEqual(len(inputs), 300)
        self.judge(f"/@{author}/{root}", 300)

    def test_3_formulas(self):
        self.server.command("account", "create", "mallory", "--email", "m@example.org", "--password", PASSWORD)
        # What holds control characters is refused before anything is made of it.
        text = "\n\n".join(f"{number} ${tex}$ x\n\n$$\n{tex}\n$$" for number, tex in corpus("formulas")
                           if len(tex) < 300 and all(c.isprintable() or c in "\n\t" for c in tex))
        self.judge(self.server.publish("mallory", "arxiv:1512.03385", text), 1)
        self.assertGreater(self.browser.run("return document.querySelectorAll('.prose math').length"), 20)


if __name__ == "__main__":
    main()
