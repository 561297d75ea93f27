'use strict';

// Search, and the marks on a page that was found. Loaded when a reader asks for either; the words of the book and the
// texts of its pages (folder search/, made by the press) come after it, as scripts, so that it works from a disk too.

/* global MiniSearch, path_to_root, search_index, search_scripts */

window.book_search = (() => {
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
        let is = '';
        let was = '';
        let at = 0;
        for (const character of text) {
            const now = character > '\x7f' ? place(character) : '';
            let part = small(character);
            if (now !== '' && now !== was && !is.endsWith(now)) {
                part = now + part;
            } else if (part === ' ' && is.endsWith(' ')) {
                part = '';
            }
            was = now;
            is += part;
            for (let i = 0; from && i < part.length; i++) {
                from.push(at);
            }
            at += character.length;
        }
        from?.push(at);
        return is;
    }

    /** What is looked for: words, or signs without a space between, or what stands between quotation marks. */
    function pieces(query) {
        const is_quoted = piece => /^["“„].+["”]$/.test(piece);
        const found = query.match(/["“„][^"“”]*[^"“”\s][^"“”]*["”]|\S+/g) ?? [];
        return found.map(piece => {
            const typed = is_quoted(piece) ? piece.slice(1, -1).trim() : piece;
            const text = normal(typed).trim();
            return { typed, text, tokens: text.match(TOKEN) ?? [], is_joined: JOINED.test(text) && !ALONE.test(text) };
        }).filter(({ tokens }) => tokens.length > 0);
    }

    /** The places of a piece in a normal text: where a word begins with it or, where none does, anywhere. */
    function places(text, piece) {
        const all = [];
        for (let at = text.indexOf(piece); at >= 0; at = text.indexOf(piece, at + piece.length)) {
            all.push([at, at + piece.length]);
        }
        const is_start = ([at]) => at === 0 || ALONE.test(piece[0]) || !LETTER.test(text[at - 1]) || !LETTER.test(piece[0]);
        const starts = all.filter(is_start);
        return starts.length > 0 ? starts : all;
    }
    /** Without spaces, for formulas and code that are typed with fewer or more of them. */
    const squeezed = text => text.replaceAll(' ', '');
    const has = (text, piece) => text.includes(piece) || /[^\p{L}\p{N}\s]/u.test(piece) && squeezed(text).includes(squeezed(piece));

    // What the press wrote.

    let index = null;
    let arrived = null;
    const texts = new Map(); // of pages: their sections
    const waiting = new Map();

    function script(file) {
        return new Promise((resolve, reject) => {
            const element = document.createElement('script');
            element.src = file;
            element.onload = () => resolve();
            element.onerror = () => {
                element.remove();
                reject(new Error(file));
            };
            document.head.append(element);
        });
    }

    async function load() {
        await Promise.all([script(search_scripts[1]), script(path_to_root + search_index)]);
        const { sections, terms } = index;
        const held = sections.map(() => []);
        for (const [term, steps] of Object.entries(terms)) {
            let at = 0;
            for (const step of steps) {
                at += Math.floor(step / 3);
                for (let often = 0; often <= step % 3; often++) {
                    held[at].push(term);
                }
            }
        }
        index.mini = new MiniSearch({
            fields: ['title', 'text'],
            stringifyField: field => field,
            tokenize: field => field,
            processTerm: term => term,
            searchOptions: { boost: { title: 3 }, tokenize: term => [term], processTerm: term => term },
        });
        index.sections = sections.map(([page, level, id, title], at) => ({ page, level, id, title, at, normal: normal(title) }));
        const titles = index.sections.map(section => [...section.normal.match(TOKEN) ?? [], ...section.normal.match(ALL_JOINED) ?? []]);
        index.words_held = [...new Set([...Object.keys(terms), ...titles.flat()])];
        index.mini.addAll(titles.map((title, id) => ({
            id, title, text: held[id],
        })));
        let above = [];
        let page = -1;
        let first = 0;
        for (const section of index.sections) {
            if (section.page !== page) {
                page = section.page;
                first = section.at;
                above = [];
            }
            section.nth = section.at - first;
            above = above.filter(other => other.level < (section.level || 6));
            section.above = above.slice(1);
            if (section.level > 0) {
                above.push(section);
            }
        }
        index.terms = null;
    }
    const ready = () => arrived ??= load().catch(error => {
        arrived = null;
        throw error;
    });

    /** The text of a page, in its sections. */
    function text_of(page) {
        const [path, , file] = index.pages[page];
        if (!waiting.has(path)) {
            waiting.set(path, script(path_to_root + file).catch(() => waiting.delete(path)));
        }
        return waiting.get(path);
    }
    const section_text = section => texts.get(index.pages[section.page][0])?.[section.nth];

    /** Whether a section has a piece as it was typed. */
    function holds(section, piece) {
        const text = section_text(section);
        if (text && text.normal === undefined) {
            text.normal = normal(text.text);
        }
        return has(section.normal, piece) || Boolean(text) && has(text.normal, piece);
    }

    // Looking for something.

    const leaf = (token, options) => ({ queries: [token], prefix: false, fuzzy: false, ...options });

    function candidates(wanted, how, combineWith = 'AND') {
        const queries = wanted.flatMap(({ text, tokens, is_joined }) => is_joined && how === exact ? [joined(text)] : tokens.map((token, nth) => {
            const is_word = LETTER.test(token) && !ALONE.test(token);
            return how(token, is_word, nth === tokens.length - 1);
        }));
        return index.mini.search({ combineWith, queries });
    }
    const exact = (token, is_word, is_last) => leaf(token, { prefix: is_word && is_last });
    function within(token, is_word) {
        const inside = is_word && token.length > 1 ? index.words_held.filter(word => word.includes(token)) : [];
        return { combineWith: 'OR', queries: [token, ...inside], prefix: false, fuzzy: false };
    }
    /** Words that are joined are in the index as one, and may be joined with others. */
    function joined(text) {
        const queries = index.words_held.filter(word => word.startsWith(text) || places(word, text).some(([at]) => at > 0 && !LETTER.test(word[at - 1])));
        return { combineWith: 'OR', queries: queries.length > 0 ? queries : [text], prefix: false, fuzzy: false };
    }
    const alike = (token, is_word) => leaf(token, is_word && token.length > 3 && /\p{L}/u.test(token)
        ? { prefix: token.length > 5, fuzzy: token.length > 5 ? 2 : 1, maxFuzzy: 2 } : { prefix: is_word });

    /** What has all pieces as they were typed; what stands between their signs is looked up in the texts of the pages. */
    async function holding(hits, wanted) {
        const joined = wanted.filter(({ tokens, is_joined }) => tokens.length > 1 && !is_joined);
        if (joined.length === 0) {
            return hits;
        }
        const open = hits.map(hit => index.sections[hit.id]).filter(section => joined.some(({ text }) => !has(section.normal, text)));
        await Promise.all([...new Set(open.map(section => section.page))].map(text_of));
        const held = hits.filter(hit => joined.every(({ text }) => holds(index.sections[hit.id], text)));
        // As it was typed to the letter is likelier: ∂C/∂w and not ∂C/∂W.
        const is_typed = ({ text }) => joined.every(({ typed }) => {
            for (let at = text.indexOf(typed); at >= 0; at = text.indexOf(typed, at + 1)) {
                if (!LETTER.test(text[at + typed.length] ?? ' ')) {
                    return true;
                }
            }
            return false;
        });
        return held.map(hit => {
            const text = section_text(index.sections[hit.id]);
            return text && is_typed(text) ? { ...hit, score: hit.score * 2 } : hit;
        });
    }

    /** The sections that have what is looked for, the likeliest first, and in which sense they have it. */
    async function find(query) {
        await ready();
        const wanted = pieces(query);
        if (wanted.length === 0) {
            return { sense: 'nothing', hits: [], needles: [] };
        }
        let sense = 'found';
        let hits = [];
        let sought = wanted;
        // As typed; then as in TeX; then within words.
        const plain = pieces(query.replace(/([_^])\{([^{}]*)\}/g, '$1$2').replace(/[${}\\]/g, ''));
        for (const [those, how] of [[wanted, exact], [plain, exact], [wanted, within]]) {
            hits = those.length > 0 ? await holding(candidates(those, how), those) : [];
            if (hits.length > 0) {
                sought = those;
                break;
            }
        }
        let needles = sought.map(({ text }) => text);
        if (hits.length === 0) {
            // Near to it; then some of its words.
            const words = wanted.map(({ text, tokens }) => ({ text, tokens: tokens.filter(token => LETTER.test(token)) }));
            const long = words.map(({ text, tokens }) => ({ text, tokens: tokens.filter(token => token.length > 2 || ALONE.test(token)) }));
            for (const [those, how, combineWith, kind] of [[words, alike, 'AND', 'near'], [long, exact, 'OR', 'some'], [long, alike, 'OR', 'some']]) {
                hits = those.some(({ tokens }) => tokens.length > 0) ? candidates(those, how, combineWith) : [];
                if (hits.length > 0) {
                    sense = kind;
                    needles = null;
                    break;
                }
            }
        }
        return { sense: hits.length > 0 ? sense : 'none', hits: ranked(hits, sought), needles };
    }

    /** Titles and terms first, then what is likeliest, of each page one before more of it; of equals this page's. */
    function ranked(hits, wanted) {
        const whole = wanted.map(({ text }) => text).join(' ');
        const here = index.pages.findIndex(([path]) => is_here(path));
        function tier({ level, normal: title }) {
            if (title === whole) {
                return level === 1 ? 5 : 4;
            }
            if (level === 0 && (title.startsWith(whole + ' ') || title.endsWith(' ' + whole))) {
                return 4;
            }
            if (wanted.every(({ text }) => places(title, text).some(([at]) => at === 0 || !LETTER.test(title[at - 1]) || ALONE.test(text[0])))) {
                return title.startsWith(whole) ? 3 : 2;
            }
            return 0;
        }
        const all = hits.map(({ id, score, terms }) => {
            const section = index.sections[id];
            return { section, path: index.pages[section.page][0], terms, tier: tier(section), score: score * (section.page === here ? 1.01 : 1) };
        });
        const before = (a, b) => b.tier - a.tier || b.score - a.score || a.section.at - b.section.at;
        const counts = new Map();
        all.sort(before);
        for (const hit of all) {
            if (hit.tier === 0) {
                const { page } = hit.section;
                const count = counts.get(page) ?? 0;
                counts.set(page, count + 1);
                hit.tier = -Math.min(count, 2);
            }
        }
        return all.sort(before);
    }

    function is_here(path) {
        const plain = address => decodeURI(new URL(address, location.href).pathname).replace(/\/$/, '/index.html');
        const here = plain(location.pathname);
        return plain(path_to_root + path) === here;
    }

    // Showing what was found.

    const panel = document.getElementById('mdbook-search-wrapper');
    const bar = document.getElementById('mdbook-searchbar');
    const results = document.getElementById('mdbook-searchresults-outer');
    const header = document.getElementById('mdbook-searchresults-header');
    const list = document.getElementById('mdbook-searchresults');
    const say = (name, ...parts) => parts.reduce((text, part) => text.replace('{}', () => part), index.words[name]);
    let shown = '';
    let asked = 0;

    async function search() {
        const query = bar.value.trim();
        const turn = ++asked;
        if (query === '') {
            shown = '';
            results.classList.add('hidden');
            list.replaceChildren();
            header.textContent = '';
            return;
        }
        panel.classList.add('searching');
        let found;
        try {
            found = await find(query);
        } catch {
            header.textContent = header.dataset.failed;
            results.classList.remove('hidden');
            list.replaceChildren();
            shown = '';
            return;
        } finally {
            if (turn === asked) {
                panel.classList.remove('searching');
            }
        }
        if (turn !== asked) {
            return;
        }
        shown = query;
        const { sense, hits } = found;
        const told = { none: ['none', query], near: ['near', query, hits.length], some: ['some', query, hits.length] }[sense]
            ?? (hits.length === 1 ? ['one', query] : ['found', hits.length, query]);
        header.textContent = say(...told);
        list.replaceChildren();
        results.classList.remove('hidden');
        results.scrollTop = panel.scrollTop = 0;
        more(found, query, 0);
    }

    const PART = 20;
    function more({ hits, needles }, query, start) {
        const items = hits.slice(start, start + PART).map(hit => item(hit, query, needles));
        list.append(...items);
        if (hits.length > start + PART) {
            const rest = document.createElement('li');
            const button = document.createElement('button');
            button.type = 'button';
            button.textContent = say('more');
            rest.append(button);
            list.append(rest);
            button.addEventListener('click', () => {
                const is_focused = document.activeElement === button;
                const at = list.childElementCount - 1;
                rest.remove();
                more({ hits, needles }, query, start + PART);
                if (is_focused) {
                    list.children[at].querySelector('a, button').focus();
                }
            });
        }
        return items;
    }

    function item({ section, terms }, query, needles) {
        const [path, page] = index.pages[section.page];
        const words = needles ?? terms;
        const li = document.createElement('li');
        const link = document.createElement('a');
        const highlight = needles ? query : terms.join(' ');
        link.href = `${path_to_root}${path}?highlight=${encodeURIComponent(highlight)}${section.nth > 0 ? '#' + encodeURIComponent(section.id) : ''}`;
        const title = document.createElement('span');
        title.className = 'found-title';
        title.textContent = section.title || page;
        link.append(title);
        const where = [page, ...section.above.map(other => other.title)];
        if (section.nth > 0) {
            const place = document.createElement('span');
            place.className = 'found-where';
            place.textContent = where.join(' › ');
            link.append(' ', place);
        }
        const teaser = document.createElement('span');
        teaser.className = 'teaser';
        li.append(link, teaser);
        link.addEventListener('click', e => {
            if (!e.button && !e.metaKey && !e.ctrlKey && !e.shiftKey && !e.altKey && is_here(path)) {
                e.preventDefault();
                go(link.href);
            }
        });
        const fill = async () => {
            await text_of(section.page);
            const text = section_text(section)?.text;
            if (text) {
                teaser.replaceChildren(...excerpt(text, words));
            }
        };
        if (section_text(section)) {
            fill();
        } else {
            seen.observe(li);
            li.fill = fill;
        }
        return li;
    }
    // The text of a page is asked for when what was found on it comes into view.
    const seen = new IntersectionObserver(entries => {
        for (const { isIntersecting, target } of entries) {
            if (isIntersecting) {
                seen.unobserve(target);
                target.fill();
            }
        }
    }, { rootMargin: '50px' });

    /** A part of a text around the first of the words, with all of them in it marked. */
    function excerpt(text, words) {
        const from = [];
        const is = normal(text, from);
        let found = spots(is, words).map(([start, end]) => [from[start], from[end]]);
        const first = found[0]?.[0] ?? 0;
        let start = first < 70 ? 0 : text.indexOf(' ', first - 60) + 1;
        if (start === 0 && first >= 70 || start > first) {
            start = Math.max(0, first - 40);
        }
        let end = Math.min(text.length, start + 190);
        if (end < text.length) {
            const space = text.lastIndexOf(' ', end);
            end = space > first + 20 ? space : end;
        }
        found = found.filter(([a, b]) => a >= start && b <= end);
        const parts = [];
        let at = start;
        for (const [a, b] of found) {
            const mark = document.createElement('em');
            mark.textContent = text.slice(a, b);
            parts.push(text.slice(at, a), mark);
            at = b;
        }
        parts.push(text.slice(at, end));
        return [start > 0 ? '… ' : '', ...parts, end < text.length ? ' …' : ''];
    }

    /** Where the words stand in a normal text, in order, none over another. */
    function spots(text, words) {
        const all = words.flatMap(word => {
            const found = places(text, word);
            return found.length > 0 || !/[^\p{L}\p{N}\s]/u.test(word) ? found : loose(text, word);
        }).sort((a, b) => a[0] - b[0] || b[1] - a[1]);
        let end = 0;
        return all.filter(spot => spot[0] >= end && (end = spot[1]));
    }
    /** Places of a piece whatever spaces stand in it. */
    function loose(text, word) {
        const pattern = [...squeezed(word)].map(letter => letter.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')).join(' ?');
        return [...text.matchAll(new RegExp(pattern, 'gu'))].map(match => [match.index, match.index + match[0].length]);
    }

    // With the keyboard.

    const stops = () => [...list.querySelectorAll('a, button')];
    panel.addEventListener('keydown', e => {
        if (e.isComposing || e.altKey || e.ctrlKey || e.metaKey || e.shiftKey) {
            return;
        }
        const at = stops().indexOf(document.activeElement);
        if (e.key === 'Enter' && e.target === bar) {
            e.preventDefault();
            if (shown === bar.value.trim()) {
                stops()[0]?.click();
            } else {
                clearTimeout(later);
                search().then(() => stops()[0]?.click());
            }
        } else if (e.key === 'ArrowDown') {
            e.preventDefault();
            stops()[at + 1]?.focus();
        } else if (e.key === 'ArrowUp') {
            e.preventDefault();
            (at > 0 ? stops()[at - 1] : bar).focus();
        } else if (at >= 0 && (e.key === 'Home' || e.key === 'End')) {
            e.preventDefault();
            stops().at(e.key === 'Home' ? 0 : -1).focus();
        }
    });
    let later = 0;
    function typed(e) {
        clearTimeout(later);
        if (!e?.isComposing) {
            later = setTimeout(search, 60);
        }
    }
    bar.addEventListener('input', typed);
    bar.addEventListener('compositionend', () => typed());
    bar.closest('form').addEventListener('submit', e => e.preventDefault());

    // On a page that was found.

    const SKIPPED = 'script, style, button, svg title, .quiz-result';
    const INLINE = new Set(['A', 'ABBR', 'B', 'CITE', 'CODE', 'DEL', 'EM', 'I', 'KBD', 'MARK', 'Q', 'S', 'SMALL', 'SPAN', 'STRONG', 'SUB', 'SUP', 'U', 'VAR', 'tspan']);

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

    const LIMIT = 400;
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
        const from = [];
        const is = normal(text, from);
        let words = pieces(query).map(piece => piece.text);
        let found = spots(is, words);
        if (found.length === 0) {
            words = pieces(query.replace(/([_^])\{([^{}]*)\}/g, '$1$2').replace(/[${}\\]/g, '')).map(piece => piece.text);
            found = spots(is, words);
        }
        found = found.map(([start, end]) => [from[start], from[end - 1] + 1]);
        const start_of = node => spans.find(([, other]) => node === other || node.contains(other))?.[0] ?? 0;
        const head = id ? document.getElementById(id) : null;
        const is_inside = head && main.contains(head);
        let first = 0;
        let is_there = found.length > 0;
        if (is_inside) {
            const heads = [...main.querySelectorAll(':is(h1, h2, h3, h4, h5, h6, dt)[id]')];
            const next = heads[heads.indexOf(head) + 1];
            const [start, end] = [start_of(head), next && heads.includes(head) ? start_of(next) : Infinity];
            first = found.findIndex(([a]) => a >= start && a < end);
            is_there = first >= 0;
            first = Math.max(0, first);
        }
        const count = found.length;
        const least = Math.max(0, first - LIMIT / 2);
        const target = is_there ? found[first] : null;
        let at = null;
        for (const spot of found.slice(least, least + LIMIT).reverse()) {
            const element = put(spot, spans);
            if (spot === target) {
                at = element;
            }
        }
        at ??= is_inside ? head : main.querySelector('h1') ?? main;
        lead(at);
        const heard = document.getElementById('heard');
        heard.textContent = '';
        ready().then(() => setTimeout(() => {
            heard.textContent = count > 0 ? say('marked', query, count) : say('unmarked', query);
        }, 100), () => {});
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
            mark(wanted, decodeURIComponent(location.hash.slice(1)));
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
        panel.dispatchEvent(new Event('leave'));
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
    document.addEventListener('click', e => e.target.closest?.('mark.found') && !e.target.closest('a') && forget());
    document.addEventListener('keydown', e => {
        if (e.key === 'Escape' && !e.defaultPrevented && panel.classList.contains('hidden')) {
            forget();
        }
    });

    return {
        index(made) { index = made; },
        text(path, parts) { texts.set(path, parts.map(text => ({ text, normal: undefined }))); },
        /** Loads the index, and looks for what was typed meanwhile. */
        async start() {
            try {
                await ready();
                bar.placeholder = index.words.search;
                bar.setAttribute('aria-label', index.words.search);
            } catch {
                // Told by the search.
            }
            return search();
        },
        find,
        here,
    };
})();
