"""Words of Hangul's equation script that stand for a sign (Hancom, "Hangul equation format", revision 1.3, 4-9)."""

from __future__ import annotations

_GREEK = (
    "alpha α beta β gamma γ delta δ epsilon ε varepsilon ε zeta ζ eta η theta θ vartheta ϑ iota ι kappa κ lambda λ "
    "mu μ nu ν xi ξ omicron ο pi π varpi ϖ rho ρ sigma σ varsigma ς tau τ upsilon υ phi φ varphi φ chi χ psi ψ omega ω"
)
_CAPITALS = "Α Β Γ Δ Ε Ζ Η Θ Ι Κ Λ Μ Ν Ξ Ο Π Ρ Σ Τ Υ Φ Χ Ψ Ω"
_CAPITAL_NAMES = (
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma tau upsilon phi chi "
    "psi omega"
)
_ARROWS = (
    "larrow ← rarrow → uparrow ↑ downarrow ↓ lrarrow ↔ udarrow ↕ LARROW ⇐ RARROW ⇒ UPARROW ⇑ DOWNARROW ⇓ LRARROW ⇔ "
    "UDARROW ⇕ nwarrow ↖ nearrow ↗ swarrow ↙ searrow ↘ mapsto ↦ to → hookleft ↩ hookright ↪"
)
_SIGNS = (
    "times × div ÷ divide ÷ plusminus ± pm ± minusplus ∓ mp ∓ cdot · circ ∘ bullet • ast ∗ star ★ "
    "neq ≠ ne ≠ leq ≤ le ≤ geq ≥ ge ≥ ll ≪ gg ≫ lll ⋘ ggg ⋙ approx ≈ sim ∼ simeq ≃ cong ≅ equiv ≡ asymp ≍ doteq ≐ "
    "propto ∝ cup ∪ smallunion ∪ cap ∩ smallinter ∩ subset ⊂ superset ⊃ supset ⊃ subseteq ⊆ supseteq ⊇ "
    "sqsubset ⊏ sqsupset ⊐ sqsubseteq ⊑ sqsupseteq ⊒ in ∈ notin ∉ owns ∋ ni ∋ prec ≺ succ ≻ forall ∀ exist ∃ exists ∃ "
    "lnot ¬ wedge ∧ land ∧ vee ∨ lor ∨ xor ⊻ partial ∂ nabla ∇ emptyset ∅ therefore ∴ because ∵ identical ∷ vdash ⊢ "
    "hleft ⊣ models ⊨ dagger † ddagger ‡ bigcirc ○ diamond ◇ oplus ⊕ ominus ⊖ otimes ⊗ odot ⊙ oslash ⊘ odiv ⊘ uplus ⊎ "
    "sqcap ⊓ sqcup ⊔ inf ∞ infty ∞ infinity ∞ aleph ℵ hbar ℏ imath ı jmath ȷ ell ℓ liter ℓ wp ℘ imag ℑ reimage ℜ "
    "angstrom Å mho ℧ ohm Ω cdots ⋯ ldots … vdots ⋮ ddots ⋱ dots … dotsaxis ⋯ dotslow … dotsvert ⋮ dotsdiag ⋱ "
    "triangle △ triangled ▽ angle ∠ msangle ∡ sangle ∢ rtangle ⊾ bot ⊥ perp ⊥ top ⊤ laplace ℒ centigrade ℃ "
    "fahrenheit ℉ deg ° prime ′ lslant / rslant \\ att @ hund ‰ thou ‱ well ♯ vert | lbrace { rbrace } langle ⟨ "
    "rangle ⟩ lceil ⌈ rceil ⌉ lfloor ⌊ rfloor ⌋ int ∫ smallint ∫ dint ∬ tint ∭ oint ∮ smalloint ∮ odint ∯ otint ∰ "
    "sum ∑ smallsum ∑ prod ∏ smallprod ∏ coprod ∐ smcoprod ∐ union ⋃ inter ⋂ bigcup ⋃ bigcap ⋂ bigwedge ⋀ bigvee ⋁ "
    "parallel ∥"
)


def _pairs(listed: str) -> dict[str, str]:
    words = listed.split()
    return dict(zip(words[::2], words[1::2], strict=True))


EXACT: dict[str, str] = {
    **{name.capitalize(): sign for name, sign in zip(_CAPITAL_NAMES.split(), _CAPITALS.split(), strict=True)},
    **{name.upper(): sign for name, sign in zip(_CAPITAL_NAMES.split(), _CAPITALS.split(), strict=True)},
    **_pairs(_GREEK),
    **_pairs(_ARROWS),
    "VERT": "‖",
}
"""Words whose small and capital letters differ in meaning."""

ANY_CASE: dict[str, str] = _pairs(_SIGNS)
"""Words in small letters that mean the same however they are written."""

OPERATORS: tuple[tuple[str, str], ...] = (
    ("<<<", "⋘"),
    (">>>", "⋙"),
    ("<<", "≪"),
    (">>", "≫"),
    ("<=", "≤"),
    (">=", "≥"),
    ("!=", "≠"),
    ("==", "≡"),
    ("+-", "±"),
    ("-+", "∓"),
    ("->", "→"),
)
"""Signs that are written as several, the longest first."""

FUNCTIONS = frozenset(
    {
        *("sin", "cos", "tan", "cot", "sec", "csc", "cosec", "arcsin", "arccos", "arctan", "sinh", "cosh", "tanh"),
        *("coth", "log", "ln", "lg", "exp", "det", "dim", "ker", "hom", "arg", "gcd", "lcm", "max", "min", "mod"),
        *("sup", "if", "for", "and", "lim", "Lim", "limsup", "liminf", "Pr"),
    }
)
"""Names of functions and words of their sentences, set upright and apart from what follows."""

ABOVE: dict[str, str] = {
    "bar": "\u0304",
    "overline": "\u0304",
    "vec": "\u20d7",
    "dyad": "\u20e1",
    "hat": "\u0302",
    "widehat": "\u0302",
    "tilde": "\u0303",
    "widetilde": "\u0303",
    "dot": "\u0307",
    "ddot": "\u0308",
    "acute": "\u0301",
    "grave": "\u0300",
    "check": "\u030c",
    "arch": "\u0311",
    "under": "\u0332",
    "underline": "\u0332",
}
"""Words for a mark over or under what follows, and the combining character that sets it on one letter."""

FONTS = frozenset({"rm", "it", "bold", "rmbold", "itbold", "box", "phantom", "size", "color"})
"""Words that change how what follows looks, and nothing else; `size` and `color` take a value."""

MATRICES: dict[str, tuple[str, str]] = {
    "matrix": ("", ""),
    "pmatrix": ("(", ")"),
    "bmatrix": ("[", "]"),
    "dmatrix": ("|", "|"),
    "cases": ("{", ""),
    "pile": ("", ""),
    "lpile": ("", ""),
    "rpile": ("", ""),
    "eqalign": ("", ""),
}
"""Words for rows of cells, and the brackets around them."""

RAISED = dict(zip("0123456789+-−=()n'′", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿ′′", strict=True))
LOWERED = dict(zip("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎", strict=True))

GLUED: tuple[str, ...] = (
    *("triangle", "therefore", "because", "overline", "angle", "prime", "cdots", "times", "bold"),
    *(
        "sinh",
        "cosh",
        "tanh",
        "leq",
        "geq",
        "neq",
        "sin",
        "cos",
        "tan",
        "cot",
        "sec",
        "csc",
        "log",
        "bar",
        "vec",
        "hat",
    ),
    *("cap", "cup", "deg", "div", "ln", "rm", "it"),
)
"""Words that people write together with what follows (`tanx`, `rmCO`, `LEQb`), a longer one before its beginning."""
