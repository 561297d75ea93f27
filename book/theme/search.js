'use strict';

// Search. Loaded when a reader asks for it, after marks.js; the words of the book and the texts of its pages (folder
// search/, made by the press) come after it, as scripts, so that it works from a disk too.

/* global MiniSearch, book_marks, path_to_root, search_index, later_scripts */

window.book_search = (() => {
    const { ALL_JOINED, ALONE, LETTER, TOKEN, filled, go, has, has_typed, normal, pieces, places, spots, squeezed, untexed } = book_marks;

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
        await Promise.all([script(later_scripts[2]), script(path_to_root + search_index)]);
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
        if (has(section.normal, piece) || text?.normal.includes(piece)) {
            return true;
        }
        if (!text || !/[^\p{L}\p{N}\s]/u.test(piece)) {
            return false;
        }
        text.squeezed ??= squeezed(text.normal);
        return text.squeezed.includes(squeezed(piece));
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

    /**
     * What has all pieces as they were typed; what stands between their signs is looked up in the texts of the pages.
     * Joined words are in the index as one, but are looked for in parts within others.
     */
    async function holding(hits, wanted, how) {
        const joined = wanted.filter(({ tokens, is_joined }) => tokens.length > 1 && (!is_joined || how === within));
        if (joined.length === 0) {
            return hits;
        }
        const open = hits.map(hit => index.sections[hit.id]).filter(section => joined.some(({ text }) => !has(section.normal, text)));
        await Promise.all([...new Set(open.map(section => section.page))].map(text_of));
        const held = hits.filter(hit => joined.every(({ text }) => holds(index.sections[hit.id], text)));
        // As it was typed to the letter is likelier: ∂C/∂w and not ∂C/∂W.
        return held.map(hit => {
            const text = section_text(index.sections[hit.id])?.text;
            return text && joined.every(({ typed }) => has_typed(text, typed)) ? { ...hit, score: hit.score * 2 } : hit;
        });
    }

    const READ = 40; // of the likeliest: whether they have the words together
    /** Says of each hit whether it has what was typed letter for letter, such as σ and not Σ, and words together. */
    async function weighed(hits, wanted) {
        const chosen = wanted.filter(({ is_chosen }) => is_chosen);
        const whole = wanted.length > 1 ? wanted.map(({ text }) => text).join(' ') : null;
        const read = chosen.length > 0 ? hits : whole ? [...hits].sort((a, b) => b.score - a.score).slice(0, READ) : [];
        await Promise.all([...new Set(read.map(hit => index.sections[hit.id].page))].map(text_of));
        return hits.map(hit => {
            const section = index.sections[hit.id];
            const text = section_text(section)?.text ?? '';
            const is_typed = chosen.length > 0 && chosen.every(({ typed }) => has_typed(section.title, typed) || has_typed(text, typed));
            return { ...hit, typed: 2 * is_typed + Boolean(whole && holds(section, whole)) };
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
        const plain = untexed(query);
        for (const [those, how] of [[wanted, exact], [plain, exact], [wanted, within]]) {
            hits = those.length > 0 ? await holding(candidates(those, how), those, how) : [];
            if (hits.length > 0) {
                sought = those;
                break;
            }
        }
        let needles = sought;
        hits = await weighed(hits, sought);
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
        const all = hits.map(({ id, score, terms, typed = 0 }) => {
            const section = index.sections[id];
            return { section, path: index.pages[section.page][0], terms, typed, tier: tier(section), score: score * (section.page === here ? 1.01 : 1) };
        });
        const before = (a, b) => b.typed - a.typed || b.tier - a.tier || b.score - a.score || a.section.at - b.section.at;
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
    const say = (name, ...parts) => filled(index.words[name], ...parts);
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
        const words = needles ?? terms.map(text => ({ text }));
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
                panel.dispatchEvent(new Event('leave'));
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
        const { spots: all, whole } = spots(text, words);
        const first = (whole[0] ?? all[0])?.[0] ?? 0;
        let start = first < 70 ? 0 : text.indexOf(' ', first - 60) + 1;
        if (start === 0 && first >= 70 || start > first) {
            start = Math.max(0, first - 40);
        }
        let end = Math.min(text.length, start + 190);
        if (end < text.length) {
            const space = text.lastIndexOf(' ', end);
            end = space > first + 20 ? space : end;
        }
        const found = all.filter(([a, b]) => a >= start && b <= end);
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

    return {
        index(made) { index = made; },
        text(path, parts) { texts.set(path, parts.map(text => ({ text, normal: undefined }))); },
        /** Loads the index, and looks for what was typed meanwhile. */
        async start(is_entered = false) {
            try {
                await ready();
                bar.placeholder = index.words.search;
                bar.setAttribute('aria-label', index.words.search);
            } catch {
                // Told by the search.
            }
            await search();
            if (is_entered) {
                stops()[0]?.click();
            }
        },
        find,
    };
})();
