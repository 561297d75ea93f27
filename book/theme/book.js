'use strict';

// What the page does by itself. It takes the place of mdBook's book.js, toc.js and clipboard.js (60 KB, most of it
// for a playground that this book does not have); the element ids are mdBook's, so its search script works unchanged.
// Without JavaScript the page reads the same: contents in view, colours by the system's setting.

/* global hljs, path_to_root, default_light_theme, default_dark_theme */

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

// searcher.js asks this before it takes a key for itself.
function mdbook_something_else_has_focus(e) {
    return /^(?:input|select|textarea)$/i.test((e.composedPath()[0] || e.target).nodeName);
}

(function code() {
    for (const block of document.querySelectorAll('pre code[class*="language-"]')) {
        // Highlighting would drop hidden (`boring`) lines that mdBook has marked up.
        const known = hljs.getLanguage((/language-([\w-]+)/.exec(block.className) || [])[1]);
        if (known && block.children.length === 0) {
            hljs.highlightElement(block);
        }
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
            button.textContent = await copy(pre.querySelector('code').textContent) ? 'Copied' : 'Not copied';
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
    let chosen = null;
    try {
        chosen = localStorage.getItem('mdbook-theme');
    } catch {
        // As above.
    }
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
    function open(yes) {
        menu.hidden = !yes;
        toggle.setAttribute('aria-expanded', yes);
        if (yes) {
            (items.find(item => item.getAttribute('aria-checked') === 'true') || items[0]).focus();
        }
    }

    show();
    system_dark.addEventListener('change', show);
    toggle.addEventListener('click', () => open(menu.hidden));
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
        } else if (e.key === 'Escape') {
            open(false);
            toggle.focus();
        }
    });
    document.addEventListener('pointerdown', e => {
        if (!menu.hidden && !menu.contains(e.target) && !toggle.contains(e.target)) {
            open(false);
        }
    });
    menu.addEventListener('focusout', e => {
        if (e.relatedTarget && !menu.contains(e.relatedTarget) && e.relatedTarget !== toggle) {
            open(false);
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
    toggle.addEventListener('click', () => {
        const yes = !html.classList.contains('sidebar-visible');
        show(yes);
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
        if (e.key === 'Escape' && close()) {
            toggle.focus();
        }
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
        for (const katex of link.querySelectorAll('.katex-mathml')) {
            katex.remove();
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
        box.append(list);
        active.parentElement.after(box);
    }

    let current = null;
    function follow() {
        document.getElementById('mdbook-menu-bar').classList.toggle('scrolled', scrollY > 8);
        const end = scrollY + innerHeight >= html.scrollHeight - 4;
        const passed = headings.filter(h => h.getBoundingClientRect().top < (end ? innerHeight : innerHeight * .3));
        const now = entries.get(passed.at(-1)) || null;
        if (now !== current) {
            current?.classList.remove('current-header');
            now?.classList.add('current-header');
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

    document.querySelector('.skip-link').addEventListener('click', e => {
        e.preventDefault();
        const main = document.getElementById('content');
        main.focus();
        main.scrollIntoView();
    });

    document.addEventListener('keydown', e => {
        if (e.defaultPrevented || e.altKey || e.ctrlKey || e.metaKey || help.open
            || window.search?.hasFocus?.() || mdbook_something_else_has_focus(e)) {
            return;
        }
        if (e.key === '?') {
            e.preventDefault();
            help.showModal();
            return;
        }
        // Arrows turn the page, except where they scroll a box of code, a figure, a formula or a table.
        const step = { ArrowRight: '.next', ArrowLeft: '.previous' }[e.key];
        const at = e.target.closest('main [tabindex], pre, figure, .formula, .table-wrapper, [role="menu"], .sidebar');
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
            if (event.target.open) {
                const [, ...says] = event.target.children;
                result.textContent = says.map(part => part.textContent.trim()).join(' ');
            }
        }, true);
    }
})();

(function search() {
    const toggle = document.getElementById('mdbook-search-toggle');
    const panel = document.getElementById('mdbook-search-wrapper');
    if (!toggle || !window.search_scripts) {
        return;
    }
    const bar = document.getElementById('mdbook-searchbar');
    const open = () => !panel.classList.contains('hidden');
    let loading = false;

    // mdBook's search (60 KB and the index) arrives when it is asked for; what is typed meanwhile is kept.
    function load(then) {
        if (loading) {
            return;
        }
        loading = true;
        const scripts = [...window.search_scripts];
        (function next() {
            if (scripts.length === 0) {
                then();
                return;
            }
            const script = document.createElement('script');
            script.src = scripts.shift();
            script.onload = next;
            document.head.append(script);
        })();
    }
    function first_time() {
        panel.classList.remove('hidden');
        bar.focus();
        load(() => {
            panel.classList.add('hidden');
            toggle.removeEventListener('click', first_time);
            toggle.click();
            bar.setSelectionRange(bar.value.length, bar.value.length);
        });
    }
    toggle.addEventListener('click', first_time);
    document.addEventListener('keydown', e => {
        if ((e.key === '/' || e.key === 's') && !loading && !e.altKey && !e.ctrlKey && !e.metaKey && !e.shiftKey
            && !mdbook_something_else_has_focus(e)) {
            e.preventDefault();
            first_time();
        }
    });
    if (/[?&](?:search|highlight)=/.test(location.search)) {
        toggle.removeEventListener('click', first_time);
        load(() => {});
    }

    // Its excerpts carry a label that an element without a role may not have.
    new MutationObserver(() => {
        for (const excerpt of panel.querySelectorAll('.teaser[aria-label]')) {
            excerpt.removeAttribute('aria-label');
        }
    }).observe(document.getElementById('mdbook-searchresults'), { childList: true });

    // mdBook's search scrolls to the top of the page; here the panel comes to the reader, and focus goes back where it was asked for.
    let was = null;
    for (const event of ['click', 'keydown']) {
        window.addEventListener(event, () => { was = { open: open(), y: scrollY }; }, true);
        window.addEventListener(event, e => {
            if (open() && !was.open) {
                scrollTo(scrollX, was.y);
                bar.focus({ preventScroll: true });
                bar.select();
            } else if (!open() && was.open && e.key === 'Escape') {
                toggle.focus({ preventScroll: true });
                scrollTo(scrollX, was.y);
            }
        });
    }
    document.addEventListener('pointerdown', e => {
        if (open() && !panel.contains(e.target) && !toggle.contains(e.target)) {
            panel.classList.add('hidden');
            toggle.setAttribute('aria-expanded', 'false');
        }
    });
})();
