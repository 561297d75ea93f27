'use strict';

// What few readers need, and none before the page is touched: where a number is from, and how formulas are copied.

/* global html, in_a_field */

(function numbers() {
    // A number that a run made says on a tap, or with the keyboard, where it is from.
    const box = document.createElement('div');
    box.id = 'number-box';
    box.className = 'number-box';
    box.popover = 'auto';
    if (!('popover' in HTMLElement.prototype)) {
        return; // the title stays
    }
    document.body.append(box);
    let of = null;
    for (const number of document.querySelectorAll('main .number[title]')) {
        if (number.closest('a, summary, button, .katex')) {
            continue;
        }
        number.dataset.from = number.title;
        number.removeAttribute('title');
        number.tabIndex = 0;
        number.role = 'button';
        number.setAttribute('aria-expanded', 'false');
    }
    const named = /^(\S+): (\S+)$/;
    /** What the box says: commands and names at even places, words between them at odd ones. */
    function parts(from) {
        const [, chapter, name] = named.exec(from) ?? [];
        if (chapter) {
            return ['', 'Computed, not typed: ', `cargo run -p ${chapter} -- --numbers`, ' prints it as ', name, ', and a test compares: ', `cargo test -p ${chapter}`];
        }
        const [, command, what] = /^([^:]*): (.*)$/s.exec(from);
        const [, bench] = /^cargo bench -p (\S+)/.exec(command) ?? [];
        return ['', 'Measured with ', command, `: ${what}. `, ...bench ? ['', 'Checked with ', `cargo run -- measure ${bench} --check`] : []];
    }
    function say(from) {
        const nodes = parts(from).map((part, nth) => {
            const node = document.createElement(nth % 2 ? 'span' : 'code');
            node.textContent = part;
            return node;
        });
        return nodes.filter(node => node.textContent);
    }
    function show(number) {
        if (of && of !== number) {
            box.hidePopover();
        }
        box.replaceChildren(...say(number.dataset.from));
        box.style.left = box.style.top = '0';
        box.showPopover({ source: number });
        of = number;
        number.setAttribute('aria-expanded', 'true');
        place();
        const heard = document.getElementById('heard');
        heard.textContent = '';
        setTimeout(() => { heard.textContent = box.textContent; }, 100);
    }
    function place() {
        const at = of.getBoundingClientRect();
        const { width, height } = box.getBoundingClientRect();
        box.style.left = `${Math.max(8, Math.min(at.left, html.clientWidth - width - 8))}px`;
        box.style.top = `${at.bottom + 6 + height < innerHeight ? at.bottom + 6 : at.top - height - 6}px`;
    }
    box.addEventListener('beforetoggle', e => {
        if (e.newState === 'closed') {
            of?.setAttribute('aria-expanded', 'false');
            of = null;
        }
    });
    // A tap outside closes the box before it is a click: the second one on a number is to close it.
    let was = null;
    document.addEventListener('pointerdown', () => { was = of; }, true);
    document.addEventListener('click', e => {
        const number = e.target.closest?.('.number[data-from]');
        if (number && number === was && e.detail > 0) {
            was = null;
            if (of) {
                box.hidePopover();
            }
        } else if (number) {
            show(number);
        }
    });
    document.addEventListener('keydown', e => {
        const number = e.target.closest?.('.number[data-from]');
        if (number && (e.key === 'Enter' || e.key === ' ')) {
            e.preventDefault();
            if (of === number) {
                box.hidePopover();
            } else {
                show(number);
            }
        }
    });
    const close = () => of && box.hidePopover();
    document.addEventListener('focusin', e => of && !of.contains(e.target) && close());
    addEventListener('scroll', () => {
        if (of) {
            const { top, bottom } = of.getBoundingClientRect();
            if (bottom < 60 || top > innerHeight) {
                close();
            } else {
                place();
            }
        }
    }, { passive: true });
    addEventListener('resize', close);
})();

(function copying() {
    // A formula is on the page twice, drawn and for screen readers. Copied, it is one line of text.
    document.addEventListener('copy', e => {
        const selection = getSelection();
        if (e.defaultPrevented || selection.isCollapsed || in_a_field(e)) {
            return;
        }
        const copied = document.createElement('div');
        let is_needed = false;
        for (let nth = 0; nth < selection.rangeCount; nth++) {
            const range = selection.getRangeAt(nth).cloneRange();
            const formula = node => (node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement)?.closest('.katex');
            // Whole formulas only: half of a fraction is none.
            const [first, last] = [formula(range.startContainer), formula(range.endContainer)];
            if (first) {
                range.setStartBefore(first);
            }
            if (last) {
                range.setEndAfter(last);
            }
            const part = range.cloneContents();
            for (const element of part.querySelectorAll('.katex')) {
                is_needed = true;
                const whole = element.closest('.katex-display') ?? element;
                const text = document.createElement(whole === element ? 'span' : 'div');
                text.textContent = element.dataset.text;
                whole.replaceWith(text);
            }
            for (const link of part.querySelectorAll('a[href]')) {
                link.setAttribute('href', link.href);
            }
            // A row ends its line itself.
            part.querySelectorAll('.rest[hidden]').forEach(rest => rest.remove());
            part.querySelectorAll('.row, .rest').forEach(row => row.replaceWith(...row.childNodes));
            for (const element of part.querySelectorAll('script, style, button, dialog, .unseen, .quiz-result')) {
                element.remove();
            }
            // What the chosen part stands in says how its lines break.
            let around = range.commonAncestorContainer;
            around = around.nodeType === Node.ELEMENT_NODE ? around : around.parentElement;
            if (/^(?:UL|OL|DL|TABLE|TBODY|THEAD|TR)$/.test(around.nodeName)) {
                const box = around.cloneNode(false);
                box.removeAttribute('id');
                box.append(part);
                copied.append(/^(?:TBODY|THEAD|TR)$/.test(around.nodeName) ? in_a_table(box) : box);
            } else {
                copied.append(part);
            }
        }
        if (!is_needed) {
            return;
        }
        copied.className = 'copied';
        document.body.append(copied);
        const text = copied.innerText.replace(/\n{3,}/g, '\n\n').replace(/^\n+|\s+$/g, '');
        copied.remove();
        e.clipboardData.setData('text/plain', text);
        e.clipboardData.setData('text/html', copied.innerHTML);
        e.preventDefault();
    });

    function in_a_table(rows) {
        const table = document.createElement('table');
        if (rows.nodeName === 'TR') {
            table.createTBody().append(rows);
        } else {
            table.append(rows);
        }
        return table;
    }
})();
