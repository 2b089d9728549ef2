"""The pages that are looked at in the browser. Another kind of page is one line here.

A path, or a function of the scene that gives one. `member` pages are opened by who is signed in.
"""


def first(path, selector):
    """The first link on a page."""
    def found(scene):
        scene.show(path)
        address = scene.browser.run("const e = document.querySelector(arguments[0]); return e && e.getAttribute('href')", selector)
        if not address:
            raise AssertionError(f"{path} has no {selector}")
        return address
    return found


VISITOR = {
    "home": "/",
    "recent": "/recent",
    "best": "/best",
    "papers": "/papers",
    "wanted": "/wanted",
    "venues": "/venues",
    "venue": "/venue/neurips/2017",
    "topics": "/topics",
    "topic": "/topic/cs.CL",
    "author": "/author/Kaiming%20He",
    "search": "/search?q=attention",
    "search-help": "/search",
    "search-none": "/search?q=qwertzuiop",
    "paper": "/paper/arxiv/1512.03385",
    "paper-empty": "/paper/arxiv/1409.1556",
    "facts": first("/paper/arxiv/1512.03385", "a[href^='/facts/']"),
    "summary": first("/", "article a.more"),
    "awkward": lambda scene: scene.awkward,
    "why": first("/", "a.why"),
    "profile": "/@odile_f",
    "profile-comments": "/@jun_halfmoon/comments",
    "profile-followers": "/@odile_f/followers",
    "elsewhere": first("/@odile_f", "a[href^='/elsewhere/']"),
    "about": "/about",
    "sign-in": "/sign-in",
    "sign-up": "/sign-up",
    "missing": "/nothing-here",
    "missing-paper": "/paper/arxiv/9999.99999",
}

MEMBER = {
    "member-home": "/",
    "member-paper": "/paper/arxiv/1512.03385",
    "member-paper-empty": "/paper/arxiv/1409.1556",
    "member-summary": first("/", "article a.more"),
    "timeline": "/home",
    "notifications": "/notifications",
    "settings": "/settings",
    "moderation": "/moderation",
    "follow": "/follow",
    "add": "/add",
    "add-search": "/add?q=lattice+walks",
    "editor": first("/paper/arxiv/1409.1556", "a[href^='/write/']"),
    "editor-own": lambda scene: first(scene.awkward, ".deeds a[href*='/write/'], .deeds a[href*='/edit']")(scene),
    "delete": lambda scene: first(scene.awkward, ".deeds a[href*='/delete']")(scene),
    "facts-edit": lambda scene: first(first("/paper/arxiv/1512.03385", "a[href^='/facts/']")(scene), "a[href$='/edit']")(scene),
    "own-profile": "/@mira",
}

# Answers that are no 200 and are meant so.
REFUSED = {"missing": 404, "missing-paper": 404}
