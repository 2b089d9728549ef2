"""Writes what the repository holds of documents, vectors and hostile texts into seed folders, one for each property."""

import json
import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
OUT = pathlib.Path(sys.argv[1])


def put(name, key, data):
    folder = OUT / name
    folder.mkdir(parents=True, exist_ok=True)
    (folder / key).write_bytes(data if isinstance(data, bytes) else data.encode("utf-8", "surrogatepass"))


def text_of(line):
    if "input" in line:
        return line["input"]
    return "".join(part if isinstance(part, str) else part[0] * part[1] for part in line["parts"])


def strings(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for member in value.values():
            yield from strings(member)
    elif isinstance(value, list):
        for member in value:
            yield from strings(member)


def main():
    for file in sorted((ROOT / "federation").rglob("*.json")):
        key = "-".join(file.relative_to(ROOT / "federation").parts)
        data = file.read_bytes()
        for name in ("json", "activitystreams"):
            put(name, key, data)
        for number, text in enumerate(sorted(set(strings(json.loads(data))))):
            if "://" in text and len(text) < 300 or "@" in text and len(text) < 100:
                put("addresses", f"{key}-{number}", text)
            if "<" in text and ">" in text:
                put("html", f"{key}-{number}", text)
            if "vectors" in key and len(text) < 4000:
                put("signatures", f"{key}-{number}", text)
    for name, file in (("html", "html"), ("markdown", "html"), ("markdown", "formulas")):
        for line in (ROOT / f"federation/hostile/{file}.jsonl").read_text().splitlines():
            line = json.loads(line)
            text = text_of(line)
            if len(text) < 4000:
                put(name, f"{file}-{line['number']}", f"a ${text}$ b" if file == "formulas" else text)
    for file in sorted((ROOT / "Sources/scholion/Seed/summaries").glob("*.md")):
        put("markdown", file.name, file.read_bytes()[:4000])
    for file in sorted((ROOT / "Tests/CatalogTests/Recorded").rglob("*")):
        if file.is_file():
            put("bibliography", file.name, file.read_bytes()[:20000])
    part = 'Content-Disposition: form-data; name="{}"'
    form = "\r\n".join([
        "--x", part.format("text"), "", "two\r\nlines", "--x", part.format("file") + '; filename="a.bib"', "Content-Type: text/plain", "",
        "--x\r\n--y", "--x--", ""])
    for key, text in (("parts", form), ("empty", "--x--"), ("pairs", "q=a+b%20c&q=%C3%A9&=&x"), ("odd", "%&%4&a=%00")):
        put("forms", key, "multipart/form-data; boundary=x\n" + text)
    put("signatures", "cavage", "Host: papers.example\nDate: Fri, 20 Nov 2026 10:00:00 GMT\n"
        "Digest: SHA-256=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n"
        'Signature: keyId="https://a.example/users/a#main-key",algorithm="hs2019",created=1795168800,'
        'headers="(request-target) (created) host date digest",signature="AAAA"\n\n')
    put("signatures", "rfc9421", "Host: papers.example\nContent-Digest: sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:\n"
        'Signature-Input: sig1=("@method" "@target-uri" "content-digest");created=1795168800;keyid="https://a.example/k#x";'
        'alg="rsa-v1_5-sha256";tag="x";nonce="y"\nSignature: sig1=:AAAA:\n\n')
    for text in ("https://[::1]:8080/a?b#c", "http://127.0.0.1/", "acct:ada@papers.example", "@ada@papers.example:8443",
                 "10.1109/cvpr.2016.90", "arXiv:1706.03762v5", "2026-11-20T10:00:00.000+01:00", "en-GB", "../../x?y", "//b.example/x"):
        put("addresses", "made-" + "".join(c if c.isalnum() else "-" for c in text), text)


main()
