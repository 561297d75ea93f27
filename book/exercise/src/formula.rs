//! What a calculation says: its parts, in the order in which they are computed.

use std::f64::consts::{E, PI};
use std::fmt;

use crate::tokens::{Placed, Token, Way, tokens};

/// A calculation.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Formula {
    Number(f64),
    Constant(&'static str, f64),
    Negative(Box<Formula>),
    /// A whole number and a fraction.
    Mixed(f64, f64, f64),
    /// A sign and what stands on both sides.
    Both(char, Box<Formula>, Box<Formula>),
    /// What is followed by `%`, `‰`, `!` or `°`.
    Marked(Box<Formula>, char),
    Of(&'static str, Box<Formula>),
}

/// Brackets in brackets that nobody needs.
const DEEPEST: usize = 40;

/// A calculation read one way, and whether it can be read another way.
pub(crate) fn read(text: &str, way: Way) -> Option<(Formula, bool)> {
    let (tokens, has_choice) = tokens(text, way)?;
    let mut reader = Reader { tokens: &tokens, at: 0, way, has_choice, depth: 0 };
    let formula = reader.sum()?;
    (reader.at == tokens.len()).then_some((formula, reader.has_choice))
}

struct Reader<'t> {
    tokens: &'t [Placed],
    at: usize,
    way: Way,
    has_choice: bool,
    depth: usize,
}

impl Reader<'_> {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at).map(|placed| &placed.token)
    }

    fn takes(&mut self, sign: char) -> bool {
        let is_there = self.peek() == Some(&Token::Sign(sign));
        self.at += usize::from(is_there);
        is_there
    }

    /// Whether a sign was taken last, and no bracket.
    fn is_behind(&self, sign: char) -> bool {
        let last = self.at.checked_sub(1).and_then(|last| self.tokens.get(last));
        last.is_some_and(|last| last.token == Token::Sign(sign))
    }

    /// There are two ways from here: whether this is the second.
    fn choose(&mut self) -> bool {
        self.has_choice = true;
        self.way == Way::Second
    }

    /// Terms, added and subtracted.
    fn sum(&mut self) -> Option<Formula> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return None;
        }
        let mut sum = self.product(true)?;
        while let Some(Token::Sign(sign @ ('+' | '-'))) = self.peek().cloned() {
            self.at += 1;
            let term = self.product(false)?;
            // 100 + 10 %: of one, or of what stands before?
            if let Formula::Marked(share, mark @ ('%' | '‰')) = &term
                && self.is_behind(*mark)
                && self.choose()
            {
                let share = Formula::Marked(share.clone(), *mark);
                let one = Box::new(Formula::Number(1.0));
                let factor = Formula::Both(sign, one, Box::new(share));
                sum = Formula::Both('*', Box::new(sum), Box::new(factor));
                continue;
            }
            sum = Formula::Both(sign, Box::new(sum), Box::new(term));
        }
        self.depth -= 1;
        Some(sum)
    }

    /// Factors, multiplied and divided.
    fn product(&mut self, may_be_signed: bool) -> Option<Formula> {
        let mut product = self.factor(may_be_signed)?;
        loop {
            let sign = match self.peek() {
                Some(Token::Sign(sign @ ('*' | '/' | 'd'))) => *sign,
                _ if self.begins_factor() => {
                    // 2 pi, 3(4): a product without its sign.
                    let factor = self.factor(false)?;
                    product =
                        Formula::Both('*', Box::new(product), Box::new(factor));
                    continue;
                }
                _ => return Some(product),
            };
            self.at += 1;
            if sign == '*'
                && let Some(power) = self.ten_without_height()
            {
                product = Formula::Both('*', Box::new(product), Box::new(power));
                continue;
            }
            let mut factor = self.factor(true)?;
            if matches!(factor, Formula::Mixed(..)) && sign != '*' {
                // 1/3 1/2: two fractions side by side.
                return None;
            }
            if sign == '/' && self.begins_factor() && self.choose() {
                // 1/2 pi: all of it below the line?
                while self.begins_factor() {
                    let next = self.factor(false)?;
                    factor = Formula::Both('*', Box::new(factor), Box::new(next));
                }
            }
            if let (Formula::Marked(bottom, mark @ ('%' | '‰')), '/') =
                (&factor, sign)
                && self.is_behind(*mark)
                && self.choose()
            {
                // 1/2 %: per cent of all of it?
                let whole = Formula::Both('/', Box::new(product), bottom.clone());
                product = Formula::Marked(Box::new(whole), *mark);
                continue;
            }
            let sign = match sign {
                // 1//2: divided, or how often it goes into it?
                'd' if self.choose() => {
                    let whole =
                        Formula::Both('/', Box::new(product), Box::new(factor));
                    product = Formula::Of("floor", Box::new(whole));
                    continue;
                }
                'd' => '/',
                sign => sign,
            };
            product = Formula::Both(sign, Box::new(product), Box::new(factor));
        }
    }

    /// The 10-3 of 5·10-3, if it is meant as a power that has lost its height.
    fn ten_without_height(&mut self) -> Option<Formula> {
        let [ten, minus, power] = self.tokens.get(self.at..self.at + 3)? else {
            return None;
        };
        let Token::Number(height) = power.token else { return None };
        let may_be = ten.token == Token::Number(10.0)
            && ten.is_whole
            && minus.token == Token::Sign('-')
            && power.is_whole
            && !minus.is_apart
            && !power.is_apart;
        (may_be && self.choose()).then(|| {
            self.at += 3;
            let height = Formula::Negative(Box::new(Formula::Number(height)));
            let ten = Box::new(Formula::Number(10.0));
            Formula::Both('^', ten, Box::new(height))
        })
    }

    /// Whether a factor begins here, without a sign between it and the one before.
    fn begins_factor(&self) -> bool {
        // Two numbers side by side are no product.
        matches!(self.peek(), Some(Token::Name(_) | Token::Sign('(')))
    }

    /// A power, perhaps with a sign before it.
    fn factor(&mut self, may_be_signed: bool) -> Option<Formula> {
        if may_be_signed && self.takes('+') {
            return self.power();
        }
        if !(may_be_signed && self.takes('-')) {
            return self.power();
        }
        let start = self.at;
        let is_number = matches!(self.peek(), Some(Token::Number(_)));
        let next = self.tokens.get(self.at + 1).map(|placed| &placed.token);
        let is_raised = matches!(next, Some(Token::Sign('^') | Token::Raised(_)));
        // −2²: the square of −2, or the negative of a square?
        if is_number && is_raised && self.choose() {
            self.at = start;
            let base = self.marked()?;
            return self.raised(Formula::Negative(Box::new(base)));
        }
        Some(Formula::Negative(Box::new(self.power()?)))
    }

    fn power(&mut self) -> Option<Formula> {
        let base = self.marked()?;
        self.raised(base)
    }

    /// A base with what stands above it.
    fn raised(&mut self, base: Formula) -> Option<Formula> {
        let mut base = base;
        if let Some(Token::Raised(power)) = self.peek() {
            let power = Formula::Number(*power);
            self.at += 1;
            base = Formula::Both('^', Box::new(base), Box::new(power));
        }
        if !self.takes('^') {
            return Some(base);
        }
        let mut exponent = self.exponent()?;
        if matches!(exponent, Formula::Mixed(..)) {
            return None; // e^2 1/2: half of the square, or two and a half above?
        }
        // What stands in brackets ends with them.
        let is_bare = !self.is_behind(')');
        let is_signed = matches!(exponent, Formula::Negative(_));
        // 2^3^2: from the left, or from the right?
        while self.peek() == Some(&Token::Sign('^')) {
            self.at += 1;
            let next = self.exponent()?;
            if self.choose() {
                exponent = Formula::Both('^', Box::new(exponent), Box::new(next));
            } else {
                base = Formula::Both('^', Box::new(base), Box::new(exponent));
                exponent = next;
            }
        }
        // 2^1/2: half of it, or the root? e^2 pi: does the exponent go on?
        if is_bare && self.may_go_on(is_signed) && self.choose() {
            while self.may_go_on(is_signed) {
                let sign = if self.takes('/') { '/' } else { '*' };
                self.takes('*');
                let next = Box::new(self.factor(false)?);
                exponent = Formula::Both(sign, Box::new(exponent), next);
            }
        }
        Some(Formula::Both('^', Box::new(base), Box::new(exponent)))
    }

    /// Whether what follows an exponent without brackets may belong to it.
    fn may_go_on(&self, is_signed: bool) -> bool {
        let next = self.tokens.get(self.at + 1).map(|placed| &placed.token);
        match self.peek() {
            Some(Token::Sign('/')) => matches!(next, Some(Token::Number(_))),
            Some(Token::Sign('*')) => {
                is_signed && matches!(next, Some(Token::Number(_) | Token::Name(_)))
            }
            _ => self.begins_factor(),
        }
    }

    fn exponent(&mut self) -> Option<Formula> {
        if self.takes('-') {
            return Some(Formula::Negative(Box::new(self.marked()?)));
        }
        self.takes('+');
        self.marked()
    }

    /// A number, a name or something in brackets, with the marks behind it.
    fn marked(&mut self) -> Option<Formula> {
        let mut formula = self.single()?;
        while let Some(Token::Sign(mark @ ('%' | '‰' | '!' | '°'))) =
            self.peek().cloned()
        {
            if self.is_behind(mark) {
                return None; // 3!! is of another kind
            }
            self.at += 1;
            formula = Formula::Marked(Box::new(formula), mark);
        }
        Some(formula)
    }

    fn single(&mut self) -> Option<Formula> {
        let token = self.peek()?.clone();
        let is_whole = self.tokens[self.at].is_whole;
        self.at += 1;
        match token {
            Token::Number(number) => Some(
                self.fraction_after(number, is_whole)
                    .unwrap_or(Formula::Number(number)),
            ),
            Token::Sign('(') => {
                let inner = self.sum()?;
                self.takes(')').then_some(inner)
            }
            Token::Name(name) => self.name(&name),
            _ => None,
        }
    }

    /// The 1/2 of 3 1/2.
    fn fraction_after(&mut self, whole: f64, is_whole: bool) -> Option<Formula> {
        let [top, line, bottom] = self.tokens.get(self.at..self.at + 3)? else {
            return None;
        };
        let (Token::Number(over), Token::Number(under)) =
            (&top.token, &bottom.token)
        else {
            return None;
        };
        let is_fraction = line.token == Token::Sign('/')
            && is_whole
            && top.is_apart
            && top.is_whole
            && bottom.is_whole
            && over < under;
        is_fraction.then(|| {
            self.at += 3;
            Formula::Mixed(whole, *over, *under)
        })
    }

    fn name(&mut self, name: &str) -> Option<Formula> {
        let constants = [("e", E), ("pi", PI), ("tau", 2.0 * PI), ("rad", 1.0)];
        let name = if name == "π" { "pi" } else { name };
        if let Some((name, value)) =
            constants.into_iter().find(|known| known.0 == name)
        {
            return Some(Formula::Constant(name, value));
        }
        let name = match name {
            "log" | "lg" => {
                if self.choose() {
                    "ln"
                } else {
                    "log10"
                }
            }
            "lb" | "ld" => "log2",
            name => name,
        };
        let known = NAMES.into_iter().find(|known| *known == name)?;
        let argument = self.argument()?;
        let is_angle = ["sin", "cos", "tan"].contains(&known);
        if is_angle && !argument.is_of_angle() {
            let argument = Box::new(argument);
            let angle = if self.choose() {
                Formula::Marked(argument, '°')
            } else {
                let unit = Box::new(Formula::Constant("rad", 1.0));
                Formula::Both('*', argument, unit)
            };
            return Some(Formula::Of(known, Box::new(angle)));
        }
        Some(Formula::Of(known, Box::new(argument)))
    }

    /// What a function is of. Without brackets it may go on: ln 2/3.
    fn argument(&mut self) -> Option<Formula> {
        if self.takes('(') {
            let inner = self.sum()?;
            return self.takes(')').then_some(inner);
        }
        let start = self.at;
        let is_negative = self.takes('-');
        let mut argument = self.single()?;
        if is_negative {
            argument = Formula::Negative(Box::new(argument));
        }
        let goes_on = matches!(
            self.peek(),
            Some(
                Token::Sign('*' | '/' | 'd' | '^' | '%' | '‰' | '!' | '°')
                    | Token::Raised(_)
            )
        ) || self.begins_factor();
        if goes_on && self.choose() {
            self.at = start;
            return self.product(true);
        }
        Some(argument)
    }
}

pub(crate) const NAMES: [&str; 11] = [
    "ln", "log10", "log2", "exp", "sqrt", "abs", "floor", "sin", "cos", "tan",
    "tanh",
];

impl Formula {
    /// What it comes to.
    pub(crate) fn value(&self) -> f64 {
        match self {
            Self::Number(value) | Self::Constant(_, value) => *value,
            Self::Negative(of) => -of.value(),
            Self::Mixed(whole, over, under) => whole + over / under,
            Self::Both(sign, left, right) => {
                let (left, right) = (left.value(), right.value());
                match sign {
                    '+' => left + right,
                    '-' => left - right,
                    '*' => left * right,
                    '/' => left / right,
                    _ => kept(libm::pow(left, right), left == 0.0),
                }
            }
            Self::Marked(of, '%') => of.value() / 100.0,
            Self::Marked(of, '‰') => of.value() / 1000.0,
            Self::Marked(of, '°') => of.value() * PI / 180.0,
            Self::Marked(of, _) => factorial(of.value()),
            Self::Of(name, of) => {
                let x = of.value();
                match *name {
                    "ln" => libm::log(x),
                    "log10" => libm::log10(x),
                    "log2" => libm::log2(x),
                    "exp" => kept(libm::exp(x), false),
                    "sqrt" => x.sqrt(),
                    "abs" => x.abs(),
                    "floor" => x.floor(),
                    "sin" => libm::sin(x),
                    "cos" => libm::cos(x),
                    "tan" => libm::tan(x),
                    _ => libm::tanh(x),
                }
            }
        }
    }

    /// Whether it is a number as it stands.
    pub(crate) fn is_plain(&self) -> bool {
        match self {
            Self::Number(_) => true,
            Self::Negative(of) => matches!(**of, Self::Number(_)),
            _ => false,
        }
    }

    /// Whether it says in which unit an angle is.
    fn is_of_angle(&self) -> bool {
        match self {
            Self::Number(value) => *value == 0.0,
            Self::Constant(name, _) => *name != "e",
            Self::Negative(of) | Self::Of(_, of) => of.is_of_angle(),
            Self::Marked(of, mark) => *mark == '°' || of.is_of_angle(),
            Self::Mixed(..) => false,
            Self::Both(_, left, right) => left.is_of_angle() || right.is_of_angle(),
        }
    }
}

/// A number, unless it is 0 only since it is too small to be kept.
fn kept(number: f64, may_be_zero: bool) -> f64 {
    if number == 0.0 && !may_be_zero { f64::NAN } else { number }
}

fn factorial(of: f64) -> f64 {
    let is_fit = of.fract() == 0.0 && (0.0..=170.0).contains(&of);
    if is_fit { (1..=of as u32).map(f64::from).product() } else { f64::NAN }
}

/// With brackets around each part that is made of others: it can be read in one way, and
/// typed again.
impl fmt::Display for Formula {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Self::Number(value) => write!(f, "{value}"),
            Self::Constant(name, _) => f.write_str(name),
            Self::Negative(of) if of.is_made() || of.is_negative() => {
                write!(f, "-({of})")
            }
            Self::Negative(of) => write!(f, "-{of}"),
            Self::Mixed(whole, over, under) => {
                write!(f, "{whole} + {over}/{under}")
            }
            Self::Both(sign, left, right) => {
                let sign = match sign {
                    '*' => " × ".to_owned(),
                    '^' | '/' => sign.to_string(),
                    sign => format!(" {sign} "),
                };
                let is_power = sign == "^";
                let is_left_open = left.is_made() || is_power && left.is_negative();
                match is_left_open {
                    true => write!(f, "({left})")?,
                    false => write!(f, "{left}")?,
                }
                f.write_str(&sign)?;
                let is_closed = right.is_made() || right.is_negative();
                if is_closed {
                    write!(f, "({right})")
                } else {
                    write!(f, "{right}")
                }
            }
            Self::Marked(of, mark) => {
                let mark = match mark {
                    '%' | '‰' => format!(" {mark}"),
                    mark => mark.to_string(),
                };
                match of.is_made() || of.is_negative() {
                    true => write!(f, "({of}){mark}"),
                    false => write!(f, "{of}{mark}"),
                }
            }
            Self::Of(name, of) => write!(f, "{name}({of})"),
        }
    }
}

impl Formula {
    /// Whether it has parts that a sign joins.
    fn is_made(&self) -> bool {
        matches!(self, Self::Both(..) | Self::Mixed(..) | Self::Marked(..))
    }

    fn is_negative(&self) -> bool {
        match self {
            Self::Negative(_) => true,
            Self::Number(value) => *value < 0.0,
            _ => false,
        }
    }
}
