"""The writing desk as its script makes it: buttons, preview, pictures, drafts and the finder; by pointer, by keyboard, and without it."""

import os
import unittest

from checks import SIDEWAYS, assert_light, assert_well
from scene import PASSWORD, drawing, main, scene
from webdriver import CONTROL, DELETE, DOWN, END, ENTER, ESCAPE, RIGHT, SHIFT, TAB, UP

TEXT = "textarea[name=text]"
PAPER = "/paper/arxiv/1512.03385"
ALT = "A band that rises from the left [to the right]"
# How far the form begins below a preview that came with the page.
BELOW = """const top = (name) => document.querySelector(name).getBoundingClientRect().top
return Math.abs(top('#editor') - top('#preview-box'))"""
WINDOWS = ({"width": 1280}, {"width": 390, "height": 844}, {"width": 390, "height": 844, "scheme": "dark"},
           {"width": 1280, "scheme": "dark"})


class DeskTests(unittest.TestCase):
    """Each test opens an empty desk; what the one before kept is thrown away."""

    @classmethod
    def setUpClass(cls):
        cls.browser = scene().browser
        scene().server.command("account", "create", "vela", "--email", "vela@example.org", "--password", PASSWORD)
        scene().sign_in("vela")

    def setUp(self):
        b = self.browser
        scene().show(PAPER)
        if b.run("return [...document.querySelectorAll('main a')].some(a => a.textContent === 'Edit')"):
            b.click_text("Edit")
        else:
            b.click_text("Write a summary")
        self.assertTrue(b.becomes(lambda: b.has(".toolbar")), "the script runs")
        if b.has("a[href$='/discard']"):
            b.click("a[href$='/discard']")
            b.click_text("Throw the draft away")
            self.assertTrue(b.becomes(lambda: "/drafts" in b.url()))
            return self.setUp()
        self.address = b.url()[len(scene().server.origin):]
        b.complaints()

    def picture(self, name):
        scene().picture(f"desk-{name}")

    def looks_well(self, name):
        """The page as it is now, in every window; pictures of all of them."""
        for window in WINDOWS:
            assert_well(self, self.browser, name, **window)
            self.picture(f"{name}-{window['width']}-{window.get('scheme', 'light')}")
        self.browser.look()

    def select(self, part):
        self.browser.run("""const t = document.querySelector(arguments[0]), at = t.value.indexOf(arguments[1])
            t.focus(); t.setSelectionRange(at, at + arguments[1].length)""", TEXT, part)

    def selected(self):
        return self.browser.run("""const t = document.querySelector(arguments[0])
            return t.value.slice(t.selectionStart, t.selectionEnd)""", TEXT)

    def focused(self, selector):
        return self.browser.run("return document.activeElement.matches(arguments[0])", selector)

    def shows(self, text, selector="#editor"):
        self.assertTrue(self.browser.shows(text, selector), f"{text!r} is not in {self.browser.text(selector)[:400]!r}")

    def is_kept(self):
        """Waits until a draft was kept that holds all that was typed."""
        self.shows("Draft kept at", "#desk-news")

    def test_01_buttons_write_markdown_that_can_be_undone(self):
        b = self.browser
        for label, before, part, after in (
            ("Bold", "one two three", "two", "one **two** three"), ("Italic", "one two three", "two", "one *two* three"),
            ("Code", "one two three", "two", "one `two` three"), ("Formula", "for x here", "x", "for $x$ here"),
            ("Heading", "a\nb\nc", "b", "a\n## b\nc"), ("List", "a\nb\nc", "a\nb", "- a\n- b\nc"), ("Quote", "\na\nb", "a\nb", "\n> a\n> b"),
            ("Link", "see here now", "here", "see [here](https://) now"),
        ):
            with self.subTest(button=label):
                b.type(TEXT, before)
                self.select(part)
                b.click_text(label)
                self.assertEqual(b.value(TEXT), after)
                self.assertTrue(self.focused(TEXT), "writing goes on")
                b.press((CONTROL, "z"))
                self.assertEqual(b.value(TEXT), before)
        b.type(TEXT, "one two three")
        for label in ("Bold", "Italic", "Formula", "List", "Quote", "Heading"):
            with self.subTest(again=label):
                self.select("two")
                b.click_text(label)
                self.assertNotEqual(b.value(TEXT), "one two three")
                b.click_text(label)
                self.assertEqual(b.value(TEXT), "one two three", "the second press takes it back")
        self.select("two")
        b.click_text("Link")
        self.assertEqual(self.selected(), "https://", "the address is typed over")
        b.write("example.org")
        self.assertEqual(b.value(TEXT), "one [two](example.org) three")
        b.type(TEXT, "")
        b.press((CONTROL, "b"))
        b.write("bold")
        self.assertEqual(b.value(TEXT), "**bold**")
        b.press(END)
        b.click_text("Table")
        self.assertIn("**bold**\n\n| what | how much |\n|---|---|", b.value(TEXT))
        self.shows("how much", "#preview-box table")

    def test_02_the_preview_follows_the_text(self):
        b = self.browser
        self.looks_well("empty")
        b.type("[name=title]", "Shortcuts")
        b.type(TEXT, "A block gives $y = x + \\frac{a}{b}$.\n\n$$\\sum_{i=1}^{n} \\sqrt{x_i}$$\n\nSee \\cite{1706.03762}.")
        self.assertTrue(b.becomes(lambda: b.has("#preview-box math[display=block]")), "formulas are set")
        self.assertTrue(b.has("#preview-box a[href$='1706.03762']"))
        self.assertTrue(self.focused(TEXT), "the preview takes no focus")
        self.looks_well("preview")
        b.add(TEXT, "\n\nA formula that is none: $\\frac{1$")
        self.shows("was not understood", "#preview-box")
        b.type("[name=tldr]", "Paths around layers.")
        self.shows("Paths around layers.", "#preview-box")
        b.type("[name=title]", "")
        b.run("window.isOld = true")
        b.press(*"Shortcuts", ENTER)
        self.assertTrue(b.becomes(lambda: not b.run("return window.isOld") and b.has("#preview-box.live") and b.has(".toolbar")))
        self.assertFalse(b.has("#images .problem"), "Enter in a field is no picture")
        self.assertEqual(b.value("[name=title]"), "Shortcuts")
        self.assertLess(b.run(BELOW), 40, "the form stands beside the preview")
        b.click(TEXT)
        b.press((CONTROL, "a"), DELETE)
        self.assertTrue(b.becomes(lambda: not b.has("#preview-box")), "nothing is shown of a text that is gone")
        b.type(TEXT, "Again.")
        self.shows("Again.", "#preview-box")
        self.assertEqual(b.complaints(), [])
        assert_light(self, b, "editor with preview")

    def test_03_a_picture_comes_where_the_caret_is(self):
        b = self.browser
        b.type(TEXT, "Before it come some words.\n\nAfter it.")
        b.run("const t = document.querySelector(arguments[0]); t.focus(); t.setSelectionRange(26, 26)", TEXT)
        b.click_text("Picture")
        self.assertTrue(self.focused("input[name=image]"), "the button leads to the form")
        b.choose_file("input[name=image]", drawing(scene().server.folder.name))
        b.click("button[value=image]")
        self.shows("Say what the picture shows", "#images")
        self.assertTrue(self.focused("[name=alt]"), "there it is to be said")
        self.assertEqual(b.run("return document.querySelector('[name=image]').files.length"), 1, "the file is still chosen")
        self.assertEqual(b.value(TEXT), "Before it come some words.\n\nAfter it.")
        self.looks_well("picture-refused")
        b.type("[name=alt]", ALT)
        b.press(ENTER)
        self.shows("The picture is in the text.", "#images")
        self.assertRegex(b.value(TEXT), r"^Before it come some words\.\n\n!\[A band that rises from the left &#91;to the right&#93;\]\(/media/[^)]+\)\n\nAfter it\.$")
        self.assertEqual(b.value("[name=alt]"), "")
        self.assertFalse(b.has("#images [aria-invalid=true]"))
        self.assertTrue(b.becomes(lambda: b.run("return document.querySelector('#preview-box img')?.naturalWidth > 0")))
        self.assertEqual(b.run("return document.querySelector('#preview-box img').alt"), ALT)
        self.looks_well("picture")
        with open(os.path.join(scene().server.folder.name, "no-picture.png"), "wb") as file:
            file.write(b"no picture at all")
        b.choose_file("input[name=image]", file.name)
        b.type("[name=alt]", "Nothing")
        b.click("button[value=image]")
        self.assertTrue(b.becomes(lambda: b.has("#images .problem")), "it is told why not")
        self.assertTrue(self.focused("[name=image]"))
        self.assertEqual([c for c in b.complaints() if "422" not in c], [])
        b.click("button[value=publish]")
        self.assertTrue(b.becomes(lambda: not b.has("#editor") and b.has("main .prose img")))
        self.assertTrue(b.becomes(lambda: b.run("return document.querySelector('main .prose img')?.naturalWidth > 0")), "readers see it")
        self.assertEqual(b.run("return document.querySelector('main .prose img').alt"), ALT)
        self.picture("picture-published")
        assert_well(self, b, "picture-published", width=390, height=844)
        b.look()

    def test_04_drafts_keep_themselves(self):
        b = self.browser
        b.type("[name=title]", "Half a title")
        b.type(TEXT, "Half a sentence with $a < b$")
        self.is_kept()
        b.reload()
        self.assertTrue(b.becomes(lambda: b.has(".toolbar")))
        self.assertEqual(b.value(TEXT), "Half a sentence with $a < b$")
        self.assertEqual(b.value("[name=title]"), "Half a title")
        self.shows("This is your draft", "main")
        self.looks_well("draft")
        # One who leaves at once loses nothing either.
        b.add(TEXT, " and more")
        scene().show("/drafts")
        self.shows("Half a title", "main")
        self.picture("drafts")
        scene().show(self.address)
        self.assertTrue(b.becomes(lambda: b.has(".toolbar")))
        self.assertEqual(b.value(TEXT), "Half a sentence with $a < b$ and more")

    def test_05_two_tabs_lose_nothing(self):
        b = self.browser
        b.type(TEXT, "Begun here.")
        self.is_kept()
        first = b.tab()
        scene().show(self.address)
        self.assertTrue(b.becomes(lambda: b.has(".toolbar")))
        b.type(TEXT, "Begun here. Went on there.")
        self.is_kept()
        second = b.switch(first)
        b.add(TEXT, " Went on here.")
        self.shows("changed in another window", "#desk-news")
        self.assertEqual(b.value(TEXT), "Begun here. Went on here.")
        self.looks_well("conflict-told")
        b.click("button[value=draft]")
        self.shows("Your draft was changed in another window", "main")
        self.assertEqual(b.value(TEXT), "Begun here. Went on here.")
        self.assertEqual(b.value("#other-text").strip(), "Begun here. Went on there.")
        self.looks_well("conflict")
        b.type(TEXT, "Begun here. Went on here and there.")
        self.is_kept()
        b.close_tab(second)
        b.reload()
        self.assertTrue(b.becomes(lambda: b.has(".toolbar")))
        self.assertEqual(b.value(TEXT), "Begun here. Went on here and there.")

    def test_06_a_paper_to_cite_is_found_and_chosen_by_keyboard(self):
        b = self.browser
        b.type(TEXT, "As in  before.")
        b.run("const t = document.querySelector(arguments[0]); t.setSelectionRange(6, 6)", TEXT)
        b.click_text("Cite")
        self.assertTrue(self.focused("#cite-input"))
        b.write("attention")
        self.shows("Attention Is All You Need", "#cite-list")
        self.assertTrue(b.becomes(lambda: b.run("return document.querySelector('#cite-input').getAttribute('aria-activedescendant')")))
        self.looks_well("cite")
        b.press(ESCAPE)
        self.assertFalse(b.has("dialog[open]"))
        self.assertTrue(self.focused(TEXT), "Escape leads back to the text")
        self.assertEqual(b.value(TEXT), "As in  before.")
        b.click_text("Cite")
        b.write("network")
        self.assertTrue(b.becomes(lambda: b.run("return document.querySelectorAll('#cite-list [role=option]').length > 1")))
        b.press(DOWN, DOWN, UP)
        self.assertEqual(b.run("return document.querySelector('#cite-list [aria-selected=true]').id"), "cite-1")
        # Enter just after a letter waits for what that letter finds.
        b.press((CONTROL, "a"))
        b.press(*"attention is all", ENTER)
        self.assertNotIn("\\cite", b.value(TEXT).replace("\\cite{1706.03762}", ""))
        self.assertTrue(b.becomes(lambda: b.text("#cite-list").startswith("Attention")) if b.has("dialog[open]") else True)
        if b.has("dialog[open]"):
            b.press(ENTER)
        self.assertEqual(b.value(TEXT), "As in \\cite{1706.03762} before.")
        self.assertTrue(self.focused(TEXT))
        b.click_text("Cite")
        b.write("qqqqzzzz")
        self.shows("No paper here", "dialog.cite")
        self.looks_well("cite-none")
        b.click("dialog.cite button")
        self.assertTrue(self.focused(TEXT))
        b.click("button[value=publish]")
        self.assertTrue(b.becomes(lambda: b.has("main .prose a[href$='1706.03762']")), "readers follow it")
        self.assertNotIn("\\cite", b.text("main"))

    def test_07_the_keyboard_alone_is_enough(self):
        b = self.browser
        b.type(TEXT, "")
        b.press((SHIFT, TAB))
        self.assertTrue(self.focused(".toolbar button"), "the buttons are one stop before the text")
        b.press(RIGHT, RIGHT)
        self.assertEqual(b.run("return document.activeElement.textContent"), "Heading")
        b.press(END)
        self.assertEqual(b.run("return document.activeElement.textContent"), "Picture")
        b.press(RIGHT)
        self.assertEqual(b.run("return document.activeElement.textContent"), "Bold")
        self.picture("keyboard-toolbar")
        b.press(ENTER)
        self.assertTrue(self.focused(TEXT))
        b.write("by keys")
        self.assertEqual(b.value(TEXT), "**by keys**")
        b.press(TAB)
        self.assertFalse(self.focused(TEXT), "Tab leaves the text")
        seen = []
        for _ in range(40):
            name = b.run("const e = document.activeElement; return e.name === 'do' ? e.value : e.name || e.textContent.trim()")
            seen.append(name)
            if name == "publish":
                break
            b.press(TAB)
        self.assertLess(seen.index("image"), seen.index("alt"))
        self.assertLess(seen.index("alt"), seen.index("publish"))
        b.press(ENTER)
        self.shows("by keys", "main")
        self.assertFalse(b.has("#editor"))

    def test_08_the_newest_text_is_published(self):
        b = self.browser
        b.type(TEXT, "A text that is being kept.")
        self.is_kept()
        b.add(TEXT, " And its end.")
        b.click("button[value=publish]")
        self.shows("A text that is being kept. And its end.", "main")
        self.assertFalse(b.has("#editor"))
        scene().show(self.address)
        self.assertFalse(b.has("a[href$='/discard']"), "no draft is left")

    def test_09_nothing_needs_the_script(self):
        b = self.browser
        b.scripts(False)
        try:
            scene().show(self.address, width=390, height=844)
            self.assertFalse(b.has(".toolbar"))
            b.type(TEXT, "Without a script, by the form alone.")
            b.choose_file("input[name=image]", drawing(scene().server.folder.name, "scriptless.png", 320, 180))
            b.click("button[value=image]")
            self.shows("Say what the picture shows", "#images")
            self.assertLessEqual(b.run(SIDEWAYS), 0, "scrolls sideways")
            self.assertTrue(b.has(".problems a[href='#image']"), "the top of the page leads to what is wrong")
            self.picture("scriptless-refused")
            b.choose_file("input[name=image]", drawing(scene().server.folder.name, "scriptless.png", 320, 180))
            b.type("[name=alt]", "A smaller band")
            b.click("button[value=image]")
            self.assertTrue(b.becomes(lambda: b.has("#preview-box img")))
            self.assertRegex(b.value(TEXT), r"(?s)^Without a script, by the form alone\.\s+!\[A smaller band\]\(/media/")
            self.picture("scriptless-picture")
            b.click("button[value=draft]")
            self.shows("This is your draft", "main")
            b.click("button[value=publish]")
            self.assertTrue(b.becomes(lambda: not b.has("#editor")))
            self.assertTrue(b.becomes(lambda: b.run("return document.querySelector('main .prose img')?.naturalWidth > 0")))
        finally:
            b.scripts(True)
            b.look()


if __name__ == "__main__":
    main()
