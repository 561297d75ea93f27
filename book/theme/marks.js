'use strict';

// Texts as a search compares them, and the marks on a page that was found. Loaded before the search, and alone where the
// address of a page says what to mark.

window.book_marks = (() => {
    // Texts as they are compared: these two lines and what follows them are those of the press (render/normal.rs).
    const FOLDED = '’\' ‘\' ‛\' ʼ\' ʹ\' ′\' ‵\' “" ”" „" ″" ‐- ‑- ‒- –- —- ―- −- ⁃- ⋅· ∙· •· ∗* ∼~ ∣| ∑σ ∏π ∆δ ςσ øo łl đd ıi ßss æae œoe ðd þth';
    const MARKS = /[\u0300-\u0337\u0339-\u036f\u20d0-\u20ff\ufe00-\ufe0f\u00ad\ufeff\u200b-\u200f\u2060-\u2064]/gu;
    const RAISED = /[²³¹\u2070-\u207f\u1d2c-\u1d61\u1d9b-\u1dbf\u02b0-\u02b8\u02e1-\u02e3]/u;
    const LOWERED = /[\u2080-\u209c\u1d62-\u1d6a\u2c7c]/u;
    const ALONE = /[\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u{20000}-\u{3ffff}]/u;
    const TOKEN = /[\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u{20000}-\u{3ffff}]|(?:(?![\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u{20000}-\u{3ffff}])[\p{Alphabetic}\p{N}])+|[^\s]/gu;
    const JOINED = /^[\p{Alphabetic}\p{N}]+(?:(?:[_'\-^.]|::)[\p{Alphabetic}\p{N}]+)+$/u;
    const ALL_JOINED = new RegExp(JOINED.source.slice(1, -1), 'gu');
    const LETTER = /[\p{Alphabetic}\p{N}]/u;
    // What is typed with a purpose: a sign or a letter that no key has, though not quotes, dashes and dots; one capital.
    const CHOSEN = /(?![‘’‛ʼ′“”„″‐-―−⋅·∙•…])[^\x00-\x7f]|^\p{Lu}$/u;
    const folded = new Map(FOLDED.split(' ').map(entry => [entry[0], entry.slice(1)]));
    const known = new Map();

    const place = character => RAISED.test(character) ? '^' : LOWERED.test(character) ? '_' : '';
    function small(character) {
        let is = known.get(character);
        if (is === undefined) {
            is = /\s/.test(character) && character !== '\ufeff' ? ' ' : [...character.toLowerCase().normalize('NFKD').toLowerCase().replace(MARKS, '')]
                .map(part => folded.get(part) ?? part).join('');
            known.set(character, is);
        }
        return is;
    }

    /** What of `text` is compared, and, if asked for, the place in it that each character comes from. */
    function normal(text, from = null) {
        const is = [];
        let last = '';
        let was = '';
        let at = 0;
        for (const character of text) {
            const now = character > '\x7f' ? place(character) : '';
            let part = small(character);
            if (now !== '' && now !== was && last !== now) {
                part = now + part;
            } else if (part === ' ' && last === ' ') {
                part = '';
            }
            was = now;
            if (part !== '') {
                is.push(part);
                last = part.at(-1);
            }
            for (let i = 0; from && i < part.length; i++) {
                from.push(at);
            }
            at += character.length;
        }
        from?.push(at);
        return is.join('');
    }

    /** What is looked for: words, or signs without a space between, or what stands between quotation marks. */
    function pieces(query) {
        const is_quoted = piece => /^["“„].+["”]$/.test(piece);
        const found = query.match(/["“„][^"“”]*[^"“”\s][^"“”]*["”]|\S+/g) ?? [];
        return found.map(piece => {
            const typed = is_quoted(piece) ? piece.slice(1, -1).trim() : piece;
            const text = normal(typed).trim();
            const is_chosen = CHOSEN.test(typed) && !ALONE.test(typed);
            return { typed: typed.normalize('NFC'), is_chosen, text, tokens: text.match(TOKEN) ?? [], is_joined: JOINED.test(text) && !ALONE.test(text) };
        }).filter(({ tokens }) => tokens.length > 0);
    }

    /** The places of a piece in a normal text: where a word begins with it or, where none does, anywhere. */
    function places(text, piece, is_better = () => true) {
        let all = [];
        for (let at = text.indexOf(piece); at >= 0; at = text.indexOf(piece, at + piece.length)) {
            all.push([at, at + piece.length]);
        }
        const better = all.filter(is_better);
        all = better.length > 0 ? better : all;
        const is_start = ([at]) => at === 0 || ALONE.test(piece[0]) || !LETTER.test(text[at - 1]) || !LETTER.test(piece[0]);
        const starts = all.filter(is_start);
        return starts.length > 0 ? starts : all;
    }
    /** Whether a text as it is printed has, at a place, what was typed: no other case, no other accent. */
    const is_typed = (text, at, typed) => text.startsWith(typed, at)
        && !(/[a-z]$/i.test(typed) ? /[\p{M}\p{Ll}\p{Lu}]/u : /\p{M}/u).test(text[at + typed.length] ?? '');
    function has_typed(text, typed) {
        let at = text.indexOf(typed);
        while (at >= 0 && !is_typed(text, at, typed)) {
            at = text.indexOf(typed, at + 1);
        }
        return at >= 0;
    }
    /** Without spaces, for formulas and code that are typed with fewer or more of them. */
    const squeezed = text => text.replaceAll(' ', '');
    const has = (text, piece) => text.includes(piece) || /[^\p{L}\p{N}\s]/u.test(piece) && squeezed(text).includes(squeezed(piece));

    /** What is looked for, where it may have been typed as TeX, or with the signs that a key has: 28x28, 2410. */
    const untexed = query => pieces(query.replace(/([_^])\{([^{}]*)\}/g, '$1$2').replace(/[${}\\]/g, '')
        .replace(/(\d) ?[x*] ?(?=\d)/gi, '$1×').replace(/(?<![\d.])\d{4,9}(?![\d.])/g, digits => digits.replace(/\B(?=(?:\d{3})+$)/g, ',')));

    /**
     * Where pieces stand in a text, in order, none over another: as they were typed, where they do. And where all of them
     * stand together.
     */
    function spots(printed, words) {
        const from = [];
        const text = normal(printed, from);
        const found = ({ text: word, typed, is_chosen }) => {
            const all = places(text, word, is_chosen ? ([at]) => is_typed(printed, from[at], typed) : undefined);
            return all.length > 0 || !/[^\p{L}\p{N}\s]/u.test(word) ? all : loose(text, word);
        };
        // Accents go with their letters.
        const in_print = ([start, end]) => [from[start], Math.max(from[end], from[end - 1] + 1)];
        const all = words.flatMap(found).sort((a, b) => a[0] - b[0] || b[1] - a[1]);
        let end = 0;
        const spots = all.filter(spot => spot[0] >= end && (end = spot[1])).map(in_print);
        const whole = words.length > 1 ? found({ text: words.map(word => word.text).join(' ') }).map(in_print) : [];
        return { spots, whole };
    }
    /** Places of a piece whatever spaces stand in it. */
    function loose(text, word) {
        const pattern = [...squeezed(word)].map(letter => letter.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')).join(' ?');
        return [...text.matchAll(new RegExp(pattern, 'gu'))].map(match => [match.index, match.index + match[0].length]);
    }

    // On a page that was found.

    const filled = (text, ...parts) => parts.reduce((text, part) => text.replace('{}', () => part), text);

    const SKIPPED = 'script, style, button, svg title, .quiz-result';
    const INLINE = new Set(['A', 'ABBR', 'B', 'CITE', 'CODE', 'DEL', 'EM', 'I', 'KBD', 'MARK', 'Q', 'S', 'SMALL', 'SPAN', 'STRONG', 'SUB', 'SUP', 'U', 'VAR', 'WBR', 'tspan']);

    /** The text of the page, and where each character of it stands. */
    function read() {
        const main = document.getElementById('content');
        const spans = []; // [from where in the text, node or formula, is it whole]
        let text = '';
        (function walk(element) {
            for (const child of element.childNodes) {
                if (child.nodeType === Node.TEXT_NODE) {
                    spans.push([text.length, child, false]);
                    text += child.data;
                } else if (child.nodeType === Node.ELEMENT_NODE && !child.matches(SKIPPED)) {
                    if (child.dataset.text !== undefined) {
                        spans.push([text.length, child, true]);
                        text += child.dataset.text;
                        continue;
                    }
                    if (!INLINE.has(child.nodeName)) {
                        text += ' ';
                    }
                    walk(child);
                    if (!INLINE.has(child.nodeName)) {
                        text += ' ';
                    }
                }
            }
        })(main);
        return { main, text, spans };
    }

    const LIMIT = 2000; // that a page marks in a moment
    function unmark() {
        for (const mark of document.querySelectorAll('main mark.found')) {
            const parent = mark.parentNode;
            mark.replaceWith(...mark.childNodes);
            parent.normalize();
        }
        for (const other of document.querySelectorAll('main .found')) {
            other.classList.remove('found');
        }
    }

    /** Marks the words on the page and leads to the first of them under the heading `id`. */
    function mark(query, id) {
        unmark();
        const { main, text, spans } = read();
        let { spots: found, whole } = spots(text, pieces(query));
        if (found.length === 0) {
            ({ spots: found, whole } = spots(text, untexed(query)));
        }
        const start_of = node => spans.find(([, other]) => node === other || node.contains(other))?.[0] ?? 0;
        const head = id ? document.getElementById(id) : null;
        const is_inside = head && main.contains(head);
        let [start, end] = [0, Infinity];
        if (is_inside) {
            const heads = [...main.querySelectorAll(':is(h1, h2, h3, h4, h5, h6, dt)[id]')];
            const next = heads[heads.indexOf(head) + 1];
            [start, end] = [start_of(head), next && heads.includes(head) ? start_of(next) : Infinity];
        }
        // To where the words stand together, if they do.
        const is_here = ([a]) => a >= start && a < end;
        const together = whole.find(is_here);
        const first = Math.max(0, found.findIndex(is_here));
        const least = Math.max(0, first - LIMIT / 2);
        found = found.slice(least, least + LIMIT);
        const target = together ? found.find(([, b]) => b > together[0]) : found.find(is_here);
        let at = null;
        for (const spot of [...found].reverse()) {
            const element = put(spot, spans);
            if (spot === target) {
                at = element;
            }
        }
        at ??= is_inside ? head : main.querySelector('h1') ?? main;
        lead(at);
        const heard = document.getElementById('heard');
        heard.textContent = '';
        setTimeout(() => {
            heard.textContent = filled(found.length > 0 ? heard.dataset.marked : heard.dataset.unmarked, query, found.length);
        }, 100);
    }

    /** Marks a part of the text; the first element of the mark. */
    function put([start, end], spans) {
        let low = 0;
        for (let high = spans.length; high - low > 1;) {
            const middle = (low + high) >> 1;
            if (spans[middle][0] <= start) {
                low = middle;
            } else {
                high = middle;
            }
        }
        let first = null;
        for (let nth = low; nth < spans.length && spans[nth][0] < end; nth++) {
            const [at, node, is_whole] = spans[nth];
            const drawn = is_whole ? node : node.parentElement.closest('svg text');
            if (drawn) {
                drawn.classList.add('found');
                first ??= drawn;
                continue;
            }
            const [a, b] = [Math.max(0, start - at), Math.min(node.length, end - at)];
            if (a >= b || node.data.slice(a, b).trim() === '') {
                continue;
            }
            const range = document.createRange();
            range.setStart(node, a);
            range.setEnd(node, b);
            const mark = document.createElement('mark');
            mark.className = 'found';
            range.surroundContents(mark);
            first ??= mark;
        }
        return first;
    }

    /** Opens what is folded around an element, brings it into view and gives it the focus. */
    function lead(element) {
        for (let fold = element.closest('details'); fold; fold = fold.parentElement.closest('details')) {
            fold.open = true;
        }
        if (element.closest('.rest[hidden]')) {
            show_whole(element.closest('.listing'), true);
        }
        const to = element.closest('svg') ? element.closest('figure') ?? element : element;
        if (to.tabIndex < 0 && !to.hasAttribute('tabindex')) {
            to.tabIndex = -1;
            to.addEventListener('blur', () => to.removeAttribute('tabindex'), { once: true });
        }
        to.focus({ preventScroll: true });
        const center = () => element.scrollIntoView({ block: element.localName.startsWith('h') ? 'start' : 'center', inline: 'nearest', behavior: 'instant' });
        center();
        // Fonts that arrive move the text: it is brought back, unless the reader has moved it.
        const y = scrollY;
        document.fonts.ready.then(() => requestAnimationFrame(() => scrollY === y && center()));
    }

    /** Marks what the address of the page asks for. */
    function here() {
        const wanted = new URLSearchParams(location.search).get('highlight');
        if (wanted?.trim()) {
            let id = location.hash.slice(1);
            try {
                id = decodeURIComponent(id);
            } catch {
                // Not an address that we have written.
            }
            mark(wanted, id);
        } else {
            unmark();
        }
    }

    /** To another place on this page. */
    function go(address) {
        try {
            history.pushState(null, '', address);
        } catch {
            // A page from a disk may not: it is loaded again, and marked then.
            location.href = address;
            return;
        }
        here();
    }
    window.addEventListener('popstate', here);
    function forget() {
        if (!document.querySelector('main .found')) {
            return false;
        }
        unmark();
        try {
            history.replaceState(null, '', location.pathname + location.hash);
        } catch {
            // As above.
        }
        return true;
    }
    document.addEventListener('click', e => e.target.closest?.('mark.found') && !e.target.closest('a, .number[data-from]') && forget());
    document.addEventListener('keydown', e => {
        if (e.key === 'Escape' && !e.defaultPrevented && !document.querySelector(':popover-open') && document.getElementById('mdbook-search-wrapper').classList.contains('hidden')) {
            forget();
        }
    });

    return { ALL_JOINED, ALONE, LETTER, TOKEN, filled, go, has, has_typed, here, normal, pieces, places, spots, squeezed, untexed };
})();
