"""Every link of the seeded instance, followed without a browser: answers, weight, titles, and lists to their end."""

import collections
import html.parser
import re
import unittest
import urllib.parse

from scene import PASSWORD, main, scene

# Bytes of a page with its styles, scripts and fonts; images are extra.
HEAVIEST = 100_000
# How many addresses of one shape are followed; of those named here all.
SAMPLE = 24
WHOLE = {"/paper/*/*", "/venue/*", "/venue/*/*", "/topic/*", "/@*", "/@*/*"}
# Where it begins: what is found by searching is linked from nowhere.
STARTS = ["/", "/search?q=learning&kind=papers", "/wanted"]
# Where links lead that change something, or away on purpose.
PASSED_OVER = re.compile(r"^/(sign-out|random)\b")
PAGE = re.compile(r"[?&](after|before|page|offset|from)=")


class Document(html.parser.HTMLParser):
    """What a page links to, and what its list holds."""

    def __init__(self, text):
        super().__init__()
        self.links, self.assets, self.entries, self.ids, self.title, self.next, self.canonical = [], [], [], set(), "", None, None
        self.has_math, self._is_title, self._is_entry = False, False, False
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        relation, address = (values.get("rel") or "").split(), values.get("href")
        if "id" in values:
            self.ids.add(values["id"])
        if tag == "a" and address:
            self.links.append(address)
            if "next" in relation:
                self.next = address
            if self._is_entry or "more" in (values.get("class") or "").split():
                self.entries.append(address)
        elif tag == "link" and address:
            if "stylesheet" in relation:
                self.assets.append(address)
            elif "alternate" in relation or "icon" in relation or "search" in relation:
                self.links.append(address)
            elif "canonical" in relation:
                self.canonical = address
        elif tag == "script" and values.get("src"):
            self.assets.append(values["src"])
        elif tag == "title":
            self._is_title = True
        elif tag == "math":
            self.has_math = True
        if tag == "h2":
            self._is_entry = "paper-title" in (values.get("class") or "")

    def handle_endtag(self, tag):
        if tag == "title":
            self._is_title = False
        elif tag == "h2":
            self._is_entry = False

    def handle_data(self, data):
        if self._is_title:
            self.title += data


def shape(path):
    """`/paper/*/*` of `/paper/arxiv/1706.03762`."""
    parts = urllib.parse.urlsplit(path)
    words = parts.path.split("/")
    if words[1].startswith("@"):
        words[1] = "@*"
    kept = {"history", "comments", "followers", "following", "edit", "record", "delete", "reply"}
    ending = re.search(r"\.(atom|json|bib|ris|svg)$", parts.path)
    shown = words[:2] + [w if w in kept else "*" for w in words[2:]]
    query = "?" + "&".join(sorted(k for k, _ in urllib.parse.parse_qsl(parts.query))) if parts.query else ""
    return "/".join(shown) + (ending[0] if ending else "") + query


class Crawl:
    """Follows every link from the start page."""

    def __init__(self, server, visitor, sample, whole=()):
        self.origin, self.faults = server.origin, []
        self.documents, self.sizes, self.answers = {}, {}, 0
        counts = collections.Counter()
        waiting, seen = collections.deque((path, "") for path in STARTS), set(STARTS)
        while waiting:
            path, source = waiting.popleft()
            status, fields, body = visitor.ask(path)
            self.answers += 1
            if status in (301, 302, 303, 307, 308):
                found = [fields["Location"]]
            elif status == 200:
                if not (fields["Content-Type"] or "").startswith("text/html"):
                    continue
                document = self.documents[path] = Document(body.decode())
                self.sizes[path] = len(body)
                found = document.links
                self.faults += [f"{path}: nothing has the id of {a}" for a in found
                                if a.startswith("#") and len(a) > 1 and a[1:] not in document.ids]
            else:
                self.faults.append(f"{status} {path}, linked from {source}")
                continue
            for address in found:
                target = self.local(path, address)
                if target is None or target in seen or PASSED_OVER.match(target):
                    continue
                seen.add(target)
                kind = shape(target)
                counts[kind] += 1
                if kind in whole or counts[kind] <= sample or PAGE.search(target):
                    waiting.append((target, path))

    def local(self, path, address):
        """Path and query here, or nothing."""
        whole = urllib.parse.urljoin(self.origin + path, address).split("#")[0]
        return whole[len(self.origin):] or "/" if whole.startswith(self.origin + "/") or whole == self.origin else None


class CrawlTests(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        server = scene().server
        cls.visitor = server.visitor()
        cls.outside = Crawl(server, cls.visitor, SAMPLE, WHOLE)
        member = server.visitor()
        member.sign_in("mira", PASSWORD)
        cls.member, cls.inside = member, Crawl(server, member, SAMPLE // 3)

    def test_every_link_leads_somewhere(self):
        for who, crawl in (("a visitor", self.outside), ("a member", self.inside)):
            with self.subTest(who=who):
                self.assertEqual(crawl.faults, [])
        self.assertGreater(len(self.outside.documents), 450, "the crawl did not come far")
        self.assertGreater(len(self.inside.documents), 100)
        print(f"\n{self.outside.answers} answers to a visitor, {self.inside.answers} to a member", end=" ")

    def test_no_page_weighs_100_kB(self):
        sizes = {}

        def bytes_of(address):
            if address not in sizes:
                status, _, body = self.visitor.ask(address)
                self.assertEqual(status, 200, address)
                sizes[address] = len(body)
            return sizes[address]

        styles = b"".join(self.visitor.ask(a)[2] for a in self.outside.documents["/"].assets).decode()
        fonts = re.findall(r"/assets/math[^\"')]*", styles)
        self.assertEqual(len(fonts), 1)
        weights = {}
        for crawl in (self.outside, self.inside):
            for path, document in crawl.documents.items():
                extra = document.assets + (fonts if document.has_math else [])
                weights[path] = crawl.sizes[path] + sum(map(bytes_of, extra))
        heaviest = sorted(weights.items(), key=lambda item: -item[1])
        print(f"\nheaviest: {heaviest[0][1]} bytes, {heaviest[0][0]}", end=" ")
        self.assertEqual([(p, w) for p, w in heaviest if w >= HEAVIEST], [])

    def test_titles_tell_pages_apart(self):
        pages = collections.defaultdict(set)
        for path, document in self.outside.documents.items():
            # What is asked for stands in the query: the way back after signing in, a field, a page of a list. Comments have no titles.
            if not PAGE.search(path) and not document.title.startswith("A comment by "):
                pages[document.title].add((document.canonical or path).split("?")[0])
        self.assertEqual({t: sorted(p) for t, p in pages.items() if len(p) > 1 or not t.split(" · ")[0].strip()}, {})

    def test_lists_go_on_to_their_end_without_repeating_themselves(self):
        chains = 0
        for who, crawl in ((self.visitor, self.outside), (self.member, self.inside)):
            for path, document in crawl.documents.items():
                if not document.next or PAGE.search(path):
                    continue
                chains += 1
                entries, pages = list(document.entries), 1
                while document.next:
                    following = crawl.local(path, document.next)
                    status, _, body = who.ask(following)
                    self.assertEqual(status, 200, following)
                    document = Document(body.decode())
                    self.assertTrue(document.entries, f"{following} has nothing")
                    entries += document.entries
                    pages += 1
                    self.assertLess(pages, 200, f"{path} has no end")
                with self.subTest(list=path):
                    self.assertEqual([e for e, n in collections.Counter(entries).items() if n > 1], [])
        self.assertGreaterEqual(chains, 3)


if __name__ == "__main__":
    main()
