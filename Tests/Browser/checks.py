"""What is asked of every page in the browser: axe-core, and rules of our own where it is silent."""

import functools
import os

from scene import ROOT

AXE = os.path.join(ROOT, ".build-axe/axe_playwright_python/axe.min.js")
# WCAG 2.1 A and AA, and of 2.2 what is machine-checked: target size.
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# Bytes of a page with its styles, scripts and fonts.
HEAVIEST = 100_000

SIDEWAYS = "return document.documentElement.scrollWidth - window.innerWidth"
WEIGHT = """
const parts = [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
return parts.filter(p => !/\\.(svg|png|jpe?g|webp|avif|ico)$/.test(new URL(p.name).pathname)).reduce((sum, p) => sum + p.encodedBodySize, 0)
"""
FOREIGN = """
return performance.getEntriesByType('resource').map(e => e.name).filter(n => new URL(n).origin !== location.origin)
"""
RUN_AXE = """
const done = arguments[arguments.length - 1]
axe.run(document, {runOnly: {type: 'tag', values: arguments[0]}, resultTypes: ['violations']}).then(
  found => done(found.violations.map(v => `${v.id}: ${v.nodes.length} times, such as ${v.nodes[0].html.slice(0, 160)} (${v.nodes[0].failureSummary.split('\\n').slice(1, 3).join(' ').slice(0, 200)})`)),
  error => done(['axe did not run: ' + error]))
"""
# One h1, one main, ids that are unique and exist where they are named, no order of focus but that of the text.
OWN_RULES = """
const faults = [], say = (rule, e) => faults.push(rule + ': ' + (e ? e.outerHTML.slice(0, 120) : ''))
if (document.querySelectorAll('h1').length !== 1) say('not one h1')
if (document.querySelectorAll('main').length !== 1) say('not one main')
const ids = [...document.querySelectorAll('[id]')].map(e => e.id)
for (const id of new Set(ids.filter((id, i) => ids.indexOf(id) !== i))) say('id twice, ' + id)
for (const name of ['for', 'aria-describedby', 'aria-labelledby', 'aria-controls'])
  for (const e of document.querySelectorAll(`[${name}]`))
    for (const id of e.getAttribute(name).split(/\\s+/).filter(Boolean)) if (!document.getElementById(id)) say(name + ' names nothing', e)
for (const e of document.querySelectorAll('[tabindex]')) if (e.tabIndex > 0) say('tabindex', e)
for (const e of document.querySelectorAll('[aria-invalid=true]')) {
  const words = (e.getAttribute('aria-describedby') || '').split(/\\s+/).map(id => document.getElementById(id)?.textContent || '').join(' ')
  if (!/Error/.test(words)) say('a problem is not linked to its field', e)
  if (!document.querySelector(`.problems a[href="#${e.id}"]`) && document.querySelector('.problems')) say('no link to the field', e)
}
for (const e of document.querySelectorAll('.problems a')) if (!document.querySelector(e.getAttribute('href'))) say('leads to no field', e)
const modal = document.querySelector('dialog:modal')
const focusable = [...document.querySelectorAll('main a[href], main button, main input:not([type=hidden]), main select, main textarea, main summary, .masthead a[href], .masthead button, .masthead input, .masthead summary')]
  .filter(e => e.checkVisibility({visibilityProperty: true}) && e.getClientRects().length && (!modal || modal.contains(e)))
for (let i = 1; i < focusable.length; i++) {
  const [a, b] = [focusable[i - 1].getBoundingClientRect(), focusable[i].getBoundingClientRect()]
  if (b.bottom <= a.top && b.left < a.right && a.left < b.right) say('focus goes back up', focusable[i])
}
return faults
"""
# Whether scripts or styles stand in the page itself; a block of data, as search engines read it, is no script.
INLINE = """
return [...document.querySelectorAll('[style], style, script:not([src]):not([type="application/ld+json"]), [onclick]')].map(e => e.outerHTML.slice(0, 100))
"""


@functools.cache
def axe_source():
    with open(AXE, encoding="utf-8") as file:
        return file.read()


def violations(browser):
    """What axe-core finds on the page as it is shown now."""
    if not browser.run("return 'axe' in window"):
        browser.run(axe_source() + "\nreturn 1")
    return browser.wait(RUN_AXE, TAGS)


def assert_well(test, browser, name, **window):
    """The page that is open, in a window of that kind."""
    browser.look(**window)
    with test.subTest(page=name, **window):
        test.assertLessEqual(browser.run(SIDEWAYS), 0, "scrolls sideways")
        test.assertEqual(violations(browser), [])
        test.assertEqual(browser.run(OWN_RULES), [])


def assert_light(test, browser, name):
    """Weight, origin and policy of the page that is open."""
    with test.subTest(page=name):
        test.assertLess(browser.run(WEIGHT), HEAVIEST)
        test.assertEqual(browser.run(FOREIGN), [], "loads from elsewhere")
        test.assertEqual(browser.run(INLINE), [])
