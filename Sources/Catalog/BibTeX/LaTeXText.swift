/// Text of LaTeX as plain Unicode: accents put together, formulas left as `$tex$`, other commands taken off.
enum LaTeXText {
  /// The text in plain characters; linear in its length.
  static func plain(_ source: String) -> String {
    var reader = LaTeXReader(source)
    return reader.text()
  }

  /// Special letters and signs by the name of their command.
  static let letters: [String: String] = [
    "i": "ı", "j": "ȷ", "ss": "ß", "o": "ø", "O": "Ø", "l": "ł", "L": "Ł", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ", "aa": "å",
    "AA": "Å", "dh": "ð", "DH": "Ð", "th": "þ", "TH": "Þ", "dj": "đ", "DJ": "Đ", "ng": "ŋ", "NG": "Ŋ", "S": "§", "P": "¶",
    "copyright": "©", "pounds": "£", "euro": "€", "textendash": "–", "textemdash": "—", "textquoteleft": "‘",
    "textquoteright": "’", "textquotedblleft": "“", "textquotedblright": "”", "guillemotleft": "«", "guillemotright": "»",
    "textbackslash": "\\", "textasciitilde": "~", "textasciicircum": "^", "textunderscore": "_", "textdollar": "$",
    "textbar": "|", "textless": "<", "textgreater": ">", "textbraceleft": "{", "textbraceright": "}", "ldots": "…", "dots": "…",
    "textellipsis": "…", "LaTeX": "LaTeX", "TeX": "TeX", "BibTeX": "BibTeX", "texttrademark": "™", "textregistered": "®",
    "textdegree": "°", "degree": "°", "textmu": "µ", "slash": "/", "quad": " ", "qquad": " ", "space": " ", "newline": " ",
    "par": "\n\n", "textquotesingle": "'", "textcopyright": "©",
  ]

  /// Accents: the combining mark, then base and composed letters in pairs.
  static let accents: [Character: (mark: Unicode.Scalar, pairs: String)] = [
    "`": ("\u{300}", "AÀEÈIÌOÒUÙaàeèiìoòuùNǸnǹWẀwẁYỲyỳ"),
    "'": ("\u{301}", "AÁEÉIÍOÓUÚYÝaáeéiíoóuúyýCĆcćLĹlĺNŃnńRŔrŕSŚsśZŹzźGǴgǵKḰkḱMḾmḿPṔpṕWẂwẃÆǼæǽØǾøǿ"),
    "^": ("\u{302}", "AÂEÊIÎOÔUÛaâeêiîoôuûCĈcĉGĜgĝHĤhĥJĴjĵSŜsŝWŴwŵYŶyŷZẐzẑ"),
    "~": ("\u{303}", "AÃNÑOÕaãnñoõIĨiĩUŨuũEẼeẽYỸyỹVṼvṽ"),
    "\"": ("\u{308}", "AÄEËIÏOÖUÜYŸaäeëiïoöuüyÿHḦhḧWẄwẅXẌxẍtẗ"),
    "=": ("\u{304}", "AĀaāEĒeēIĪiīOŌoōUŪuūYȲyȳÆǢæǣGḠgḡ"),
    ".": ("\u{307}", "CĊcċEĖeėGĠgġIİZŻzżAȦaȧOȮoȯBḂbḃDḊdḋFḞfḟHḢhḣMṀmṁNṄnṅPṖpṗRṘrṙSṠsṡTṪtṫWẆwẇXẊxẋYẎyẏ"),
    "u": ("\u{306}", "AĂaăEĔeĕGĞgğIĬiĭOŎoŏUŬuŭ"),
    "v": ("\u{30C}", "CČcčDĎdďEĚeěNŇnňRŘrřSŠsšTŤtťZŽzžLĽlľAǍaǎIǏiǐOǑoǒUǓuǔGǦgǧKǨkǩjǰHȞhȟ"),
    "H": ("\u{30B}", "OŐoőUŰuű"),
    "c": ("\u{327}", "CÇcçGĢgģKĶkķLĻlļNŅnņRŖrŗSŞsşTŢtţEȨeȩDḐdḑHḨhḩ"),
    "k": ("\u{328}", "AĄaąEĘeęIĮiįUŲuųOǪoǫ"),
    "r": ("\u{30A}", "AÅaåUŮuůwẘyẙ"),
    "d": ("\u{323}", "AẠaạEẸeẹIỊiịOỌoọUỤuụYỴyỵBḄbḅDḌdḍHḤhḥKḲkḳLḶlḷMṂmṃNṆnṇRṚrṛSṢsṣTṬtṭVṾvṿWẈwẉZẒzẓ"),
    "b": ("\u{331}", "BḆbḇDḎdḏKḴkḵLḺlḻNṈnṉRṞrṟTṮtṯZẔzẕhẖ"),
    "t": ("\u{361}", ""),
  ]

  private static let composed: [Character: [Unicode.Scalar: Unicode.Scalar]] = accents.mapValues { entry in
    var pairs: [Unicode.Scalar: Unicode.Scalar] = [:]
    var rest = entry.pairs.unicodeScalars.makeIterator()
    while let base = rest.next(), let whole = rest.next() { pairs[base] = whole }
    return pairs
  }

  /// The accent and the plain letter of a composed one, for writing TeX.
  static let taken: [Unicode.Scalar: (accent: Character, base: Unicode.Scalar)] = {
    var taken: [Unicode.Scalar: (Character, Unicode.Scalar)] = [:]
    for (accent, pairs) in composed {
      for (base, whole) in pairs { taken[whole] = (accent, base) }
    }
    return taken
  }()

  /// A letter with an accent; dotless ones count as their plain letter.
  static func compose(_ base: String, _ accent: Character) -> String {
    guard let entry = accents[accent] else { return base }
    var scalars = Array(base.unicodeScalars)
    guard let first = scalars.first else { return "" }
    let plain: Unicode.Scalar = first == "ı" ? "i" : first == "ȷ" ? "j" : first
    if let whole = composed[accent]?[plain] {
      scalars[0] = whole
    } else {
      scalars[0] = plain
      scalars.insert(entry.mark, at: 1)
    }
    var text = String.UnicodeScalarView()
    text.append(contentsOf: scalars)
    return String(text)
  }
}
