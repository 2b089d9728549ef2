"""The first day of a new member, through the pages: with the pointer, with the keyboard alone, and without scripts."""

import os
import re
import tempfile
import unittest

from checks import assert_well
from scene import PASSWORD, ROOT, drawing, main, scene
from webdriver import ENTER, SPACE, TAB

SUMMARY = """Five techniques are compared on one network.

The chance of a miss falls like

$$\\sqrt{\\frac{1}{1 - \\lambda}} \\le \\sum_{k=1}^{n} \\frac{1}{k^2}$$

and inside a line $\\hat{y} = \\frac{a}{b}$ stands as well. See \\cite{1706.03762}.
"""


class JourneyTests(unittest.TestCase):
    """Each step begins where the one before ended."""

    step = 0

    @classmethod
    def setUpClass(cls):
        cls.browser = scene().browser
        cls.browser.forget()

    def picture(self, name):
        JourneyTests.step += 1
        scene().picture(f"journey-{JourneyTests.step:02}-{name}")

    def path(self):
        return self.browser.url()[len(scene().server.origin):]

    def arrives(self, pattern):
        """At an address that fits, once the page is there."""
        self.assertTrue(self.browser.becomes(lambda: re.search(pattern, self.path())), f"{self.path()} is not {pattern}")

    def sees(self, *texts):
        for text in texts:
            self.assertTrue(self.browser.shows(text), f"{text!r} is not on {self.browser.url()}: {self.browser.text('main')[:300]}")

    def test_01_signs_up(self):
        b = self.browser
        scene().show("/")
        b.click_text("Join")
        b.type("input[name=name]", "X Y")
        b.type("input[name=email]", "nova@example.org")
        b.type("input[name=password]", PASSWORD)
        # The browser's own checks are passed by, so that the server's are seen.
        b.run("document.querySelector('main form').noValidate = true")
        b.click("main form button")
        self.sees("could not be accepted")
        self.picture("sign-up-refused")
        assert_well(self, b, "sign-up-refused", width=1280)
        self.assertTrue(b.run("return document.title").startswith("Error: "))
        self.assertEqual(b.value("input[name=email]"), "nova@example.org", "what was typed stays")
        b.click(".problems a")
        self.assertEqual(b.run("return document.activeElement.name || location.hash.slice(1)"), "name")
        b.type("input[name=name]", "nova")
        b.type("input[name=password]", PASSWORD)
        b.click("main form button")
        self.assertTrue(b.becomes(lambda: b.has(".self")), "nova is signed in")
        self.picture("signed-up")

    def test_02_adds_a_paper_by_its_arxiv_number(self):
        b = self.browser
        b.click_text("Add a paper")
        b.type("main input[name=q]", "arXiv:2202.12139")
        b.click_text("Find it")
        self.sees("Testing Deep Learning Models")
        self.assertTrue(any("2202.12139" in target for target in scene().sources.asked), "the source was asked")
        self.picture("paper-found")
        assert_well(self, b, "paper-found", width=1280)
        b.click_text("Add this one")
        self.arrives(r"^/paper/arxiv/2202\.12139")
        self.sees("Testing Deep Learning Models", "No summary yet")
        self.picture("paper-added")

    def test_03_writes_with_formulas_and_a_picture_and_looks_at_a_preview(self):
        b = self.browser
        b.click_text("Write a summary")
        b.type("[name=title]", "Many tests at once")
        b.type("[name=tldr]", "Several techniques find what one misses.")
        b.type("textarea[name=text]", SUMMARY)
        b.choose_file("input[name=image]", drawing(scene().server.folder.name))
        b.type("[name=alt]", "Misses over techniques, falling")
        b.click("button[value=image]")
        self.sees("The picture is in the text.")
        self.picture("editor")
        b.click("button[value=preview]")
        self.assertTrue(b.becomes(lambda: b.has("#preview-box")))
        self.assertGreaterEqual(b.run("return document.querySelectorAll('main math').length"), 2)
        self.assertIn("\\hat{y}", b.value("textarea[name=text]"))
        self.picture("preview")
        assert_well(self, b, "preview", width=360)
        b.look()

    def test_04_publishes(self):
        b = self.browser
        b.click("button[value=publish]")
        self.sees("Many tests at once", "Several techniques find what one misses.")
        self.assertGreaterEqual(b.run("return document.querySelectorAll('main math').length"), 2)
        self.assertTrue(b.has("main .prose a[href*='1706.03762']"), "the cited paper is linked")
        self.assertTrue(b.becomes(lambda: b.run("return document.querySelector('main .prose img')?.naturalWidth > 0")), "the picture is seen")
        self.assertEqual(b.run("return document.querySelector('main .prose img').alt"), "Misses over techniques, falling")
        self.picture("published")
        assert_well(self, b, "published", width=390, height=844, scheme="dark")
        self.picture("published-phone-dark")
        b.look()

    def test_05_edits_and_sees_what_changed(self):
        b = self.browser
        if not self.path().startswith("/@"):
            b.click_text("Permalink")
        b.click_text("Edit")
        b.type("textarea[name=text]", b.value("textarea[name=text]").replace("one network", "one and the same network"))
        b.click("button[value=publish]")
        self.sees("one and the same network")
        b.click_text("earlier versions")
        self.assertIn("same", b.text("main ins"))
        self.picture("versions")
        assert_well(self, b, "versions", width=360)
        b.look()

    def test_06_votes_for_another(self):
        b = self.browser
        scene().show("/paper/arxiv/1512.03385")
        score = int(b.text("main .summary .vote .score").split()[-1])
        b.click("main .summary .vote button[value='1']")
        self.assertTrue(b.becomes(lambda: b.has("main .summary .vote button[aria-pressed=true]")))
        self.assertEqual(int(b.text("main .summary .vote .score").split()[-1]), score + 1)
        self.assertEqual(b.run("return document.querySelector('main .summary .vote button').getAttribute('aria-pressed')"), "true")
        self.picture("voted")

    def test_07_comments(self):
        b = self.browser
        b.click("main .summary .thread > .reply-form > summary")
        b.type("main .thread > .reply-form textarea", "Does $x \\mapsto x$ suffice?")
        b.click("main .thread > .reply-form button[value=publish]")
        self.sees("suffice?")
        self.picture("commented")

    def test_08_searches(self):
        b = self.browser
        b.type(".masthead input[name=q]", "multiple testing")
        b.click(".masthead .finder button")
        self.arrives(r"^/search\?q=multiple\+testing")
        self.sees("Testing Deep Learning Models")
        self.picture("search")

    def test_09_imports_a_file_of_references(self):
        b = self.browser
        scene().show("/add")
        b.click_text("From a file")
        b.choose_file("input[type=file]", os.path.join(ROOT, "Tests/CatalogTests/Recorded/ley.bib"))
        b.click_text("Add what is in it")
        self.sees("OXPath-Based Data Acquisition for dblp", "Some Lessons Learned")
        self.picture("imported")
        assert_well(self, b, "imported", width=360)
        b.look()
        b.click_text("OXPath-Based Data Acquisition")
        self.arrives("^/paper/")
        self.picture("imported-paper")

    def test_10_takes_a_reference_out(self):
        address = self.browser.run("return [...document.querySelectorAll('.facts a')].find(a => a.textContent === 'BibTeX').getAttribute('href')")
        status, fields, body = scene().server.visitor().ask(address, accept="*/*")
        self.assertEqual(status, 200)
        self.assertRegex(fields["Content-Type"], "^application/x-bibtex")
        self.assertRegex(body.decode(), r"(?s)^@[a-z]+\{.*\{OXPath\}-\{Based\} \{Data\} \{Acquisition\} for dblp")

    def test_11_goes_by_chance_by_venue_and_by_topic(self):
        b = self.browser
        scene().show("/random")
        self.arrives("^/@[a-z0-9_]+/[0-9]+$")
        scene().show("/venues")
        b.click_text("NeurIPS")
        b.click_text("2017")
        self.arrives("^/venue/neurips/2017$")
        self.sees("Attention Is All You Need")
        scene().show("/topics")
        b.click_text("Computation and Language")
        self.arrives(r"^/topic/cs\.CL$")
        self.sees("Attention Is All You Need")
        self.picture("topic")

    def test_12_signs_out(self):
        b = self.browser
        b.click(".self summary")
        self.picture("own-menu")
        b.click_text("Sign out")
        self.assertTrue(b.becomes(lambda: not b.has(".self")), "nobody is signed in")


class KeyboardTests(unittest.TestCase):
    """Signs in, finds a paper, votes and comments, adds a paper and edits a summary, and no pointer is touched."""

    def reach(self, selector):
        """Presses Tab until something has the focus; fails when everything had it."""
        for _ in range(120):
            if scene().browser.run("return document.activeElement.matches(arguments[0])", selector):
                return
            scene().browser.press(TAB)
        self.fail(f"Tab does not reach {selector} on {scene().browser.url()}")

    def follow(self, text):
        """Goes to the link or button that says so, and presses it."""
        for _ in range(120):
            scene().browser.press(TAB)
            if scene().browser.run("return document.activeElement.textContent.trim().startsWith(arguments[0])", text):
                return scene().browser.press(ENTER)
        self.fail(f"Tab does not reach {text!r} on {scene().browser.url()}")

    def test_everything_by_keyboard(self):
        b = scene().browser
        b.forget()
        scene().show("/")
        self.follow("Sign in")
        self.reach("main input[name=name]")
        b.write("mira")
        b.press(TAB)
        b.write(PASSWORD)
        b.press(ENTER)
        self.assertTrue(b.becomes(lambda: b.has(".self")), "mira is signed in")
        self.reach(".masthead input[type=search]")
        b.write("residual learning")
        b.press(ENTER)
        self.follow("Deep Residual Learning")
        self.assertTrue(b.becomes(lambda: b.url().endswith("/paper/arxiv/1512.03385")))
        self.reach(".summary .vote button[value='1']")
        scene().picture("keyboard-vote")
        b.press(SPACE)
        self.assertTrue(b.becomes(lambda: b.has(".summary .vote button[aria-pressed=true]")))
        self.reach(".thread > .reply-form > summary")
        b.press(ENTER, TAB)
        b.write("By keyboard alone.")
        self.reach(".thread > .reply-form button[value=publish]")
        b.press(ENTER)
        self.assertTrue(b.shows("By keyboard alone."))
        scene().picture("keyboard-comment")

    def test_then_a_paper_is_added_and_a_summary_edited_by_keyboard(self):
        b = scene().browser
        scene().sign_in("mira")
        self.follow("Add a paper")
        self.assertTrue(b.becomes(lambda: b.has("main input[name=q]")))
        self.reach("main input[name=q]")
        b.write("arXiv:2202.12139")
        b.press(ENTER)
        self.assertTrue(b.shows("Testing Deep Learning Models"))
        # Where the journey went before, it is here and led to at once.
        if "/add" in b.url():
            self.follow("Add this one")
        self.assertTrue(b.becomes(lambda: "/paper/arxiv/2202.12139" in b.url()))
        scene().show(scene().awkward)
        self.follow("Edit")
        self.assertTrue(b.becomes(lambda: b.has("#editor")))
        self.reach("textarea[name=text]")
        b.write("Seen again. ")
        self.reach("button[value=publish]")
        b.press(ENTER)
        self.assertTrue(b.becomes(lambda: not b.has("#editor")), "it is saved")
        self.assertTrue(b.shows("Seen again."))
        self.follow("earlier versions")
        self.assertTrue(b.becomes(lambda: b.url().endswith("/history")))
        self.assertIn("again", b.text("main ins"))
        scene().picture("keyboard-history")


class ScriptlessTests(unittest.TestCase):
    """What a member does, in a browser that runs no script."""

    @classmethod
    def setUpClass(cls):
        scene().browser.forget()
        scene().browser.scripts(False)

    @classmethod
    def tearDownClass(cls):
        scene().browser.scripts(True)

    def test_writing_and_importing_need_no_script(self):
        b = scene().browser
        scene().sign_in("mira")
        scene().show("/paper/arxiv/1409.1556", width=360)
        b.click_text("Write a summary")
        b.type("textarea[name=text]", "Large batches, with $\\eta \\propto n$.")
        b.click("button[value=preview]")
        self.assertTrue(b.becomes(lambda: b.has("#preview-box math")))
        scene().picture("scriptless-preview")
        b.click("button[value=publish]")
        self.assertTrue(b.shows("Large batches"))
        scene().show("/add", width=360)
        b.click_text("From a file")
        with tempfile.NamedTemporaryFile("w", suffix=".bib") as file:
            file.write("@article{a, title={A paper about nothing}, author={Nobody, Ada}, year=2020, doi={10.5555/nothing.1}}")
            file.flush()
            b.choose_file("input[type=file]", file.name)
            b.click_text("Add what is in it")
        self.assertTrue(b.shows("A paper about nothing"))
        b.click(".self summary")
        b.click_text("Sign out")
        self.assertTrue(b.becomes(lambda: not b.has(".self")), "nobody is signed in")


if __name__ == "__main__":
    main()
