/// Commands of TeX that stand for a sign, or for a way of writing letters.
enum TeXSymbols {
  static let symbols: [String: String] = [
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ϵ", "varepsilon": "ε", "zeta": "ζ", "eta": "η",
    "theta": "θ", "vartheta": "ϑ", "iota": "ι", "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν", "xi": "ξ", "pi": "π",
    "rho": "ρ", "sigma": "σ", "tau": "τ", "upsilon": "υ", "phi": "ϕ", "varphi": "φ", "chi": "χ", "psi": "ψ", "omega": "ω",
    "Gamma": "Γ", "Delta": "Δ", "Theta": "Θ", "Lambda": "Λ", "Xi": "Ξ", "Pi": "Π", "Sigma": "Σ", "Upsilon": "Υ", "Phi": "Φ",
    "Psi": "Ψ", "Omega": "Ω", "ell": "ℓ", "hbar": "ℏ", "Re": "ℜ", "Im": "ℑ", "aleph": "ℵ", "infty": "∞", "partial": "∂",
    "nabla": "∇", "emptyset": "∅", "varnothing": "∅", "prime": "′", "forall": "∀", "exists": "∃", "neg": "¬", "top": "⊤",
    "perp": "⊥", "bot": "⊥", "sum": "∑", "prod": "∏", "int": "∫", "times": "×", "cdot": "·", "div": "÷", "pm": " ± ", "mp": " ∓ ",
    "circ": "∘", "star": "⋆", "ast": "∗", "dagger": "†", "oplus": " ⊕ ", "otimes": " ⊗ ", "odot": " ⊙ ", "wedge": " ∧ ",
    "vee": " ∨ ", "cap": " ∩ ", "cup": " ∪ ", "setminus": " ∖ ", "le": " ≤ ", "leq": " ≤ ", "leqslant": " ≤ ", "ge": " ≥ ",
    "geq": " ≥ ", "geqslant": " ≥ ", "ne": " ≠ ", "neq": " ≠ ", "approx": " ≈ ", "sim": "∼", "simeq": " ≃ ", "cong": " ≅ ",
    "equiv": " ≡ ", "propto": " ∝ ", "ll": " ≪ ", "gg": " ≫ ", "in": " ∈ ", "notin": " ∉ ", "subset": " ⊂ ",
    "subseteq": " ⊆ ", "supset": " ⊃ ", "supseteq": " ⊇ ", "to": " → ", "rightarrow": " → ", "longrightarrow": " → ",
    "leftarrow": " ← ", "leftrightarrow": " ↔ ", "Rightarrow": " ⇒ ", "Leftrightarrow": " ⇔ ", "mapsto": " ↦ ",
    "parallel": " ∥ ", "mid": " | ", "vert": "|", "lvert": "|", "rvert": "|", "Vert": "‖", "lVert": "‖", "rVert": "‖",
    "langle": "⟨", "rangle": "⟩", "lfloor": "⌊", "rfloor": "⌋", "lceil": "⌈", "rceil": "⌉", "ldots": "…", "dots": "…",
    "cdots": "⋯", "quad": " ", "qquad": " ",
  ]

  static let functions: Set<String> = [
    "log", "ln", "exp", "sin", "cos", "tan", "tanh", "sinh", "cosh", "max", "min", "sup", "inf", "lim", "arg", "argmax", "argmin",
    "det", "dim", "ker", "deg", "gcd", "Pr",
  ]

  /// Their argument is words.
  static let upright: Set<String> = [
    "text", "textrm", "textit", "textbf", "textsf", "texttt", "textsc", "emph", "mathrm", "mathsf", "mathit", "operatorname",
    "mbox", "hbox",
  ]

  static let alphabets: [String: MathAlphabet] = [
    "mathbb": .doubleStruck, "mathcal": .script, "mathscr": .script, "mathfrak": .fraktur, "mathbf": .bold, "mathtt": .monospace,
    "boldsymbol": .boldItalic, "bm": .boldItalic,
  ]

  /// Marks that combine with the letter before them.
  static let accents: [String: String] = [
    "hat": "\u{302}", "widehat": "\u{302}", "bar": "\u{304}", "overline": "\u{304}", "tilde": "\u{303}", "widetilde": "\u{303}",
    "vec": "\u{20D7}", "dot": "\u{307}", "ddot": "\u{308}",
  ]

  /// Sizes, which a line of text does not have.
  static let silent: Set<String> = [
    "left", "right", "big", "Big", "bigl", "bigr", "Bigl", "Bigr", "displaystyle", "textstyle", "limits", "nolimits",
  ]
}
