"""The pages that are looked at in the browser. Another kind of page is one line here.

A path, or a function of the scene that gives one. `member` pages are opened by who is signed in. The pages about mail (/recover,
/settings/mail) are not among them: the server of the scene sends none, and has none of them.
"""

import re

PAPER = "/paper/arxiv/1512.03385"


def first(path, selector):
    """The first link on a page."""
    def found(scene):
        scene.show(path)
        address = scene.browser.run("const e = document.querySelector(arguments[0]); return e && e.getAttribute('href')", selector)
        if not address:
            raise AssertionError(f"{path} has no {selector}")
        return address
    return found


def then(page, selector):
    """The first link on a page that has to be found itself."""
    return lambda scene: first(page(scene), selector)(scene)


def own_list(scene):
    """A reading list of the member, made when it is first asked for."""
    lists = scene.server.visitor()
    lists.sign_in("mira")
    page = lists.ask("/@mira/lists")[2].decode()
    found = re.search(r'href="(/@mira/lists/[^"]+)"', page)
    if found:
        return found[1]
    paper = re.search(r'href="/collect/([0-9]+)"', lists.ask(PAPER)[2].decode())[1]
    token = re.search(r'name="csrf" value="([^"]*)"', lists.ask("/lists/new")[2].decode())[1]
    status, fields, _ = lists.ask(
        "/lists/new", {"csrf": token, "paper": paper, "title": "To read aloud", "description": "Short ones.", "listed": "1"})
    if status != 303:
        raise AssertionError(f"making a list was answered {status}")
    return re.sub(r"^https?://[^/]+", "", fields["Location"]).split("?")[0]


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
    "summary-history": lambda scene: first("/", "article a.more")(scene) + "/history",
    "why": first("/", "a.why"),
    "questions": "/questions",
    "questions-all": "/questions?all=1",
    "writing": "/writing",
    "dumps": "/dumps",
    "claim": "/claim",
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
    "unseen": "/unseen",
    "drafts": "/drafts",
    "cite": "/cite?q=attention",
    "bookmarks": "/bookmarks",
    "list": own_list,
    "lists": "/@mira/lists",
    "list-new": "/lists/new",
    "list-edit": then(own_list, "main a[href^='/list/'][href$='/edit']"),
    "collect": first(PAPER, "a[href^='/collect/']"),
    "ask": first(PAPER, "a[href^='/ask/']"),
    "merge": then(first(PAPER, "a[href^='/facts/']"), "a[href$='/merge']"),
    "split": then(first(PAPER, "a[href^='/facts/']"), "a[href$='/split']"),
    "archive": "/settings/archive",
    "own-liked": "/@mira/liked",
    "own-disliked": "/@mira/disliked",
    "own-views": "/@mira/views",
    "delete": lambda scene: first(scene.awkward, ".deeds a[href*='/delete']")(scene),
    "facts-edit": lambda scene: first(first("/paper/arxiv/1512.03385", "a[href^='/facts/']")(scene), "a[href$='/edit']")(scene),
    "own-profile": "/@mira",
}

# Answers that are no 200 and are meant so.
REFUSED = {"missing": 404, "missing-paper": 404}
