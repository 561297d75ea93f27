'use strict';

// What the page does by itself. It takes the place of mdBook's book.js, toc.js and clipboard.js (60 KB, most of it
// for a playground that this book does not have); the element ids are mdBook's.
// Without JavaScript the page reads the same: contents in view, colours by the system's setting.

/* global Prism, path_to_root, default_light_theme, default_dark_theme, search_index, later_scripts */

const html = document.documentElement;

function remember(key, value) {
    try {
        if (value === null) {
            localStorage.removeItem(key);
        } else {
            localStorage.setItem(key, value);
        }
    } catch {
        // A private window may refuse: the choice then lasts for this page.
    }
}

/** What is remembered, or null. */
function recall(key) {
    try {
        return localStorage.getItem(key);
    } catch {
        return null; // as above
    }
}

/** Whether a key is meant for something that is typed in. */
function in_a_field(e) {
    const at = e.composedPath()[0] || e.target;
    return /^(?:input|select|textarea)$/i.test(at.nodeName) || Boolean(at.isContentEditable);
}

/**
 * A box that a button opens: opened, it has the focus; Tab goes on from there, Shift and Tab from its beginning go back
 * to the button, Escape closes it, and so does leaving it. What had the focus has it again.
 */
function popups(toggle, box, { is_open, show, first, leaves = () => true }) {
    let back = toggle;
    function open(yes, focus = true) {
        if (yes !== is_open()) {
            back = document.activeElement && document.activeElement !== document.body ? document.activeElement : toggle;
            toggle.setAttribute('aria-expanded', yes);
            show(yes);
        }
        if (yes && focus) {
            first().focus({ preventScroll: true });
        }
    }
    function leave() {
        const to = !box.contains(back) && back.isConnected && back.getClientRects().length > 0 ? back : toggle;
        open(false);
        to.focus({ preventScroll: true });
    }
    toggle.addEventListener('click', () => open(!is_open()));
    document.addEventListener('keydown', e => {
        if (!is_open() || e.isComposing || e.altKey || e.ctrlKey || e.metaKey) {
            return;
        }
        const at = document.activeElement;
        if (e.key === 'Escape' && !e.defaultPrevented) {
            e.preventDefault();
            leave();
        } else if (e.key === 'Tab' && at === toggle && !e.shiftKey) {
            e.preventDefault();
            first().focus({ preventScroll: true });
        } else if (e.key === 'Tab' && at === first() && e.shiftKey) {
            e.preventDefault();
            toggle.focus({ preventScroll: true });
        }
    });
    box.addEventListener('focusout', e => {
        if (is_open() && leaves() && e.relatedTarget && !box.contains(e.relatedTarget) && e.relatedTarget !== toggle) {
            open(false);
        }
    });
    toggle.addEventListener('focusout', e => {
        if (is_open() && leaves() && e.relatedTarget && !box.contains(e.relatedTarget)) {
            open(false);
        }
    });
    document.addEventListener('pointerdown', e => {
        if (is_open() && leaves() && !box.contains(e.target) && !toggle.contains(e.target)) {
            open(false);
        }
    });
    return { open };
}

/** Changes the page, and keeps a part of it where the reader sees it. */
function stay(part, change) {
    const before = part?.getBoundingClientRect().top ?? 0;
    // The browser would move the page for it as well.
    html.style.overflowAnchor = 'none';
    change();
    scrollBy({ top: (part?.getBoundingClientRect().top ?? 0) - before, behavior: 'instant' });
    requestAnimationFrame(() => requestAnimationFrame(() => { html.style.overflowAnchor = ''; }));
}

/** Shows all lines of a listing, or those of its idea. */
function show_whole(listing, yes) {
    listing.classList.toggle('whole', yes);
    for (const rest of listing.querySelectorAll('.rest')) {
        if (yes) {
            rest.removeAttribute('hidden');
        } else {
            // The browser's own search finds it, and it is shown then.
            rest.setAttribute('hidden', 'until-found');
        }
    }
    const toggle = listing.querySelector('.whole-item');
    toggle.setAttribute('aria-expanded', yes);
    toggle.textContent = yes ? 'Only the idea' : `Whole item, ${toggle.dataset.more} more lines`.replace(/ 1 more lines/, ' 1 more line');
}

(function code() {
    // Each line a box of its own, so that a narrow window can break it and hang the rest below its beginning.
    for (const block of document.querySelectorAll('code.language-rust')) {
        const open = [];
        const code = window.Prism ? Prism.highlight(block.textContent, Prism.languages.rust, 'rust') : block.innerHTML;
        const rows = code.replace(/\n$/, '').split('\n').map(line => {
            const before = open.join('');
            for (const [tag, end] of line.matchAll(/<(\/?)span[^>]*>/g)) {
                if (end) {
                    open.pop();
                } else {
                    open.push(tag);
                }
            }
            const indent = /^ */.exec(line)[0];
            const rest = line.slice(indent.length).replace(/<[^>]*>|\((?!\))|::|\.(?=[a-z_])/g, sign => sign.startsWith('<') ? sign : sign === '.' ? '<wbr>.' : `${sign}<wbr>`);
            return `<span class="row" style="--in:${indent.length / 2}ch">${before}<span class="indent">${indent}</span>${rest}${'</span>'.repeat(open.length)}\n</span>`;
        });
        const listing = block.closest('[data-idea]');
        block.innerHTML = listing ? idea(listing, rows) : rows.join('');
    }

    /** Rows of a listing: those that are not its idea are hidden until a reader wants them. */
    function idea(listing, rows) {
        const spans = listing.dataset.idea.split(' ').map(span => span.split('-').map(Number));
        const is_idea = nth => spans.some(([first, last = first]) => first <= nth + 1 && nth + 1 <= last);
        const toggle = document.createElement('button');
        toggle.type = 'button';
        toggle.className = 'whole-item';
        listing.querySelector('.source').prepend(toggle);
        toggle.addEventListener('click', () => {
            const yes = !listing.classList.contains('whole');
            stay(yes ? listing.querySelector('code > .row') : toggle, () => show_whole(listing, yes));
        });
        listing.addEventListener('beforematch', () => show_whole(listing, true));
        // An idea from the inside of a function begins at the edge all the same.
        const indents = rows.flatMap((row, nth) => is_idea(nth) ? /<span class="indent">( *)<\/span>[^\n]/.exec(row)?.[1].length ?? [] : []);
        listing.style.setProperty('--cut', Math.min(...indents));
        toggle.dataset.more = rows.length - spans.reduce((sum, [first, last = first]) => sum + last - first + 1, 0);
        return rows.map((row, nth) => {
            const is_here = is_idea(nth);
            const begins = nth === 0 || is_idea(nth - 1) !== is_here;
            const ends = nth === rows.length - 1 || is_idea(nth + 1) !== is_here;
            const is_gap = nth > spans[0][0] && nth < spans.at(-1)[0];
            const start = is_here || !begins ? '' : `<span class="rest${is_gap ? ' gap' : ''}">`;
            return start + row + (is_here || !ends ? '' : '</span>');
        }).join('');
    }

    // A prompt for each command that a reader types, none for comments and continued lines.
    for (const block of document.querySelectorAll('code.language-sh')) {
        const lines = block.innerHTML.replace(/\n$/, '').split('\n');
        const whole = line => (line.match(/<span/g) || []).length === (line.match(/<\/span/g) || []).length;
        if (!lines.every(whole)) {
            continue;
        }
        let continued = false;
        block.innerHTML = lines.map(line => {
            const text = line.replace(/<[^>]*>/g, '').trim();
            const command = text !== '' && !text.startsWith('#') && !continued;
            continued = text.endsWith('\\');
            return `<span class="line${command ? ' command' : ''}">${line}</span>`;
        }).join('\n') + '\n';
    }

    for (const pre of document.querySelectorAll('pre:has(> code)')) {
        const box = document.createElement('div');
        box.className = 'code-block';
        pre.replaceWith(box);
        const button = document.createElement('button');
        button.type = 'button';
        button.className = 'copy';
        button.textContent = 'Copy';
        button.setAttribute('aria-live', 'polite');
        box.append(pre, button);
        button.addEventListener('click', async () => {
            const code = pre.querySelector('code').cloneNode(true);
            code.querySelectorAll('[hidden]').forEach(rest => rest.remove());
            button.textContent = await copy(code.textContent) ? 'Copied' : 'Not copied';
            setTimeout(() => { button.textContent = 'Copy'; }, 1500);
        });
    }

    async function copy(text) {
        try {
            await navigator.clipboard.writeText(text);
            return true;
        } catch {
            // Pages not served over https or from this machine have no clipboard object.
            const area = document.createElement('textarea');
            area.value = text;
            document.body.append(area);
            area.select();
            const done = document.execCommand('copy');
            area.remove();
            return done;
        }
    }
})();

(function all_code() {
    const toggle = document.getElementById('all-code');
    const listings = document.querySelectorAll('[data-idea]');
    const folds = [...document.querySelectorAll('main details')].filter(fold => fold.querySelector('.listing'));
    const whole = () => [...listings].filter(listing => listing.classList.contains('whole'));
    // What the reader had opened stays open.
    let [opened, shown] = [[], []];
    function show(yes) {
        toggle.setAttribute('aria-pressed', yes);
        if (yes) {
            opened = folds.filter(fold => !fold.open);
            shown = whole();
        }
        listings.forEach(listing => show_whole(listing, yes || shown.includes(listing)));
        opened.forEach(fold => { fold.open = yes; });
    }
    const is_wanted = () => recall('book-all-code') === 'yes';
    toggle.hidden = document.querySelector('main .listing') === null;
    show(is_wanted());
    toggle.addEventListener('click', () => {
        const yes = toggle.getAttribute('aria-pressed') !== 'true';
        const at_top = part => part.getBoundingClientRect().top < 80 && part.getBoundingClientRect().bottom > 80;
        const seen = [...document.querySelectorAll('main .listing')].find(at_top)
            ?? [...document.querySelectorAll('main > *')].find(part => part.getBoundingClientRect().bottom > 80);
        remember('book-all-code', yes ? 'yes' : null);
        stay(seen, () => show(yes));
        // It may have become so short that it is gone.
        if (seen && seen.getBoundingClientRect().bottom < 80) {
            (seen.checkVisibility() ? seen : seen.closest('main > *')).scrollIntoView({ block: 'start', behavior: 'instant' });
        }
    });
    addEventListener('pageshow', e => {
        if (e.persisted && is_wanted() !== (toggle.getAttribute('aria-pressed') === 'true')) {
            show(is_wanted());
        }
    });
})();

(function reading() {
    // What a reader needs only who has touched the page: where a number is from, and formulas that are copied.
    let tapped;
    const is_text = ({ target }) => target instanceof Element && target.closest('main') !== null;
    const tap = e => { tapped = e.target; };
    const listened = {
        scroll: () => true,
        pointerdown: is_text,
        focusin: is_text,
        selectionchange: () => !getSelection().isCollapsed,
        keydown: e => is_text(e) || e.key === 'Tab' || e.ctrlKey || e.metaKey,
    };
    function begin(e) {
        if (!listened[e.type](e)) {
            return;
        }
        Object.keys(listened).forEach(type => document.removeEventListener(type, begin, true));
        const script = document.createElement('script');
        script.src = later_scripts[3];
        script.onload = () => {
            removeEventListener('click', tap, true);
            // The tap that brought it is answered too.
            tapped?.closest?.('.number[data-from]')?.click();
        };
        document.head.append(script);
    }
    addEventListener('click', tap, true);
    Object.keys(listened).forEach(type => document.addEventListener(type, begin, { capture: true, passive: true }));
})();

(function paper() {
    // Where the stylesheet for paper cannot unfold what is folded.
    if (CSS.supports('selector(::details-content)')) {
        return;
    }
    let folded = [];
    addEventListener('beforeprint', () => {
        folded = [...document.querySelectorAll('details:not([open])')];
        folded.forEach(fold => { fold.open = true; });
    });
    addEventListener('afterprint', () => folded.forEach(fold => { fold.open = false; }));
})();

(function scrollable() {
    // A box that scrolls sideways can be reached and scrolled with the keyboard, and says what it is.
    const labels = [
        ['.formula', 'Formula'],
        ['.table-wrapper', 'Table'],
        ['.figure-box', 'Figure'],
        ['.output pre', 'Output'],
        ['.content pre', 'Code'],
    ];
    function label() {
        for (const [selector, name] of labels) {
            for (const box of document.querySelectorAll(selector)) {
                const scrolls = box.scrollWidth > box.clientWidth;
                box.classList.toggle('scrolls', scrolls);
                if (scrolls && !box.hasAttribute('tabindex')) {
                    box.tabIndex = 0;
                }
                if (box.hasAttribute('tabindex')) {
                    box.role ??= 'group';
                    if (!box.hasAttribute('aria-label')) {
                        box.setAttribute('aria-label', name);
                    }
                }
            }
        }
    }
    label();
    window.addEventListener('resize', label, { passive: true });
    document.fonts.ready.then(label);
    const sizes = new ResizeObserver(label);
    document.querySelectorAll('main pre').forEach(pre => sizes.observe(pre));

    for (const box of document.querySelectorAll('li input[type="checkbox"]:not([aria-label])')) {
        box.setAttribute('aria-label', box.closest('li').innerText.trim());
    }
})();

(function theme() {
    const toggle = document.getElementById('mdbook-theme-toggle');
    const menu = document.getElementById('mdbook-theme-list');
    const items = [...menu.querySelectorAll('.theme')];
    const dark_sheet = document.getElementById('dark-colours');
    const system_dark = matchMedia('(prefers-color-scheme: dark)');
    let chosen = recall('mdbook-theme');
    if (!document.getElementById('mdbook-theme-' + chosen)) {
        chosen = null;
    }

    function show() {
        const theme = chosen || (system_dark.matches ? default_dark_theme : default_light_theme);
        if (dark_sheet) {
            dark_sheet.media = !chosen ? 'screen and (prefers-color-scheme: dark)' : chosen === default_dark_theme ? 'screen' : 'not all';
        }
        html.classList.remove(default_light_theme, default_dark_theme);
        html.classList.add(theme);
        for (const item of items) {
            item.setAttribute('aria-checked', item.id === 'mdbook-theme-' + (chosen || 'default_theme'));
        }
        setTimeout(() => {
            document.querySelector('meta[name="theme-color"]').content = getComputedStyle(document.body).backgroundColor;
        }, 1);
    }
    popups(toggle, menu, {
        is_open: () => !menu.hidden,
        show: yes => { menu.hidden = !yes; },
        first: () => items.find(item => item.getAttribute('aria-checked') === 'true') || items[0],
    });

    show();
    system_dark.addEventListener('change', show);
    menu.addEventListener('click', e => {
        const item = e.target.closest('.theme');
        if (item) {
            const name = item.id.replace('mdbook-theme-', '');
            chosen = name === 'default_theme' ? null : name;
            remember('mdbook-theme', chosen);
            show();
        }
    });
    menu.addEventListener('keydown', e => {
        const at = items.indexOf(document.activeElement);
        const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[e.key];
        if (to !== undefined) {
            e.preventDefault();
            items.at(to % items.length).focus();
        }
    });
})();

(function contents() {
    const sidebar = document.getElementById('mdbook-sidebar');
    const scrollbox = sidebar.querySelector('.sidebar-scrollbox');
    const toggle = document.getElementById('mdbook-sidebar-toggle');
    const handle = document.getElementById('mdbook-sidebar-resize-handle');
    const beside = matchMedia('(min-width: 1080px)');

    function show(yes, keep = true) {
        html.classList.toggle('sidebar-visible', yes);
        toggle.setAttribute('aria-expanded', yes);
        if (keep && beside.matches) {
            remember('mdbook-sidebar', yes ? 'visible' : 'hidden');
        }
    }
    show(html.classList.contains('sidebar-visible'), false);
    requestAnimationFrame(() => requestAnimationFrame(() => html.classList.add('ready')));
    // Opened with the keyboard, they are where the next Tab goes, though they stand before their button.
    let is_fresh = false;
    toggle.addEventListener('click', e => {
        const yes = !html.classList.contains('sidebar-visible');
        show(yes);
        is_fresh = yes && e.detail === 0;
        if (yes && !beside.matches) {
            (sidebar.querySelector('.active') || sidebar.querySelector('a')).focus({ preventScroll: true });
        }
    });
    function close() {
        if (!beside.matches && html.classList.contains('sidebar-visible')) {
            show(false);
            return true;
        }
        return false;
    }
    document.getElementById('sidebar-shade').addEventListener('click', close);
    sidebar.addEventListener('click', e => e.target.closest('a[href^="#"]') && close());
    document.addEventListener('keydown', e => {
        const at = document.activeElement;
        if (e.key === 'Escape' && !e.defaultPrevented && (close() || sidebar.contains(at))) {
            e.preventDefault();
            toggle.focus();
        } else if (e.key === 'Tab' && html.classList.contains('sidebar-visible') && (is_fresh || !beside.matches)) {
            const first = sidebar.querySelector('a');
            const to = at === toggle && !e.shiftKey ? first : at === first && e.shiftKey ? toggle : null;
            if (to) {
                e.preventDefault();
                to.focus({ preventScroll: true });
                to.scrollIntoView({ block: 'nearest' });
            } else if (!sidebar.contains(at)) {
                is_fresh = false;
            }
        }
    });
    sidebar.addEventListener('focusout', e => {
        is_fresh &&= sidebar.contains(e.relatedTarget) || e.relatedTarget === toggle && e.target === sidebar.querySelector('a');
    });
    // While the contents cover the text, the keyboard does not wander under them.
    document.addEventListener('focusin', e => {
        if (!sidebar.contains(e.target) && e.target !== toggle) {
            close();
        }
    });
    beside.addEventListener('change', () => show(beside.matches, false));

    function resize(e) {
        const width = Math.min(Math.max(e.clientX, 180), innerWidth / 2);
        html.style.setProperty('--sidebar-target-width', width + 'px');
    }
    handle.addEventListener('pointerdown', e => {
        handle.setPointerCapture(e.pointerId);
        html.classList.add('sidebar-resizing');
        handle.addEventListener('pointermove', resize);
    });
    handle.addEventListener('lostpointercapture', () => {
        html.classList.remove('sidebar-resizing');
        handle.removeEventListener('pointermove', resize);
    });
    handle.addEventListener('dblclick', () => html.style.removeProperty('--sidebar-target-width'));

    // Which page this is, and its sections.
    const here = location.href.split(/[#?]/)[0].replace(/\/$/, '/index.html').replace(/\.html$/, '');
    const links = [...sidebar.querySelectorAll('.chapter a[href]')];
    for (const link of links) {
        link.setAttribute('href', path_to_root + link.getAttribute('href'));
    }
    const active = links.find(link => link.href.replace(/\.html$/, '') === here)
        || here.endsWith('/index') && path_to_root === '' && links[0];
    if (!active) {
        return;
    }
    active.classList.add('active');
    active.setAttribute('aria-current', 'page');
    for (let item = active.closest('li'); item; item = item.parentElement.closest('li')) {
        item.classList.add('expanded');
    }

    const headings = [...document.querySelectorAll('main :is(h2, h3)[id]')].filter(h => h.querySelector(':scope > a.header'));
    const entries = new Map();
    const list = document.createElement('ol');
    let sub = list;
    for (const heading of headings) {
        const item = document.createElement('li');
        item.className = 'header-item expanded';
        item.innerHTML = '<span class="chapter-link-wrapper"><a class="header-in-summary"></a></span>';
        const link = item.querySelector('a');
        link.href = '#' + heading.id;
        link.append(...heading.querySelector('a.header').cloneNode(true).childNodes);
        // A heading in the contents is read as text; what is seen of its formulas stays.
        for (const formula of link.querySelectorAll('.katex')) {
            const heard = document.createElement('span');
            heard.className = 'unseen';
            heard.textContent = formula.dataset.text;
            formula.querySelector('.katex-mathml')?.replaceWith(heard);
        }
        if (heading.localName === 'h2') {
            list.append(item);
            sub = null;
        } else {
            if (sub === null) {
                sub = document.createElement('ol');
                list.lastElementChild.append(sub);
            }
            sub.append(item);
        }
        entries.set(heading, link);
    }
    if (headings.length > 0) {
        const box = document.createElement('div');
        box.className = 'on-this-page';
        const all = document.createElement('button');
        all.type = 'button';
        all.className = 'all-sections';
        let is_wanted = recall('book-sections') === 'all';
        const count = headings.filter(heading => heading.localName === 'h2').length;
        const fold = () => {
            box.classList.toggle('folded', !is_wanted);
            all.setAttribute('aria-expanded', is_wanted);
            all.textContent = is_wanted ? 'Only this section' : `All ${count} sections`;
        };
        all.addEventListener('click', () => {
            is_wanted = !is_wanted;
            remember('book-sections', is_wanted ? 'all' : null);
            fold();
        });
        fold();
        if (count > 1) {
            box.append(all);
        } else {
            box.classList.remove('folded');
        }
        box.append(list);
        active.parentElement.after(box);
    }

    // How far the text goes: exercises and sources come after it.
    const end_of_text = document.getElementById('exercises');
    const progress = document.querySelector('.progress');
    const section = document.querySelector('.menu-section');
    let current = null;
    function follow() {
        const last = (end_of_text ? end_of_text.getBoundingClientRect().top + scrollY : html.scrollHeight) - innerHeight;
        progress.style.transform = `scaleX(${last > 0 ? Math.min(1, scrollY / last) : 1})`;
        document.getElementById('mdbook-menu-bar').classList.toggle('scrolled', scrollY > 8);
        const end = scrollY + innerHeight >= html.scrollHeight - 4;
        const passed = headings.filter(h => h.getBoundingClientRect().top < (end ? innerHeight : innerHeight * .3));
        const now = entries.get(passed.at(-1)) || null;
        if (now !== current) {
            for (const [link, yes] of [[current, false], [now, true]]) {
                link?.classList.toggle('current-header', yes);
                for (let item = link?.closest('li'); item && item.closest('.on-this-page'); item = item.parentElement.closest('li')) {
                    item.classList.toggle('is-current', yes);
                }
            }
            section.textContent = '';
            if (now) {
                const dot = document.createElement('span');
                dot.className = 'menu-dot';
                dot.textContent = ' · ';
                section.append(dot, ...now.cloneNode(true).childNodes);
            }
            current = now;
        }
    }
    let waiting = false;
    document.addEventListener('scroll', () => {
        if (!waiting) {
            waiting = true;
            requestAnimationFrame(() => { waiting = false; follow(); });
        }
    }, { passive: true });
    follow();

    // The contents stay where the reader had scrolled them.
    let offset = null;
    try {
        offset = sessionStorage.getItem('sidebar-scroll');
    } catch {
        // As above.
    }
    scrollbox.scrollTop = offset ?? 0;
    const { top, bottom } = active.getBoundingClientRect();
    if (top < 0 || bottom > innerHeight) {
        active.scrollIntoView({ block: 'center' });
    }
    window.addEventListener('pagehide', () => {
        try {
            sessionStorage.setItem('sidebar-scroll', scrollbox.scrollTop);
        } catch {
            // As above.
        }
    });
})();

(function keys() {
    const help = document.getElementById('mdbook-help');
    const shade = document.getElementById('sidebar-shade');
    const INSIDE = 'main [tabindex]:not(mark), .listing, #all-code, pre, figure, .formula, .table-wrapper, .quiz, details, dialog, audio, video, [role="menu"], [role="search"], .sidebar';
    const OPEN = '#mdbook-search-toggle[aria-expanded="true"], #mdbook-theme-toggle[aria-expanded="true"]';

    document.querySelector('.skip-link').addEventListener('click', e => {
        e.preventDefault();
        const main = document.getElementById('content');
        main.focus();
        main.scrollIntoView();
    });

    document.addEventListener('keydown', e => {
        if (e.defaultPrevented || e.altKey || e.ctrlKey || e.metaKey || e.isComposing || help.open || in_a_field(e)) {
            return;
        }
        if (e.key === '?') {
            e.preventDefault();
            help.showModal();
            return;
        }
        // Arrows turn the page, except where they do something else or may be meant to: in a box of code, a figure, a
        // formula, a table, a question, what is folded, what is open over the page, and with a part of the text chosen.
        const step = { ArrowRight: '.next', ArrowLeft: '.previous' }[e.key];
        const at = e.target.closest?.(INSIDE) || document.querySelector(OPEN) || shade.getClientRects().length > 0 || !getSelection().isCollapsed;
        if (step && !e.shiftKey && !at) {
            const link = document.querySelector('.nav-chapters' + step);
            if (link) {
                e.preventDefault();
                location.href = link.href;
            }
        }
    });
    help.addEventListener('click', e => {
        if (e.target === help) {
            help.close();
        }
    });
})();

(function quizzes() {
    // The choices open and close without this. It lets a screen reader hear the answer where its reader is.
    for (const quiz of document.querySelectorAll('.quiz')) {
        const result = quiz.querySelector('.quiz-result');
        quiz.addEventListener('toggle', event => {
            // What is remembered is opened without a word.
            if (event.target.open && !quiz.dataset.recalls) {
                const [, ...says] = event.target.children;
                result.textContent = says.map(part => part.textContent.trim()).join(' ');
            }
        }, true);
    }
})();

(function search() {
    const toggle = document.getElementById('mdbook-search-toggle');
    const panel = document.getElementById('mdbook-search-wrapper');
    const bar = document.getElementById('mdbook-searchbar');
    const asked = new URLSearchParams(location.search);
    if (search_index === '') {
        return;
    }

    // What searches arrives when it is asked for; what is typed meanwhile is kept.
    let arriving = null;
    function script(nth) {
        return new Promise((resolve, reject) => {
            const script = document.createElement('script');
            script.src = later_scripts[nth];
            script.onload = resolve;
            script.onerror = reject;
            document.head.append(script);
        });
    }
    let marks = null;
    const load_marks = () => marks ??= script(0).catch(error => {
        marks = null;
        throw error;
    });
    function load() {
        arriving ??= load_marks().then(() => script(1)).catch(() => {
            arriving = null;
            const header = document.getElementById('mdbook-searchresults-header');
            header.textContent = header.dataset.failed;
            header.parentElement.classList.remove('hidden');
            bar.addEventListener('input', begin, { once: true });
            return Promise.reject();
        });
        return arriving.then(() => window.book_search, () => null);
    }
    let is_entered = false;
    const begin = () => load().then(search => search?.start(is_entered));
    bar.form.addEventListener('submit', e => {
        // Only before the search is there, which then takes the key itself.
        e.preventDefault();
        is_entered = true;
    });

    const popup = popups(toggle, panel, {
        is_open: () => !panel.classList.contains('hidden'),
        show(yes) {
            panel.classList.toggle('hidden', !yes);
            if (yes) {
                bar.select();
                begin();
            }
        },
        first: () => bar,
    });
    panel.addEventListener('leave', () => popup.open(false));
    document.addEventListener('keydown', e => {
        if ((e.key === '/' || e.key === 's') && !e.defaultPrevented && !e.altKey && !e.ctrlKey && !e.metaKey && !e.isComposing
            && !(e.shiftKey && e.key === 's') && !in_a_field(e) && !document.querySelector('dialog[open]')) {
            e.preventDefault();
            popup.open(true);
        }
    });
    if (asked.get('search')?.trim()) {
        bar.value = asked.get('search');
        popup.open(true);
    } else if (asked.get('highlight')?.trim()) {
        load_marks().then(() => window.book_marks.here(), () => {});
    }
})();

(function live() {
    // Figures that a reader works wait until one comes near: then their script and the book's own code are loaded.
    const wanted = document.querySelector('meta[name="live"]');
    const figures = document.querySelectorAll('figure.live');
    if (!wanted || figures.length === 0) {
        return;
    }
    const [script, ...parts] = wanted.content.split(' ').map(name => new URL(name, document.baseURI).href);
    let loading;
    function load() {
        if (!loading) {
            figures.forEach(figure => figure.setAttribute('aria-busy', true));
        }
        loading ??= import(script).then(live => live.begin(...parts)).catch(error => {
            for (const figure of figures) {
                figure.classList.add('still');
                figure.removeAttribute('aria-busy');
                figure.querySelector('form')?.setAttribute('hidden', '');
            }
            console.warn(`The figures stay still: ${error.message}`);
        });
        return loading;
    }
    const near = new IntersectionObserver(seen => {
        if (seen.some(({ isIntersecting }) => isIntersecting)) {
            near.disconnect();
            load();
        }
    }, { rootMargin: '300px' });
    for (const figure of figures) {
        figure.addEventListener('pointerenter', load, { once: true });
        figure.addEventListener('focusin', load, { once: true });
    }
    // A page that nobody has touched yet loads nothing for the figure at its top.
    if (!navigator.connection?.saveData) {
        addEventListener('scroll', () => figures.forEach(figure => near.observe(figure)), { once: true });
    }
    if ([...figures].some(figure => (location.search + location.hash).includes(`${figure.id.replace('figure-', '')}.`))) {
        const [id, state] = location.hash.slice(1).split('?');
        state && document.getElementById(id)?.scrollIntoView();
        load();
    }
    document.addEventListener('click', async e => {
        const link = e.target.closest?.('a.set');
        if (link && link.pathname === location.pathname && !(e.ctrlKey || e.metaKey || e.shiftKey)) {
            e.preventDefault();
            (await load())?.set(link);
        }
    });
})();

(function course() {
    // How much is done of each chapter, in the contents.
    const list = document.querySelector('#mdbook-sidebar .chapter');
    function count() {
        let done = {};
        try {
            done = JSON.parse(recall('book-course-done')) ?? {};
        } catch {
            // Not ours: then nothing is said.
        }
        list?.querySelectorAll('.done').forEach(mark => mark.remove());
        for (const [chapter, [some, all]] of Object.entries(done)) {
            const link = some > 0 && list?.querySelector(`a[href$="${chapter}.html"]`);
            if (link) {
                const mark = document.createElement('span');
                mark.className = 'done';
                mark.textContent = some === all ? '✓' : `${some}/${all}`;
                mark.title = `${some} of ${all} exercises done`;
                link.append(' ', mark);
            }
        }
    }
    count();
    document.addEventListener('course', count);

    // Answers are read and judged in the page. What that takes is loaded when the first place to answer is near.
    const wanted = document.querySelector('meta[name="course"]');
    if (!wanted) {
        return;
    }
    const [script, ...parts] = wanted.content.split(' ').map(name => new URL(name, document.baseURI).href);
    let loading;
    const load = () => {
        loading ??= import(script).then(course => course.begin(...parts)).catch(error => {
            console.warn(`Exercises are read as on paper: ${error.message}`);
            loading = undefined;
            addEventListener('online', load, { once: true });
        });
    };
    // The desk itself is hidden until it is there.
    const places = document.querySelectorAll('.quiz, #exercises, main:has(#desk)');
    const near = new IntersectionObserver(seen => {
        if (seen.some(({ isIntersecting }) => isIntersecting)) {
            near.disconnect();
            load();
        }
    }, { rootMargin: '600px' });
    for (const place of places) {
        place.addEventListener('focusin', load, { once: true });
        place.addEventListener('click', e => {
            e.target.closest('.choice')?.setAttribute('data-chosen', 'yes');
            load();
        }, { once: true });
    }
    addEventListener('scroll', () => places.forEach(place => near.observe(place)), { once: true });
    if (document.getElementById('desk') && recall('book-course') || /^#(?:exercise|quiz)/.test(location.hash)) {
        load();
    }
})();
