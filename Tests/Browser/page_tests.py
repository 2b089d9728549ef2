"""Every kind of page: wide and as narrow as a phone, light and dark, signed out and in; and by keyboard, and without scripts.

Pictures of all go to .build/screenshots (SCHOLION_SCREENSHOTS).
"""

import unittest

from checks import assert_light, assert_well
from pages import MEMBER, REFUSED, VISITOR
from scene import main, scene
from webdriver import ENTER, SHIFT, TAB

WIDE, PHONE = {"width": 1280}, {"width": 360, "height": 740}

REACHABLE = """
return [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]')]
  .filter(e => e.checkVisibility({visibilityProperty: true}) && !e.disabled
    && !(e.type === 'radio' && !e.checked && document.querySelector(`input[name="${e.name}"]:checked`)))
  .length
"""
# The style of what has the focus, whether it is seen, and how many had it so far.
FOCUSED = """
const e = document.activeElement
if (e && e !== document.body) e.dataset.seen = '1'
const s = e && getComputedStyle(e)
const visible = !e || e === document.body || (s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2)
const box = e && e.getBoundingClientRect()
return [e ? e.tagName + ' ' + (e.getAttribute('href') || e.name || e.textContent.trim().slice(0, 20)) : '', visible && box.width > 0,
  document.querySelectorAll('[data-seen]').length]
"""


class PageTests(unittest.TestCase):
    def path(self, page):
        return page(scene()) if callable(page) else page

    def look_at(self, pages):
        browser = scene().browser
        for name, page in pages.items():
            path = self.path(page)
            browser.complaints()
            scene().show(path, **WIDE)
            assert_well(self, browser, name, **WIDE)
            scene().picture(f"{name}-wide-light")
            assert_well(self, browser, name, **PHONE, scheme="dark")
            scene().picture(f"{name}-phone-dark")
            assert_light(self, browser, name)
            with self.subTest(page=name):
                told = [c for c in browser.complaints() if "favicon.ico" not in c and not (name in REFUSED and "404" in c)]
                self.assertEqual(told, [], "the console was told")

    def test_1_pages_for_everybody(self):
        scene().browser.forget()
        self.look_at(VISITOR)

    def test_2_pages_of_a_member(self):
        scene().sign_in("mira")
        self.look_at(MEMBER)

    def test_3_tab_reaches_every_control_and_shows_where_it_is(self):
        browser = scene().browser
        scene().sign_in("mira")
        for path in ("/paper/arxiv/1512.03385", "/add", "/search?q=attention"):
            scene().show(path)
            wanted, invisible = browser.run(REACHABLE), []
            for _ in range(wanted + 25):
                browser.press(TAB)
                name, is_visible, seen = browser.run(FOCUSED)
                if not is_visible:
                    invisible.append(name)
                if seen >= wanted:
                    break
            with self.subTest(path=path):
                self.assertEqual(invisible, [], "focus is not visible")
                self.assertGreaterEqual(seen, wanted)

    def test_4_the_first_tab_skips_to_the_content(self):
        browser = scene().browser
        scene().show("/")
        browser.press(TAB)
        self.assertEqual(browser.run("return document.activeElement.textContent"), "Skip to the content")
        self.assertGreater(browser.run("return document.activeElement.getBoundingClientRect().top"), 0, "it is seen")
        scene().picture("skip-link")
        browser.press(ENTER)
        self.assertEqual(browser.run("return document.activeElement.id"), "content")
        browser.press(TAB)
        self.assertTrue(browser.run("return document.activeElement.closest('main') !== null"))
        browser.press((SHIFT, TAB))
        self.assertTrue(browser.run("return document.activeElement.closest('main') === null || document.activeElement.id === 'content'"))

    def test_5_pages_are_whole_without_scripts(self):
        browser = scene().browser
        browser.forget()
        browser.scripts(False)
        try:
            for name, path in (("home", "/"), ("paper", "/paper/arxiv/1512.03385"), ("search", "/search?q=attention"),
                               ("sign-in", "/sign-in"), ("awkward", scene().awkward)):
                scene().show(path, **PHONE)
                with self.subTest(page=name):
                    self.assertGreater(len(browser.text("main")), 20)
                    scene().picture(f"{name}-without-scripts")
        finally:
            browser.scripts(True)

    def test_6_wide_formulas_and_tables_scroll_in_their_own_box(self):
        browser = scene().browser
        scene().show(scene().awkward, **PHONE)
        boxes = browser.run("""return [...document.querySelectorAll('.math-scroll, .table-scroll, pre')]
            .map(e => [e.scrollWidth > e.clientWidth + 1, e.tabIndex === 0 || e.closest('[tabindex="0"]') !== null, getComputedStyle(e).overflowX])""")
        wide = [box for box in boxes if box[0]]
        self.assertGreaterEqual(len(wide), 3)
        for box in wide:
            self.assertEqual(box[2], "auto")
            self.assertTrue(box[1], "the keyboard does not reach it")

    def test_7_formulas_have_a_face_of_their_own(self):
        browser = scene().browser
        scene().show(scene().awkward)
        browser.wait("document.fonts.ready.then(() => arguments[0](1))")
        self.assertEqual(browser.run("return [...document.fonts].filter(f => f.family.includes('Scholion Math')).map(f => f.status)"), ["loaded"])
        height = "return document.querySelector('msqrt').getBoundingClientRect().height"
        self.assertGreater(browser.run(height), 15, "a root covers what is below it")


if __name__ == "__main__":
    main()
